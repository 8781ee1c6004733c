import type { DayShown, SpanBody } from "../api/schema";
import { useSpeech } from "../i18n/context";

/** «٨:٠٠ ص – ١٢:٠٠ م، ١:٠٠ م – ٤:٠٠ م». */
export function useSpanWords(): (spans: readonly SpanBody[]) => string {
  const { t, f } = useSpeech();
  const clock = (time: string) => (time === "24:00" ? t("desk.dayEnd") : f.time(new Date(`2026-01-01T${time}:00+03:00`)));
  return (spans) => spans.map(({ start, end }) => t("desk.span", { start: clock(start), end: clock(end) })).join(t("desk.and"));
}

/** What makes a day unlike others of its week; empty for an ordinary one. */
export function useDayName(): (day: DayShown) => string {
  const { t, maybe } = useSpeech();
  return ({ source, name }) => {
    if (source === "ramadan") return t("desk.inRamadan");
    if (source === "computed") return maybe(`holiday.${name ?? ""}`, name ?? "");
    return name ?? "";
  };
}
