/** Single-key commands. They follow the key's place, so that they work with an Arabic keyboard too. */
import { useEffect, useRef } from "react";

export type Command = "j" | "k" | "c" | "r" | "n" | "e" | "t" | "b" | "p" | "l" | "/" | "?";

/** Which command a key press is; null while somebody types, or holds Ctrl, Alt or Meta. */
export function commandOf(event: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === "?" || event.key === "؟" || (event.code === "Slash" && event.shiftKey)) return "?";
  if (event.key === "/" || event.code === "Slash") return "/";
  if (event.shiftKey) return null;
  if (/^[a-z]$/.test(event.key)) return event.key;
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : null;
}

function isTyping(target: EventTarget | null): boolean {
  const element = target instanceof HTMLElement ? target : null;
  return !!element?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]");
}

export function useShortcuts(commands: Partial<Record<Command, () => void>>): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const command = commandOf(event);
      const deed = command ? latest.current[command as Command] : undefined;
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}
