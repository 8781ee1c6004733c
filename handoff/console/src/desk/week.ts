/** The week as it is edited, and which of the server's objections belongs to which field. Pure. */
import type { Hours, SpanBody } from "../api/schema";

export const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Week = Partial<Record<Weekday, SpanBody[]>>;
/** Where a field stands in what was sent: `week.sunday.0`. */
export type Wrong = ReadonlySet<string>;
export const NOTHING_WRONG: Wrong = new Set();

/** Every quarter of an hour; a span may end at `24:00`. */
export function clocks(end: boolean): string[] {
  const all = Array.from({ length: 96 }, (_, n) => clockOf(n * 15));
  return end ? [...all.slice(1), "24:00"] : all;
}

export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** One more span of a day: after the last one, of the usual length where there is none. */
export function another(spans: readonly SpanBody[]): SpanBody {
  const last = spans.at(-1);
  if (!last) return { start: "08:00", end: "16:00" };
  const start = Math.min(minutesOf(last.end) + 60, 22 * 60);
  return { start: clockOf(start), end: clockOf(Math.min(start + 240, 24 * 60)) };
}

export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** The same spans on every working day as on the first one that has any. */
export function likeTheFirst(week: Week): Week {
  const first = WEEKDAYS.map((day) => week[day] ?? []).find((spans) => spans.length > 0);
  if (!first) return week;
  return Object.fromEntries(WEEKDAYS.filter((day) => week[day]?.length).map((day) => [day, first.map((span) => ({ ...span }))]));
}

/** A day without spans is closed, which is said by leaving it out. */
export function withoutClosed(week: Week): Week {
  return Object.fromEntries(Object.entries(week).filter(([, spans]) => spans.length > 0));
}

export const CITIES = {
  riyadh: [24.7136, 46.6753],
  makkah: [21.4225, 39.8262],
  madinah: [24.4686, 39.6142],
  jeddah: [21.5433, 39.1728],
  dammam: [26.4207, 50.0888],
  buraidah: [26.326, 43.975],
  hail: [27.5114, 41.7208],
  tabuk: [28.3838, 36.555],
  abha: [18.2164, 42.5053],
  jazan: [16.8892, 42.5511],
  najran: [17.4917, 44.1322],
} as const;
export type City = keyof typeof CITIES;

export function cityOf({ latitude, longitude }: Pick<Hours, "latitude" | "longitude">): City | null {
  const names = Object.keys(CITIES) as City[];
  return names.find((name) => Math.abs(CITIES[name][0] - latitude) + Math.abs(CITIES[name][1] - longitude) < 0.05) ?? null;
}

/** The fields that the server would not have, and everything above them, without the `body.` that it puts before them. */
export function wrongOf(fields: readonly { field: string }[]): Wrong {
  const found = new Set<string>();
  for (const { field } of fields) {
    const parts = field.split(".").filter((part) => part !== "body" && !part.includes("-") && !part.includes("("));
    parts.forEach((_, n) => found.add(parts.slice(0, n + 1).join(".")));
  }
  return found;
}
