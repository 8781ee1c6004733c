/** The moments to which a conversation is put off. Pure; the clock is Riyadh's, which knows no summer time. */
import type { Key } from "../i18n/context";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RIYADH_MS = 3 * HOUR_MS;
const OPENS_AT = 8;
const HOURS = 3;
/** Of the week's days, as dates count them. */
const SUNDAY = 0;
const OPEN_DAYS = [0, 1, 2, 3, 4];

export type Choice = { key: Extract<Key, `snooze.${string}`>; until: Date };

export function snoozeChoices(now: Date): Choice[] {
  return [
    { key: "snooze.hour", until: new Date(now.getTime() + HOUR_MS) },
    { key: "snooze.hours", until: new Date(now.getTime() + HOURS * HOUR_MS) },
    { key: "snooze.workday", until: nextMorning(now, OPEN_DAYS) },
    { key: "snooze.week", until: nextMorning(now, [SUNDAY]) },
  ];
}

/** The next morning on one of these days. One that is nearer than the hours offered beside it is not meant. */
function nextMorning(now: Date, days: readonly number[]): Date {
  const local = new Date(now.getTime() + RIYADH_MS);
  let at = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), OPENS_AT);
  while (at < local.getTime() + HOURS * HOUR_MS || !days.includes(new Date(at).getUTCDay())) at += DAY_MS;
  return new Date(at - RIYADH_MS);
}

/** What a field for a local date and time holds, read on Riyadh's clock; null where that is no moment ahead. */
export function chosenMoment(value: string, now: Date): Date | null {
  const at = new Date(`${value}:00+03:00`);
  return Number.isNaN(at.getTime()) || at <= now ? null : at;
}
