/** The blanks of replies kept ready, while they are written. Pure. */

export const PLACEHOLDERS = ["name", "first_name", "reference", "staff", "hours"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const isKnown = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name);

/** What looks like a blank and is none. */
export function unknownIn(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [...new Set(names.filter((name) => !isKnown(name)))];
}

/** The text with examples in its blanks. */
export function previewOf(text: string, example: (name: Placeholder) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (isKnown(name) ? example(name) : whole));
}
