import { useState } from "react";

export type Deed =
  | "transfer" | "snooze" | "wake" | "priority" | "requeue" | "release" | "resolve" | "resolveWithNote" | "labels"
  | "timeline";

/** Which of a conversation's dialogs is open. */
export function useDialogs() {
  const [open, setOpen] = useState<Deed | null>(null);
  return { open, show: setOpen, close: () => setOpen(null) };
}
