/** What an event means to somebody. Pure. */
import type { LiveEvent } from "../live/stream";

export type NewsKind = "queue" | "assigned" | "mention" | "sla" | "urgent";

/** Whether an event is worth a sign, and which. */
export function kindOf(event: LiveEvent, me: number): NewsKind | null {
  if (event.name === "mention") return "mention";
  if (event.name === "queue") return "queue";
  if (event.name === "conversation" && Number(event.data.staff_id) === me) return "assigned";
  return null;
}
