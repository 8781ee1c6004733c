import type { Say } from "../i18n/context";

type Named = { id: number; name: string | null; address: string };

/** What to call somebody: their name, else the end of their address, which tells two nameless people apart. */
export function nameOf(person: Named, t: Say): string {
  return person.name?.trim() || t("person.nameless", { end: person.address.slice(-4) });
}
