/** What an event means to somebody. Pure. */
import type { LiveEvent } from "../live/stream";

export const KINDS = ["urgent", "queue", "assigned", "mention", "sla"] as const;
export type NewsKind = (typeof KINDS)[number];

/** Whether an event is worth a sign, and which. */
export function kindOf(event: LiveEvent, me: number): NewsKind | null {
  if (event.name === "mention") return "mention";
  if (event.name === "alert") return KINDS.find((kind) => kind === event.data.kind) ?? null;
  if (event.name === "conversation" && Number(event.data.staff_id) === me) return "assigned";
  return null;
}
