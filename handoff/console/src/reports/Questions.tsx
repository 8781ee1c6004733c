import { Link } from "wouter";
import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import { Lines } from "./Lines";
import { TOP, type Range } from "./ranges";
import classes from "./reports.module.css";

/** What was answered most, and how often the answer did not help. */
export function Questions({ range }: { range: Range }) {
  const { t, maybe } = useSpeech();
  return (
    <Card name="questions" range={range} title={t("reports.questions")} empty={({ rows }) => rows.length === 0}>
      {({ rows }) => (
        <Lines
          lines={rows.slice(0, TOP).map(({ intent, title, asked, unhelpful }) => ({
            key: intent,
            label: <Link href={`/knowledge/${intent}`} className={classes.link}>{maybe(`intent.${intent}`, title)}</Link>,
            value: asked,
            beside: unhelpful > 0 ? t("reports.unhelpful", { n: unhelpful }) : undefined,
          }))}
        />
      )}
    </Card>
  );
}
