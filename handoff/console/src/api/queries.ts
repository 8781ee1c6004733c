/** How data is fetched and kept: the live stream says when something changed, so nothing is polled. */
import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./client";

const TRIES = 3;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        networkMode: "always",
        retry: (count, error) => error instanceof Problem && error.passing && count < TRIES,
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10_000),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
