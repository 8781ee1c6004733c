/** Reports: each is fetched by itself, so that a slow one keeps none of the others waiting. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import type { Range } from "./ranges";

const FETCH = {
  volumes: (query: Range) => answer(api.GET("/api/reports/volumes", { params: { query } })),
  containment: (query: Range) => answer(api.GET("/api/reports/containment", { params: { query } })),
  times: (query: Range) => answer(api.GET("/api/reports/times", { params: { query } })),
  satisfaction: (query: Range) => answer(api.GET("/api/reports/satisfaction", { params: { query } })),
  questions: (query: Range) => answer(api.GET("/api/reports/questions", { params: { query } })),
  misses: (query: Range) => answer(api.GET("/api/reports/misses", { params: { query } })),
  requests: (query: Range) => answer(api.GET("/api/reports/requests", { params: { query } })),
  cost: (query: Range) => answer(api.GET("/api/reports/cost", { params: { query } })),
};

export type Name = keyof typeof FETCH;
export type Report<N extends Name> = Awaited<ReturnType<(typeof FETCH)[N]>>;

export function useReport<N extends Name>(name: N, range: Range) {
  const fetch = FETCH[name] as (query: Range) => Promise<Report<N>>;
  return useQuery({ queryKey: ["reports", name, range], queryFn: () => fetch(range) });
}

export function csvOf(name: Name, range: Range): string {
  return `/api/reports/${name}.csv?${new URLSearchParams(range)}`;
}
