/** The letter on an avatar: «السالم» becomes «س». */
export function initialOf(name: string | null | undefined): string {
  const first = (name ?? "").trim().split(/\s+/u)[0]?.replace(/^ال(?=.{2})/u, "") ?? "";
  return [...first].find((letter) => /\p{L}/u.test(letter)) ?? "؟";
}
