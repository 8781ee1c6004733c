import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Columns } from "./Columns";
import { dayColumns } from "./days";
import { Figures } from "./Figures";
import { barsOf, type Range } from "./ranges";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const at = (hour: number) => new Date(`2026-01-01T${String(hour).padStart(2, "0")}:00:00+03:00`);

/** What people wrote, by day and channel. */
export function Volumes({ range }: { range: Range }) {
  const speech = useSpeech();
  const { t, f, maybe } = speech;
  const title = t("reports.volumes");
  return (
    <Card name="volumes" range={range} title={title} wide empty={({ totals }) => totals.messages === 0}>
      {({ series, totals }) => {
        const channels = Object.keys(totals.by_channel).sort();
        const bars = barsOf(range, series, channels.length, (row) => channels.map((name) => (name === row.channel ? row.messages : 0)));
        const named = channels.map((name) => (name === "twilio_whatsapp" ? t("reports.byTwilio", { name: t("channel.twilio_whatsapp") }) : maybe(`channel.${name}`, name)));
        return (
          <>
            <Figures figures={[{ label: t("reports.messages"), value: f.number(totals.messages) }]} />
            <Columns title={title} of={t("reports.day")} parts={named} columns={dayColumns(bars, speech)} />
          </>
        );
      }}
    </Card>
  );
}

/** When people write, over the hours of the day. */
export function Hours({ range }: { range: Range }) {
  const { t, f } = useSpeech();
  const title = t("reports.hours");
  return (
    <Card name="volumes" range={range} title={title} empty={({ totals }) => totals.messages === 0}>
      {({ hours }) => {
        const counted = new Map(hours.map(({ hour, messages }) => [hour, messages]));
        const columns = HOURS.map((hour) => ({ key: String(hour), label: f.time(at(hour)), full: f.time(at(hour)), values: [counted.get(hour) ?? 0] }));
        return <Columns title={title} of={t("reports.hour")} parts={[t("reports.messages")]} columns={columns} />;
      }}
    </Card>
  );
}
