/** Times that pass: one clock for the whole page, so that nothing ticks on its own. */
import { useSyncExternalStore } from "react";
import type { Say } from "../i18n/context";
import { dayKey, type Formats } from "../i18n/formats";

const TICK_MS = 15_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, renewed four times a minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A length in words, short: «٥ د», «٣ س», «يومان»; behind «خلال» or «تأخّر» two of them are «يومين». */
export function lengthOf(ms: number, t: Say, days: "time.days" | "time.withinDays" = "time.days"): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return t("time.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 && hours < 6 ? t("time.hoursMinutes", { h: hours, m: minutes % 60 }) : t("time.hours", { n: hours });
  return t(days, { n: Math.floor(hours / 24) });
}

/** When something was, as short as can be: the time today, the weekday's date before. */
export function shortTime(at: string, f: Formats): string {
  return dayKey(at) === dayKey(new Date()) ? f.time(at) : f.shortDay(at);
}
