import { Text } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Numbers } from "./Details";
import { Figures } from "./Figures";
import type { Range } from "./ranges";

/** What was sent, and what it cost by the prices that are configured. */
export function Cost({ range }: { range: Range }) {
  const { t, f, maybe } = useSpeech();
  const money = ({ cost, currency }: { cost: number | null; currency: string | null }) => (cost === null || currency === null ? t("reports.noPrice") : f.money(cost, currency));
  const head = (["channel", "sent", "segments", "templates", "cost"] as const).map((name) => t(`reports.${name}`));
  return (
    <Card name="cost" range={range} title={t("reports.costs")} wide empty={({ rows }) => rows.length === 0}>
      {({ rows, totals }) => (
        <>
          <Figures figures={[{ label: t("reports.cost"), value: money(totals) }, { label: t("reports.sent"), value: f.number(totals.messages) }]} />
          <Numbers
            head={head}
            rows={rows.map((row) => ({
              key: row.channel,
              cells: [maybe(`channel.${row.channel}`, row.channel), f.number(row.messages), f.number(row.segments), f.number(row.templates), money(row)],
            }))}
          />
          {rows.some(({ cost }) => cost === null) && <Text size="xs" c="dimmed" mt="xs">{t("reports.noPriceNote")}</Text>}
        </>
      )}
    </Card>
  );
}
