import { Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { dayKey, noonOf } from "../i18n/formats";
import { DayField } from "../parts/DayField";
import { isRange, presetOf, PRESETS, rangeOf, type Preset, type Range } from "./ranges";
import classes from "./reports.module.css";

type Props = { range: Range; onChange: (range: Range) => void };

/** Which days: some that are often asked for, or any; shown in both calendars. */
export function RangeBar({ range, onChange }: Props) {
  const { t, f } = useSpeech();
  const today = dayKey(new Date());
  const [asked, setAsked] = useState(range);
  const choose = (next: Range) => {
    setAsked(next);
    if (isRange(next)) onChange(next);
  };
  const wrong = isRange(asked) ? undefined : t("reports.badRange");
  const both = (day: string) => `${f.date(noonOf(day))} (${f.hijri(noonOf(day))})`;
  return (
    <div className={classes.bar}>
      <Group align="end" gap="sm">
        <Select
          label={t("reports.range")}
          data={[...PRESETS.map((value) => ({ value: value as string, label: t(`reports.preset.${value}`) })), { value: "own", label: t("reports.preset.own") }]}
          value={presetOf(asked, new Date()) ?? "own"}
          onChange={(value) => value && value !== "own" && choose(rangeOf(value as Preset, new Date()))}
          allowDeselect={false}
          className={classes.preset}
        />
        <DayField label={t("reports.from")} value={asked.from} max={today} onChange={(from) => choose({ ...asked, from })} error={Boolean(wrong)} className={classes.date} />
        <DayField label={t("reports.to")} value={asked.to} max={today} onChange={(to) => choose({ ...asked, to })} error={Boolean(wrong)} className={classes.date} />
      </Group>
      {wrong
        ? <Text size="sm" mt={6} className={classes.wrong} role="alert">{wrong}</Text>
        : <Text size="sm" c="dimmed" mt={6} aria-live="polite">{t("reports.days", { from: both(range.from), to: both(range.to) })}</Text>}
    </div>
  );
}
