import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { ColleagueShown } from "../api/types";
import { useColleagues } from "../parts/colleagues";
import { useComplain } from "../parts/problems";
import { useMe } from "../session/me";

export type Status = ColleagueShown["status"];
export const STATUSES = ["online", "away", "break", "offline"] as const satisfies readonly Status[];
export const STATUS_COLOURS: Record<Status, string> = { online: "green.4", away: "yellow.5", break: "orange.6", offline: "gray.5" };
/** Breaks that end by themselves, in minutes. */
export const BREAKS = [15, 30] as const;

type Choice = { status: Status; until?: string };

/** One's own status as one has chosen it, and a way to change it. Until it is known one counts as away. */
export function useStatus() {
  const me = useMe();
  const client = useQueryClient();
  const complain = useComplain();
  const { data } = useColleagues();
  const own = data?.find((colleague) => colleague.id === me.id);
  const change = useMutation({
    mutationFn: (choice: Choice) => answer(api.PUT("/api/me/status", { body: choice })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.colleagues }),
    onError: complain,
  });
  const status: Status = change.isPending ? change.variables.status : (own?.chosen ?? "away");
  return { status, until: own?.until ?? null, known: own !== undefined, choose: change.mutate };
}
