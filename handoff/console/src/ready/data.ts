/** Labels, replies kept ready, templates: what all colleagues share, and who keeps it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { CannedChange, LabelChange, NewCanned, NewLabel } from "../api/schema";
import { useComplain } from "../parts/problems";

export function useLabelUses() {
  return useQuery({ queryKey: [...keys.labels, "uses"], queryFn: () => answer(api.GET("/api/labels")) });
}

export function useLabelDeeds() {
  const client = useQueryClient();
  const then = {
    onSuccess: () => Promise.all([keys.labels, keys.lists].map((queryKey) => client.invalidateQueries({ queryKey }))),
    onError: useComplain(),
  };
  const at = (label_id: number) => ({ path: { label_id } });
  const add = useMutation({ mutationFn: (body: NewLabel) => answer(api.POST("/api/labels", { body })), ...then });
  const change = useMutation({
    mutationFn: ({ id, ...body }: LabelChange & { id: number }) => answer(api.PATCH("/api/labels/{label_id}", { params: at(id), body })),
    ...then,
  });
  const remove = useMutation({ mutationFn: (id: number) => answer(api.DELETE("/api/labels/{label_id}", { params: at(id) })), ...then });
  return { add, change, remove };
}

export function useReplies() {
  return useQuery({ queryKey: keys.canned, queryFn: () => answer(api.GET("/api/canned")) });
}

export function useReplyDeeds() {
  const client = useQueryClient();
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: keys.canned }), onError: useComplain() };
  const at = (canned_id: number) => ({ path: { canned_id } });
  const add = useMutation({ mutationFn: (body: NewCanned) => answer(api.POST("/api/canned", { body })), ...then });
  const change = useMutation({
    mutationFn: ({ id, ...body }: CannedChange & { id: number }) => answer(api.PATCH("/api/canned/{canned_id}", { params: at(id), body })),
    ...then,
  });
  const remove = useMutation({ mutationFn: (id: number) => answer(api.DELETE("/api/canned/{canned_id}", { params: at(id) })), ...then });
  return { add, change, remove };
}

export function useTemplates() {
  return useQuery({ queryKey: keys.templates, queryFn: () => answer(api.GET("/api/templates")) });
}

export function useTemplateSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/templates/sync")),
    onSuccess: (listed) => client.setQueryData(keys.templates, listed),
    onError: useComplain(),
  });
}
