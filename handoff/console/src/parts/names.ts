import type { Say } from "../i18n/context";

type Named = { name: string | null; address: string };
const PHONE = /^\+?\d{9,15}$/;

/** What to call somebody: their name, else their phone, else the end of their address, which tells two nameless people apart. */
export function nameOf(person: Named, t: Say): string {
  return person.name?.trim() || phoneOf(person.address) || t("person.nameless", { end: person.address.slice(-4) });
}

/** A phone, known by its beginning and its end, kept from turning around among Arabic words; null for any other address. */
export function phoneOf(address: string): string | null {
  if (!PHONE.test(address)) return null;
  const digits = address.replace("+", "");
  const begins = digits.startsWith("9665") ? "05••" : `+${digits.slice(0, 3)}`;
  return `\u2066${begins} ••• ${digits.slice(-4)}\u2069`;
}
