/** Up to two letters for an avatar: «أم خالد» becomes «أخ»; of one word, its first letter. */
export function initialsOf(name: string | null | undefined): string {
  const words = (name ?? "").trim().split(/\s+/u).map((word) => word.replace(/^ال(?=.{2})/u, ""));
  const letters = words.map((word) => [...word].find((letter) => /\p{L}/u.test(letter)) ?? "").filter(Boolean);
  const first = letters[0] ?? "؟";
  const last = letters.length > 1 ? (letters.at(-1) ?? "") : "";
  return last ? `${first}\u200c${last}` : first;
}
