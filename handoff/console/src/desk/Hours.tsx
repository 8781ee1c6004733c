/** When colleagues are at work: the week, Ramadan, prayers, holidays; and what follows for the coming days. */
import { Button, Center, Loader, Select, Switch, Text, Title } from "@mantine/core";
import { useId, useState, type ReactNode } from "react";
import type { Hours as HoursBody } from "../api/schema";
import { useT } from "../i18n/context";
import { Coming } from "./Coming";
import { putHours, useHours, useSaving } from "./data";
import { Holidays } from "./Holidays";
import { CITIES, cityOf, withoutClosed, type City, type Week } from "./week";
import { Pauses } from "./Pauses";
import { WeekEditor } from "./WeekEditor";
import classes from "./desk.module.css";

export function Hours() {
  const t = useT();
  const { data, dataUpdatedAt } = useHours();
  if (!data) return <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>;
  return (
    <div className={classes.columns}>
      <Editor key={dataUpdatedAt} saved={data} />
      <Coming />
    </div>
  );
}

function Editor({ saved }: { saved: HoursBody }) {
  const t = useT();
  const [hours, setHours] = useState(saved);
  const { save, saving, wrong } = useSaving(putHours);
  const change = (part: Partial<HoursBody>) => setHours({ ...hours, ...part });
  const ramadan = hours.ramadan as Week | null | undefined;
  const send = () => save({ ...hours, week: withoutClosed(hours.week as Week), ramadan: ramadan ? withoutClosed(ramadan) : null });
  return (
    <div>
      <Block title={t("desk.week")}>
        <WeekEditor week={hours.week as Week} onChange={(week) => change({ week })} wrong={wrong} path="week" />
      </Block>
      <Block title={t("desk.ramadan")}>
        <Switch label={t("desk.ownRamadan")} checked={Boolean(ramadan)} onChange={(event) => change({ ramadan: event.currentTarget.checked ? { ...hours.week } : null })} mb="xs" />
        {ramadan && <WeekEditor week={ramadan} onChange={(week) => change({ ramadan: week })} wrong={wrong} path="ramadan" />}
      </Block>
      <Block title={t("desk.pauses")} hint={t("desk.pausesHint")}>
        <Place hours={hours} onChange={change} />
        <Pauses pauses={hours.pauses ?? []} onChange={(pauses) => change({ pauses })} wrong={wrong} />
      </Block>
      <Block title={t("desk.holidays")} hint={t("desk.holidaysHint")}>
        <Holidays holidays={hours.holidays} onChange={(holidays) => change({ holidays })} wrong={wrong} />
      </Block>
      <Save saving={saving} changed={hours !== saved} onSave={send} />
    </div>
  );
}

export function Block({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const heading = useId();
  return (
    <section className={classes.block} aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading} mb={hint ? 0 : "xs"}>{title}</Title>
      {hint && <Text size="sm" c="dimmed" mb="xs">{hint}</Text>}
      {children}
    </section>
  );
}

export function Save({ saving, changed, onSave }: { saving: boolean; changed: boolean; onSave: () => void }) {
  const t = useT();
  return (
    <div className={classes.save} data-changed={changed || undefined}>
      <Button loading={saving} disabled={!changed} onClick={onSave}>{t("action.save")}</Button>
      {changed && <Text size="sm" c="dimmed">{t("desk.unsaved")}</Text>}
    </div>
  );
}

function Place({ hours, onChange }: { hours: HoursBody; onChange: (part: Partial<HoursBody>) => void }) {
  const t = useT();
  const city = cityOf(hours);
  const cities = (Object.keys(CITIES) as City[]).map((value) => ({ value: value as string, label: t(`city.${value}`) }));
  const choose = (name: string | null) => {
    if (name === null || name === "other") return;
    const [latitude, longitude] = CITIES[name as City];
    onChange({ latitude, longitude });
  };
  return (
    <Select
      label={t("desk.place")}
      data={city ? cities : [...cities, { value: "other", label: t("desk.otherPlace") }]}
      value={city ?? "other"}
      onChange={choose}
      allowDeselect={false}
      maw={240}
      mb="xs"
    />
  );
}
