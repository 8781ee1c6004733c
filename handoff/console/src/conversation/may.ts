/** What somebody may do with a conversation. Pure; the server has the last word. */
import type { TalkWhole } from "../api/types";

export type May = { open: boolean; reply: boolean; claim: boolean; transfer: boolean; end: boolean };

/** `reassigns`: may deal with what colleagues hold. */
export function mayOf(talk: Pick<TalkWhole, "owner" | "assignee">, me: number, reassigns: boolean): May {
  const held = talk.owner === "staff";
  const open = talk.owner !== "closed";
  const reply = held && talk.assignee?.id === me;
  return {
    open,
    reply,
    claim: open && !reply && (!held || reassigns),
    transfer: open && (reply || reassigns || !held),
    end: reply || (reassigns && held),
  };
}
