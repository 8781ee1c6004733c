import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { Outbox, type Unsent } from "./outbox";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const message = (clientId: string, talk = 1) => ({ clientId, talk, text: "حياك الله", note: false, at: "2026-11-28T10:00:00Z" });
const offline = () => new Problem("offline", 0, "");

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("what the network loses is sent again under the same id, in order, and then forgotten", async () => {
  const taken: string[] = [];
  let up = false;
  const outbox = new Outbox(storage(), "k", async (unsent: Unsent) => {
    if (!up) throw offline();
    taken.push(unsent.clientId);
  });
  for (const id of ["a", "b", "c"]) outbox.add(message(id));
  await vi.advanceTimersByTimeAsync(3000);
  expect(outbox.all()).toHaveLength(3);
  up = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([taken, outbox.all()]).toEqual([["a", "b", "c"], []]);
});

test("a reload goes on where the page stopped", async () => {
  const keep = storage();
  new Outbox(keep, "k", () => new Promise(() => undefined)).add(message("a"));
  const taken: string[] = [];
  const reopened = new Outbox(keep, "k", async (unsent: Unsent) => void taken.push(unsent.clientId));
  reopened.pump();
  await vi.advanceTimersByTimeAsync(0);
  expect([taken, keep.getItem("k")]).toEqual([["a"], null]);
});

test("a refused message waits for its writer, the others go on", async () => {
  const outbox = new Outbox(storage(), "k", async (unsent: Unsent) => {
    if (unsent.clientId === "a") throw new Problem("window_closed", 409, "");
  });
  outbox.add(message("a"));
  outbox.add(message("b"));
  outbox.add(message("c", 2));
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.all()).toMatchObject([{ clientId: "a", state: "refused", code: "window_closed" }]);
});

test("a session that has ended loses nothing", async () => {
  const outbox = new Outbox(storage(), "k", () => Promise.reject(new Problem("not_signed_in", 401, "")));
  outbox.add(message("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(outbox.all()).toMatchObject([{ state: "waiting" }]);
});
