import { expect, test } from "vitest";
import type { LineShown } from "../api/types";
import { byDay, joined, tickOf } from "./lines";

const line = (seq: number, at = "2026-11-28T10:00:00Z", text = "") => ({ seq, at, text }) as LineShown;

test("what is fetched again replaces what was known, and nothing stands twice", () => {
  const lines = joined([line(1), line(2, undefined, "قديم")], [line(2, undefined, "جديد"), line(3)]);
  expect(lines.map(({ seq, text }) => [seq, text])).toEqual([[1, ""], [2, "جديد"], [3, ""]]);
});

test("midnight is Riyadh's", () => {
  const groups = byDay([line(1, "2026-11-27T20:59:00Z"), line(2, "2026-11-27T21:01:00Z")]);
  expect(groups.map((group) => group.day)).toEqual(["2026-11-27", "2026-11-28"]);
});

test("a tick tells the provider's word where there is one", () => {
  const tick = (state: string, status: string | null) => tickOf({ delivery: { state, status, error: null } as LineShown["delivery"] });
  expect([tick("pending", null), tick("sent", "queued"), tick("sent", "read"), tick("sent", "failed"), tick("unknown", null)])
    .toEqual(["waiting", "sent", "read", "failed", "unknown"]);
  expect(tickOf({ delivery: null })).toBeNull();
});
