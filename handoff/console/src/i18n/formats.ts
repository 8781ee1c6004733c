/** Numbers and times as people here read them: Riyadh's clock, both calendars. */
import type { Formatting, Plural } from "./messages";

export type Language = "ar" | "en";
const ZONE = "Asia/Riyadh";
/** Arabic is shown with the digits that the bot writes, ٠-٩. */
const TAGS: Record<Language, string> = { ar: "ar-SA-u-ca-gregory-nu-arab", en: "en-GB-u-ca-gregory" };
const HIJRI: Record<Language, string> = { ar: "ar-SA-u-ca-islamic-umalqura-nu-arab", en: "en-GB-u-ca-islamic-umalqura" };

export type Formats = Formatting & ReturnType<typeof formatsOf>;

export function formatsOf(language: Language) {
  const tag = TAGS[language];
  const of = (options: Intl.DateTimeFormatOptions, which = tag) =>
    new Intl.DateTimeFormat(which, { timeZone: ZONE, ...options });
  const time = of({ hour: "numeric", minute: "2-digit" });
  const precise = of({ hour: "numeric", minute: "2-digit", second: "2-digit" });
  const day = of({ weekday: "long", day: "numeric", month: "long" });
  const shortDay = of({ day: "numeric", month: "short" });
  const date = of({ day: "numeric", month: "long", year: "numeric" });
  const hijri = of({ day: "numeric", month: "long", year: "numeric" }, HIJRI[language]);
  const hijriDay = of({ day: "numeric" }, HIJRI[language]);
  const month = of({ month: "long", year: "numeric" });
  const weekday = of({ weekday: "long" });
  const shortWeekday = of({ weekday: language === "ar" ? "long" : "short" });
  const stamp = of({ day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  const plain = new Intl.NumberFormat(tag);
  const percent = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 0 });
  const rules = new Intl.PluralRules(language);
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const at = (value: string | Date) => (typeof value === "string" ? new Date(value) : value);
  return {
    plural: (n: number) => rules.select(n) as keyof Plural,
    number: (n: number) => plain.format(n),
    percent: (share: number) => percent.format(share),
    money: (amount: number, currency: string) =>
      new Intl.NumberFormat(tag, { style: "currency", currency, maximumFractionDigits: 3 }).format(amount),
    time: (value: string | Date) => time.format(at(value)),
    /** To the second. */
    precise: (value: string | Date) => precise.format(at(value)),
    day: (value: string | Date) => day.format(at(value)),
    shortDay: (value: string | Date) => shortDay.format(at(value)),
    date: (value: string | Date) => date.format(at(value)),
    hijri: (value: string | Date) => hijri.format(at(value)),
    hijriDay: (value: string | Date) => hijriDay.formatToParts(at(value)).find(({ type }) => type === "day")?.value ?? "",
    month: (value: string | Date) => month.format(at(value)),
    weekday: (value: string | Date) => weekday.format(at(value)),
    shortWeekday: (value: string | Date) => shortWeekday.format(at(value)),
    /** Day and time. */
    stamp: (value: string | Date) => stamp.format(at(value)),
    list: (parts: readonly string[]) => list.format(parts),
    relative: (value: number, unit: Intl.RelativeTimeFormatUnit) => relative.format(value, unit),
    size: (bytes: number) => sizeOf(bytes, language, plain),
  };
}

function sizeOf(bytes: number, language: Language, plain: Intl.NumberFormat): string {
  const [unit, label] = bytes < 1_000_000 ? [1000, { ar: "ك.ب", en: "kB" }] : [1_000_000, { ar: "م.ب", en: "MB" }];
  const shown = unit === 1000 ? Math.max(1, Math.round(bytes / unit)) : Math.round(bytes / (unit / 10)) / 10;
  return `${plain.format(shown)} ${label[language]}`;
}

/** The calendar day in Riyadh, to tell days apart: `2026-11-28`. */
export function dayKey(value: string | Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(typeof value === "string" ? new Date(value) : value);
}

/** Noon in Riyadh of a day such as `2026-11-28`: the same day wherever it is formatted. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00+03:00`);
}
