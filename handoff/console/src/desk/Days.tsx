/** Days unlike the others of their week: computed holidays, and what was entered, which stands above them. */
import { Badge, Button, Center, Group, Loader, Menu, Text } from "@mantine/core";
import { ActionIcon } from "@mantine/core";
import { useState } from "react";
import type { DayShown } from "../api/schema";
import { useSpeech } from "../i18n/context";
import { dayKey, noonOf } from "../i18n/formats";
import { Icon } from "../parts/Icon";
import { useDayDeeds, useDays } from "./data";
import { DayDialog } from "./DayDialog";
import { useDayName, useSpanWords } from "./words";
import classes from "./desk.module.css";

/** The years that Umm al-Qura is tabulated for. */
const [FIRST, LAST] = [1943, 2076];

export function Days() {
  const { t, f } = useSpeech();
  const [year, setYear] = useState(() => Number(dayKey(new Date()).slice(0, 4)));
  const [edited, setEdited] = useState<DayShown | "new" | null>(null);
  const { data } = useDays(year);
  const plainYear = f.date(noonOf(`${year}-07-01`)).replace(/^.*\s/u, "");
  return (
    <div className={classes.narrow}>
      <Text size="sm" c="dimmed" mb="sm">{t("desk.daysHint")}</Text>
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <ActionIcon variant="default" size="lg" aria-label={t("desk.yearBefore")} disabled={year <= FIRST} onClick={() => setYear(year - 1)}><Icon name="chevronLeft" size={18} /></ActionIcon>
          <Text fw={600} aria-live="polite">{plainYear}</Text>
          <ActionIcon variant="default" size="lg" aria-label={t("desk.yearAfter")} disabled={year >= LAST} onClick={() => setYear(year + 1)}><Icon name="chevronRight" size={18} /></ActionIcon>
        </Group>
        <Button leftSection={<Icon name="plus" size={18} />} onClick={() => setEdited("new")}>{t("desk.addDay")}</Button>
      </Group>
      {!data && <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>}
      {data?.length === 0 && <Text c="dimmed" p="md">{t("desk.noDays")}</Text>}
      <ul className={classes.list}>
        {data?.map((day) => <li key={day.date} className={classes.line}><Line day={day} onEdit={() => setEdited(day)} /></li>)}
      </ul>
      {edited && <DayDialog edited={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

function Line({ day, onEdit }: { day: DayShown; onEdit: () => void }) {
  const { t, f } = useSpeech();
  const { remove } = useDayDeeds();
  const spans = useSpanWords();
  const name = useDayName()(day);
  const at = noonOf(day.date);
  const own = day.source === "override";
  return (
    <>
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={600}><bdi>{name}</bdi></Text>
          <Badge variant="light" color={own ? "green" : "gray"} tt="none">{t(own ? "desk.entered" : "desk.computed")}</Badge>
        </Group>
        <Text size="sm">{f.day(at)} · <span className={classes.dimmed}>{f.hijri(at)}</span></Text>
        <Text size="sm" c="dimmed">{day.spans.length ? spans(day.spans) : t("desk.closed")}</Text>
      </div>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t("desk.dayDeeds", { day: f.day(at) })}><Icon name="ellipsisVertical" /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>{t(own ? "action.edit" : "desk.override")}</Menu.Item>
          {own && <Menu.Item color="red" onClick={() => remove.mutate(day.date)}>{t("desk.asUsual")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
