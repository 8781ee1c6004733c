/** What happened in a range of days: who wrote, what the assistant settled, how long people waited, what it cost. */
import { Title } from "@mantine/core";
import { useState } from "react";
import { useT } from "../i18n/context";
import { Containment } from "./Containment";
import { Cost } from "./Cost";
import { Hours, Volumes } from "./Volumes";
import { Misses } from "./Misses";
import { Questions } from "./Questions";
import { RangeBar } from "./RangeBar";
import { rangeOf, type Range } from "./ranges";
import { Requests } from "./Requests";
import { Satisfaction } from "./Satisfaction";
import { Times } from "./Times";
import classes from "./reports.module.css";

const REPORTS = [Volumes, Hours, Containment, Times, Satisfaction, Questions, Misses, Requests, Cost];

export default function ReportsPage() {
  const t = useT();
  const [range, setRange] = useState<Range>(() => rangeOf("30", new Date()));
  return (
    <div className={classes.page}>
      <Title order={1} size="h3">{t("page.reports")}</Title>
      <RangeBar range={range} onChange={setRange} />
      <div className={classes.grid}>
        {REPORTS.map((Report, n) => <Report key={n} range={range} />)}
      </div>
    </div>
  );
}
