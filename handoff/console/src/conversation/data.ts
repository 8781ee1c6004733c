/** One conversation: itself, its transcript, its hand-off card, and what may be done with it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { LineShown, TalkWhole } from "../api/types";
import { useComplain } from "../parts/problems";
import { joined } from "./lines";

const at = (id: number) => ({ params: { path: { conversation_id: id } } });
/** Lines near the end may still change: their ticks rise, their files arrive. */
const LIVELY = 40;

export function useTalk(id: number) {
  return useQuery({
    queryKey: keys.talk(id),
    queryFn: async () => (await answer(api.GET("/api/conversations/{conversation_id}", at(id)))) as TalkWhole,
  });
}

export function useLines(id: number) {
  const client = useQueryClient();
  const key = keys.messages(id);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<LineShown[]>(key) ?? [];
      const after = Math.max(0, (known.at(-1)?.seq ?? 0) - LIVELY);
      return joined(known, await fetchLines(id, after > 0 ? { after } : {}, signal));
    },
  });
  const earlier = useMutation({
    mutationFn: async () => {
      const first = client.getQueryData<LineShown[]>(key)?.[0]?.seq ?? 1;
      const found = await fetchLines(id, { before: first });
      client.setQueryData<LineShown[]>(key, (known = []) => joined(known, found));
    },
  });
  return { ...query, earlier };
}

async function fetchLines(id: number, query: { after?: number; before?: number }, signal?: AbortSignal) {
  const params = { ...at(id).params, query };
  return answer(api.GET("/api/conversations/{conversation_id}/messages", { params, signal }));
}

export function useComposerState(id: number, enabled: boolean) {
  return useQuery({
    queryKey: keys.composer(id),
    queryFn: () => answer(api.GET("/api/conversations/{conversation_id}/composer", at(id))),
    enabled,
    staleTime: 30_000,
  });
}

/** The hand-off card; the bot's own conversations have none. */
export function useCard(talk: TalkWhole) {
  return useQuery({
    queryKey: keys.card(talk.id),
    queryFn: () => answer(api.GET("/api/conversations/{conversation_id}/card", at(talk.id))),
    enabled: talk.owner !== "bot",
  });
}

export function useSetLabels(id: number) {
  const client = useQueryClient();
  const complain = useComplain();
  return useMutation({
    mutationFn: (labels: number[]) =>
      answer(api.PUT("/api/conversations/{conversation_id}/labels", { ...at(id), body: { labels } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.talk(id) });
      void client.invalidateQueries({ queryKey: keys.lists });
    },
    onError: complain,
  });
}

/** Once more what surely failed; the server refuses what may have arrived. */
export function useRetry(id: number) {
  const client = useQueryClient();
  const complain = useComplain();
  return useMutation({
    mutationFn: (seq: number) => {
      const params = { path: { conversation_id: id, seq } };
      return answer(api.POST("/api/conversations/{conversation_id}/messages/{seq}/retry", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.messages(id) }),
    onError: complain,
  });
}
