/** Who is signed in. `undefined` while it is looked up, `null` for nobody. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext } from "react";
import { answer, api, Problem, setCsrfToken } from "../api/client";
import { keys } from "../api/keys";
import type { Me } from "../api/types";

export type Permission = Me["permissions"][number];

export const MeContext = createContext<Me | null>(null);

/** The signed-in member of staff; only inside of <SignedIn>. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe outside of <SignedIn>");
  return me;
}

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

export function useMeQuery() {
  return useQuery({ queryKey: keys.me, queryFn: fetchMe, staleTime: Infinity });
}

async function fetchMe(): Promise<Me | null> {
  try {
    const me = await answer(api.GET("/api/me"));
    setCsrfToken(me.csrf_token);
    return me;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** Forget everything that was fetched for whoever was signed in. Who that is stays watched: nobody, from now on. */
export function useForget(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    setCsrfToken("");
    client.setQueryData(keys.me, null);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] || query.queryKey.length > 1 });
  }, [client]);
}
