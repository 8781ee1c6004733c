/** What is done with a conversation besides talking in it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useComplain } from "../parts/problems";

export type Deeds = ReturnType<typeof useDeeds>;

/** Claim, hand over, give back, end: each answers with the conversation as it is then. */
export function useDeeds(id: number) {
  const client = useQueryClient();
  const at = { params: { path: { conversation_id: id } } };
  const after = useAfter(id);
  const options = { ...after, onSuccess: (talk: unknown) => client.setQueryData(keys.talk(id), talk) };
  const claim = useMutation({
    mutationFn: () => answer(api.POST("/api/conversations/{conversation_id}/claim", at)),
    ...options,
  });
  const assign = useMutation({
    mutationFn: (body: { staff_id: number; note: string }) =>
      answer(api.POST("/api/conversations/{conversation_id}/assign", { ...at, body })),
    ...options,
  });
  const release = useMutation({
    mutationFn: (form: "resume" | "drop") =>
      answer(api.POST("/api/conversations/{conversation_id}/release", { ...at, body: { form } })),
    ...options,
  });
  const resolve = useMutation({
    mutationFn: (note: string) =>
      answer(api.POST("/api/conversations/{conversation_id}/resolve", { ...at, body: { note } })),
    ...options,
  });
  return { claim, assign, release, resolve, ...useHandling(id) };
}

/** Deeds of the desk, which answer with how it stands there. */
function useHandling(id: number) {
  const at = { params: { path: { conversation_id: id } } };
  const options = useAfter(id);
  const requeue = useMutation({
    mutationFn: (reason: string) =>
      answer(api.POST("/api/conversations/{conversation_id}/requeue", { ...at, body: { reason } })),
    ...options,
  });
  const prioritise = useMutation({
    mutationFn: (body: { priority: number; reason: string }) =>
      answer(api.POST("/api/conversations/{conversation_id}/priority", { ...at, body })),
    ...options,
  });
  const snooze = useMutation({
    mutationFn: (until: string | null) =>
      answer(api.POST("/api/conversations/{conversation_id}/snooze", { ...at, body: { until } })),
    ...options,
  });
  return { requeue, prioritise, snooze };
}

function useAfter(id: number) {
  const client = useQueryClient();
  const onError = useComplain();
  const onSettled = () =>
    Promise.all([keys.lists, keys.talk(id)].map((queryKey) => client.invalidateQueries({ queryKey })));
  return { onError, onSettled };
}
