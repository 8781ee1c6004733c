/** Answers: what is said now, what is drafted, and what stands against a wording. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { KnowledgeWhole } from "../api/types";
import { useComplain } from "../parts/problems";

/** What a draft holds: both languages, the sections it rests on, and the policy's words. */
export type Wording = {
  ar: string;
  en: string;
  sections: number[];
  quote: string;
  note: string;
  title_ar: string | null;
  title_en: string | null;
};

export function useAnswers() {
  return useQuery({ queryKey: keys.knowledge, queryFn: () => answer(api.GET("/api/knowledge")) });
}

export function useAnswer(intent: string) {
  return useQuery({
    queryKey: [...keys.knowledge, intent],
    queryFn: () => answer(api.GET("/api/knowledge/{intent}", { params: { path: { intent } } })),
  });
}

export function usePolicy() {
  return useQuery({
    queryKey: ["policy"],
    queryFn: () => answer(api.GET("/api/knowledge/policy")),
    staleTime: Infinity,
  });
}

export function useEvaluation(intent: string) {
  const complain = useComplain();
  return useMutation({
    mutationFn: (wording: Wording) =>
      answer(api.POST("/api/knowledge/{intent}/evaluate", { params: { path: { intent } }, body: { wording } })),
    onError: complain,
  });
}

/** Save, throw away, publish, bring back: afterwards everything about answers is fetched again. */
export function useDeeds(intent: string) {
  const client = useQueryClient();
  const complain = useComplain();
  const params = { path: { intent } };
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: keys.knowledge }), onError: complain };
  const save = useMutation({
    mutationFn: (body: Wording & { revision: number }) =>
      answer(api.PUT("/api/knowledge/{intent}/draft", { params, body })),
    ...then,
  });
  const discard = useMutation({ mutationFn: () => answer(api.DELETE("/api/knowledge/{intent}/draft", { params })), ...then });
  const publish = useMutation({
    mutationFn: (revision: number) => answer(api.POST("/api/knowledge/{intent}/publish", { params, body: { revision } })),
    ...then,
  });
  const revert = useMutation({
    mutationFn: (version: number) => answer(api.POST("/api/knowledge/{intent}/revert", { params, body: { version } })),
    ...then,
  });
  return { save, discard, publish, revert };
}

/** What an editor begins with: the draft, else what is said now. */
export function wordingOf(whole: KnowledgeWhole): Wording {
  const { draft, live } = whole;
  if (draft) {
    const { ar, en, sections, quote, note, title_ar, title_en } = draft;
    return { ar, en, sections, quote, note, title_ar, title_en };
  }
  return { ar: live?.ar ?? "", en: live?.en ?? "", sections: whole.sections, quote: whole.quote, note: "", title_ar: null, title_en: null };
}
