import type { Speech } from "../i18n/context";
import { noonOf } from "../i18n/formats";
import type { Column } from "./Columns";
import type { Bar } from "./ranges";

/** Bars of days as columns: short names below, the day in both calendars, or the week's ends, in full. */
export function dayColumns(bars: readonly Bar[], { t, f }: Speech): Column[] {
  return bars.map(({ days, values }) => {
    const [first = "", last = first] = [days[0], days.at(-1)];
    const one = `${f.date(noonOf(first))} · ${f.hijri(noonOf(first))}`;
    const full = first === last ? one : t("reports.week", { from: f.shortDay(noonOf(first)), to: f.date(noonOf(last)) });
    return { key: first, label: f.shortDay(noonOf(first)), full, values };
  });
}
