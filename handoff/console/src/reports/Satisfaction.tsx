import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Figures } from "./Figures";
import { Lines } from "./Lines";
import type { Range } from "./ranges";

const SCORES = [5, 4, 3, 2, 1] as const;

/** How people rated us. */
export function Satisfaction({ range }: { range: Range }) {
  const { t, f } = useSpeech();
  return (
    <Card name="satisfaction" range={range} title={t("reports.satisfaction")} empty={({ totals }) => totals.ratings === 0}>
      {({ totals }) => (
        <>
          <Figures
            figures={[
              { label: t("reports.average"), value: totals.average === null ? "–" : t("reports.outOf", { score: f.number(totals.average) }) },
              { label: t("reports.ratings"), value: f.number(totals.ratings) },
            ]}
          />
          <Lines most={totals.ratings} lines={SCORES.map((score) => ({ key: String(score), label: t(`reports.score.${score}`), value: totals.scores[score] ?? 0 }))} />
        </>
      )}
    </Card>
  );
}
