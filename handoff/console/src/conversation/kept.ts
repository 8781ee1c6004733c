/** What is kept in this browser for one member of staff: drafts, and messages on their way. */
import { useState } from "react";
import { useMe } from "../session/me";

const PREFIX = "tawasul.console";
export const storedName = (staff: number, name: string): string => `${PREFIX}.${staff}.${name}`;

/** Signing out on purpose leaves nothing of people's words behind on a shared machine. */
export function forgetKept(staff: number): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}.${staff}.`)) localStorage.removeItem(key);
}

/** A text that survives a reload, kept under `name` for this member of staff. One component, one name. */
export function useKept(name: string): [string, (text: string) => void] {
  const me = useMe();
  const key = storedName(me.id, name);
  const [text, setText] = useState(() => localStorage.getItem(key) ?? "");
  const change = (changed: string) => {
    setText(changed);
    if (changed) localStorage.setItem(key, changed);
    else localStorage.removeItem(key);
  };
  return [text, change];
}
