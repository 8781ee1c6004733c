import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useComplain } from "../parts/problems";
import { useMe } from "../session/me";

export const STATUSES = ["online", "away", "break", "offline"] as const;
export type Status = (typeof STATUSES)[number];
export const STATUS_COLOURS: Record<Status, string> = { online: "green.4", away: "yellow.5", break: "orange.6", offline: "gray.5" };

/** Who works here, and how each stands now. */
export function useColleagues() {
  return useQuery({ queryKey: keys.colleagues, queryFn: () => answer(api.GET("/api/colleagues")) });
}

/** One's own status, and a way to change it. */
export function useStatus() {
  const me = useMe();
  const client = useQueryClient();
  const complain = useComplain();
  const { data } = useColleagues();
  const own = data?.find((colleague) => colleague.id === me.id);
  const change = useMutation({
    mutationFn: (status: Status) => answer(api.PUT("/api/me/status", { body: { status } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.colleagues }),
    onError: complain,
  });
  const status: Status = change.isPending ? change.variables : (own?.status ?? "offline");
  return { status, choose: change.mutate };
}
