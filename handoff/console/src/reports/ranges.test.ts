import { expect, test } from "vitest";
import { barsOf, groupsOf, isRange, lengthOf, namedOf, presetOf, rangeOf, topOf } from "./ranges";

const LATE = new Date("2026-11-27T21:30:00Z"); // half past midnight of the 28th in Riyadh

test("a range ends today in Riyadh and counts both its ends", () => {
  expect(rangeOf("today", LATE)).toEqual({ from: "2026-11-28", to: "2026-11-28" });
  expect(rangeOf("7", LATE)).toEqual({ from: "2026-11-22", to: "2026-11-28" });
  expect(rangeOf("month", LATE)).toEqual({ from: "2026-11-01", to: "2026-11-28" });
  expect(lengthOf(rangeOf("90", LATE))).toBe(90);
});

test("a range that a preset names is known again", () => {
  expect(presetOf(rangeOf("30", LATE), LATE)).toBe("30");
  expect(presetOf({ from: "2026-11-02", to: "2026-11-03" }, LATE)).toBe(null);
});

test("days backwards, too many days and half a date are no range", () => {
  expect(isRange({ from: "2026-11-02", to: "2026-11-01" })).toBe(false);
  expect(isRange({ from: "2025-01-01", to: "2026-11-01" })).toBe(false);
  expect(isRange({ from: "", to: "2026-11-01" })).toBe(false);
  expect(isRange({ from: "2026-11-01", to: "2026-11-01" })).toBe(true);
});

test("many days become weeks, and every day stands in one", () => {
  const groups = groupsOf({ from: "2026-08-31", to: "2026-11-28" });
  expect(groups.length).toBe(13);
  expect(groups.flat().length).toBe(90);
  expect(new Set(groups.flat()).size).toBe(90);
});

test("a day on which nothing happened has a bar of nothing", () => {
  const rows = [{ day: "2026-11-01", n: 2 }, { day: "2026-11-03", n: 1 }, { day: "2026-11-03", n: 4 }];
  const bars = barsOf({ from: "2026-11-01", to: "2026-11-03" }, rows, 2, ({ n }) => [n, 1]);
  expect(bars.map(({ values }) => values)).toEqual([[2, 1], [0, 0], [5, 2]]);
});

test("a chart ends at a round number above its highest bar", () => {
  expect([0, 3, 5, 9, 12, 41, 100, 5001].map(topOf)).toEqual([4, 4, 6, 10, 20, 60, 100, 6000]);
});

test("a phone names few bars, always the first", () => {
  expect([...namedOf(30, 5)]).toEqual([0, 8, 16, 24]);
  expect([...namedOf(1, 5)]).toEqual([0]);
});
