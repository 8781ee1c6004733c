/** Arranging a transcript. Pure. */
import type { LineShown } from "../api/types";
import { dayKey } from "../i18n/formats";

/** Both in order, each line once, the newly fetched one counting. */
export function joined(known: readonly LineShown[], fetched: readonly LineShown[]): LineShown[] {
  const bySeq = new Map(known.map((line) => [line.seq, line]));
  for (const line of fetched) bySeq.set(line.seq, line);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export type Group = { day: string; lines: LineShown[] };

/** By the days of Riyadh. */
export function byDay(lines: readonly LineShown[]): Group[] {
  const groups: Group[] = [];
  for (const line of lines) {
    const day = dayKey(line.at);
    const last = groups.at(-1);
    if (last?.day === day) last.lines.push(line);
    else groups.push({ day, lines: [line] });
  }
  return groups;
}

export type Tick = "waiting" | "sent" | "delivered" | "read" | "failed" | "unknown" | "dropped";

/** How the sending of our own words stands, in one word; null where nothing is sent (notes, the visitor's own). */
export function tickOf({ delivery }: Pick<LineShown, "delivery">): Tick | null {
  if (!delivery) return null;
  if (delivery.state === "pending" || delivery.state === "sending") return "waiting";
  if (delivery.state !== "sent") return delivery.state;
  if (delivery.status === "failed") return "failed";
  return delivery.status === "read" || delivery.status === "delivered" ? delivery.status : "sent";
}
