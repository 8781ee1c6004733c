/** «@نورة» in a note. Pure. */
type Named = { id: number; name: string };

/** The mention that is being typed at the end of the text: where it starts, and what of the name stands there. */
export function mentionAt(text: string): { start: number; typed: string } | null {
  const found = /(?:^|\s)@([^\s@]{0,30}(?: [^\s@]{1,30})?)$/u.exec(text);
  if (!found) return null;
  const typed = found[1] ?? "";
  return { start: text.length - typed.length - 1, typed };
}

/** Whom a finished note mentions; of two names of which one begins the other, the longer. */
export function mentioned(text: string, colleagues: readonly Named[]): number[] {
  let rest = text;
  const found: number[] = [];
  for (const one of [...colleagues].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${one.name}`)) continue;
    found.push(one.id);
    rest = rest.replaceAll(`@${one.name}`, "");
  }
  return found.sort((a, b) => a - b);
}
