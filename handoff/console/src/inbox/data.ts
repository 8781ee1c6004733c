/** Lists of conversations, and what they can be sorted by. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { Talk } from "../api/types";
import { useMay } from "../session/me";
import { queryOf, type Filters } from "./filters";

type TalkPage = { items: Talk[]; cursor: string | null };

export function useTalks(filters: Filters) {
  const query = queryOf(filters);
  return useInfiniteQuery({
    queryKey: keys.list(query),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...query, cursor: pageParam ?? undefined } };
      return (await answer(api.GET("/api/conversations", { params, signal }))) as TalkPage;
    },
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  });
}

export function useCounts() {
  const enabled = useMay("conversations.see");
  return useQuery({ queryKey: keys.counts, queryFn: () => answer(api.GET("/api/conversations/counts")), enabled });
}

export function useLabels() {
  return useQuery({ queryKey: keys.labels, queryFn: () => answer(api.GET("/api/labels")), staleTime: 300_000 });
}

export function useViews() {
  return useQuery({ queryKey: keys.views, queryFn: () => answer(api.GET("/api/views")), staleTime: 300_000 });
}
