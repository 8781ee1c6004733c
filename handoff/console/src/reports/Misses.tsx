import { Badge, Group } from "@mantine/core";
import { Link } from "wouter";
import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Lines } from "./Lines";
import { TOP, type Range } from "./ranges";
import classes from "./reports.module.css";

/** What could not be answered: the kinds, and the likest together. */
export function Misses({ range }: { range: Range }) {
  const { t, f, maybe } = useSpeech();
  return (
    <Card name="misses" range={range} title={t("reports.misses")} empty={({ totals }) => Object.keys(totals).length === 0}>
      {({ rows, totals }) => (
        <>
          <Group gap="xs" mb="sm">
            {Object.entries(totals).map(([kind, n]) => (
              <Badge key={kind} variant="light" color="gray" tt="none" size="lg" className={classes.kind}>{maybe(`miss.${kind}`, kind)} {f.number(n)}</Badge>
            ))}
          </Group>
          <Lines
            lines={rows.slice(0, TOP).map(({ cluster_id, keywords, messages, state }) => ({
              key: String(cluster_id),
              label: <Link href="/unanswered" className={classes.link}><bdi>{keywords.join(" · ") || t("reports.noKeywords")}</bdi></Link>,
              value: messages,
              beside: state === "open" ? undefined : t(`reports.cluster.${state}`),
            }))}
          />
        </>
      )}
    </Card>
  );
}
