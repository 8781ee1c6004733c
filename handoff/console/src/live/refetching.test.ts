import { expect, test, vi } from "vitest";
import { QueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { Refetcher } from "./refetching";
import type { EventName, LiveEvent } from "./stream";

const event = (name: EventName, data: Record<string, unknown> = {}): LiveEvent => ({ name, data, id: "1" });

function watched() {
  const client = new QueryClient();
  const invalidated = vi.spyOn(client, "invalidateQueries").mockResolvedValue();
  return { refetcher: new Refetcher(client), keys: () => invalidated.mock.calls.map(([filters]) => filters?.queryKey) };
}

test("a message is fetched at once, and the lists only now and then however many come", () => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  const { refetcher, keys: seen } = watched();
  for (let seq = 1; seq <= 20; seq += 1) {
    refetcher.take(event("message", { conversation_id: 7, seq }));
    vi.advanceTimersByTime(20);
  }
  const lists = seen().filter((key) => key === keys.lists).length;
  expect(seen().filter((key) => JSON.stringify(key) === JSON.stringify(keys.messages(7)))).toHaveLength(20);
  expect(lists).toBeGreaterThan(0);
  expect(lists).toBeLessThan(4);
  vi.useRealTimers();
});

test("after a gap that the server cannot fill everything is fetched again", () => {
  const { refetcher, keys: seen } = watched();
  refetcher.take(event("reset"));
  expect(seen()).toEqual([undefined]);
});

test("the steps of a training, answers and what was missed are fetched again when they change", () => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  const { refetcher, keys: seen } = watched();
  refetcher.take(event("training", { run_id: 1, state: "running", progress: 0.4 }));
  refetcher.take(event("knowledge"));
  refetcher.take(event("unanswered"));
  vi.runAllTimers();
  expect(seen()).toEqual([keys.training, keys.knowledge, keys.unanswered]);
  vi.useRealTimers();
});
