import type { Say } from "../i18n/context";

type Named = { name: string | null; address: string };
const PHONE = /^\+?\d{9,15}$/;

/** What to call somebody: their name, else their phone, else the end of their address, which tells two nameless people apart. */
export function nameOf(person: Named, t: Say): string {
  return person.name?.trim() || phoneOf(person.address) || t("person.nameless", { end: person.address.slice(-4) });
}

/** A phone number as people read it, kept from turning around among Arabic words; null for any other address. */
export function phoneOf(address: string): string | null {
  if (!PHONE.test(address)) return null;
  const digits = address.replace("+", "");
  const local = /^966(5\d)(\d{3})(\d{4})$/.exec(digits);
  return `\u2066${local ? `0${local[1]} ${local[2]} ${local[3]}` : `+${digits}`}\u2069`;
}
