import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";

export function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: () => answer(api.GET("/api/conversations/counts")) });
}
