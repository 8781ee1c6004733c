import { useSpeech } from "../i18n/context";
import { lengthOf } from "../parts/time";
import { Card } from "./Card";
import { Columns } from "./Columns";
import { dayColumns } from "./days";
import { Figures } from "./Figures";
import { barsOf, type Range } from "./ranges";

/** How long people waited for a person, and how often longer than was promised. */
export function Times({ range }: { range: Range }) {
  const speech = useSpeech();
  const { t, f } = speech;
  const title = t("reports.times");
  const told = (seconds: number | null) => (seconds === null ? "–" : lengthOf(seconds * 1000, t));
  const kept = (all: number, late: number) => (all ? t("reports.inTime", { share: f.percent((all - late) / all) }) : undefined);
  const parts = [t("reports.onTime"), t("reports.late"), t("reports.unanswered")];
  return (
    <Card name="times" range={range} title={title} empty={({ totals }) => totals.escalations === 0}>
      {({ series, totals }) => (
        <>
          <Figures
            figures={[
              { label: t("reports.firstReply"), value: told(totals.first_reply_s), note: kept(totals.replied, totals.reply_late) },
              { label: t("reports.resolution"), value: told(totals.resolution_s), note: kept(totals.resolved, totals.resolve_late) },
            ]}
          />
          <Columns
            title={title}
            of={t("reports.day")}
            parts={parts}
            columns={dayColumns(barsOf(range, series, 3, (day) => [day.replied - day.reply_late, day.reply_late, day.escalations - day.replied]), speech)}
           
          />
        </>
      )}
    </Card>
  );
}
