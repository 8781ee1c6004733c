import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Columns } from "./Columns";
import { dayColumns } from "./days";
import { Figures } from "./Figures";
import { barsOf, type Range } from "./ranges";

/** How many talks needed no person. */
export function Containment({ range }: { range: Range }) {
  const speech = useSpeech();
  const { t, f } = speech;
  const title = t("reports.containment");
  const parts = [t("reports.contained"), t("reports.toPeople"), t("reports.missed")];
  return (
    <Card name="containment" range={range} title={title} empty={({ totals }) => totals.talks === 0}>
      {({ series, totals }) => (
        <>
          <Figures
            figures={[
              { label: t("reports.containedShare"), value: totals.share === null ? "–" : f.percent(totals.share) },
              { label: t("reports.talks"), value: f.number(totals.talks), note: t("reports.talksNote") },
            ]}
          />
          <Columns title={title} of={t("reports.day")} parts={parts} columns={dayColumns(barsOf(range, series, 3, (day) => [day.contained, day.to_people, day.missed]), speech)} />
        </>
      )}
    </Card>
  );
}
