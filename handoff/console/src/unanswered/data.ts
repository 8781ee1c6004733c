/** What the assistant missed, the phrases learnt from it, and training. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useComplain } from "../parts/problems";

export function useClusters(state: "open" | "done") {
  return useQuery({
    queryKey: [...keys.unanswered, state],
    queryFn: () => answer(api.GET("/api/unanswered", { params: { query: { state } } })),
  });
}

/** Learn from a cluster, or set it aside. */
export function useClusterDeeds(cluster_id: number) {
  const client = useQueryClient();
  const params = { path: { cluster_id } };
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: keys.unanswered }), onError: useComplain() };
  const train = useMutation({
    mutationFn: (body: { intent: string; phrases: string[] }) => answer(api.POST("/api/unanswered/{cluster_id}/train", { params, body })),
    ...then,
  });
  const dismiss = useMutation({
    mutationFn: (reason: string) => answer(api.POST("/api/unanswered/{cluster_id}/dismiss", { params, body: { reason } })),
    ...then,
  });
  return { train, dismiss };
}

/** The latest first. The stream tells of every step of one that runs. */
export function useRuns() {
  return useQuery({ queryKey: keys.training, queryFn: () => answer(api.GET("/api/training")) });
}

export function useRunDeeds() {
  const client = useQueryClient();
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: keys.training }), onError: useComplain() };
  const at = (run_id: number) => ({ path: { run_id } });
  const begin = useMutation({ mutationFn: () => answer(api.POST("/api/training")), ...then });
  const activate = useMutation({
    mutationFn: ({ id, worse }: { id: number; worse: boolean }) =>
      answer(api.POST("/api/training/{run_id}/activate", { params: at(id), body: { accept_worse: worse } })),
    ...then,
  });
  const undo = useMutation({ mutationFn: (id: number) => answer(api.POST("/api/training/{run_id}/undo", { params: at(id) })), ...then });
  return { begin, activate, undo };
}
