/** Ranges of days in Riyadh, and what a report's days become when they are drawn. Pure. */
import { dayKey, noonOf } from "../i18n/formats";

export type Range = { from: string; to: string };
export const PRESETS = ["today", "7", "30", "90", "month"] as const;
export type Preset = (typeof PRESETS)[number];
/** As many days as the API counts at once. */
export const LONGEST = 400;
/** How many questions and misses are shown; the table for spreadsheets has more. */
export const TOP = 10;
/** More bars than this cannot be told apart on a phone: then a bar is a week. */
const MOST_BARS = 45;
const DAY_MS = 86_400_000;

export function later(day: string, days: number): string {
  return dayKey(new Date(noonOf(day).getTime() + days * DAY_MS));
}

export function lengthOf({ from, to }: Range): number {
  return Math.round((noonOf(to).getTime() - noonOf(from).getTime()) / DAY_MS) + 1;
}

/** A preset ends today. */
export function rangeOf(preset: Preset, now: Date): Range {
  const to = dayKey(now);
  if (preset === "today") return { from: to, to };
  if (preset === "month") return { from: `${to.slice(0, 8)}01`, to };
  return { from: later(to, 1 - Number(preset)), to };
}

/** The preset that says the same as a range; null for days that somebody chose. */
export function presetOf(range: Range, now: Date): Preset | null {
  return PRESETS.find((preset) => sameRange(rangeOf(preset, now), range)) ?? null;
}

function sameRange(a: Range, b: Range): boolean {
  return a.from === b.from && a.to === b.to;
}

export function isRange({ from, to }: Range): boolean {
  const days = [from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(noonOf(day).getTime()));
  return days && from <= to && lengthOf({ from, to }) <= LONGEST;
}

/** The range's days in order, in groups of a day, or of seven where there are many. */
export function groupsOf(range: Range): string[][] {
  const days = Array.from({ length: lengthOf(range) }, (_, n) => later(range.from, n));
  const size = days.length > MOST_BARS ? 7 : 1;
  const groups = [];
  for (let start = 0; start < days.length; start += size) groups.push(days.slice(start, start + size));
  return groups;
}

export type Bar = { days: string[]; values: number[] };

/** A bar for every group of days, also where nothing was counted; `values`: what `valuesOf` says of its rows, summed. */
export function barsOf<Row extends { day: string }>(
  range: Range, rows: readonly Row[], parts: number, valuesOf: (row: Row) => readonly number[],
): Bar[] {
  return groupsOf(range).map((days) => {
    const values = Array.from({ length: parts }, () => 0);
    for (const day of days)
      for (const row of rows.filter((one) => one.day === day)) valuesOf(row).forEach((value, n) => { values[n] = (values[n] ?? 0) + value; });
    return { days, values };
  });
}

/** The lowest round number that is no less than `most`, and whose half is whole: the top of a chart. */
export function topOf(most: number): number {
  if (most <= 4) return 4;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8].filter((times) => (times * unit) % 2 === 0).map((times) => times * unit).find((top) => top >= most) ?? 10 * unit;
}

/** Which of so many bars are named below a chart: the first, the last, and some between. */
export function namedOf(bars: number, most: number): Set<number> {
  const step = Math.max(1, Math.ceil((bars - 1) / Math.max(1, most - 1)));
  return new Set(Array.from({ length: bars }, (_, n) => n).filter((n) => n % step === 0));
}
