import { Badge, Center, Loader, Text } from "@mantine/core";
import type { DayShown } from "../api/schema";
import { useSpeech } from "../i18n/context";
import { dayKey, noonOf } from "../i18n/formats";
import { useCalendar } from "./data";
import { Block } from "./Hours";
import { useDayName, useSpanWords } from "./words";
import classes from "./desk.module.css";

const DAYS = 21;

/** What the saved rules make of the coming days, prayers taken out. */
export function Coming() {
  const { t } = useSpeech();
  const today = new Date();
  const { data } = useCalendar(dayKey(today), dayKey(new Date(today.getTime() + (DAYS - 1) * 86_400_000)));
  return (
    <Block title={t("desk.coming")} hint={t("desk.comingHint")}>
      {!data && <Center p="lg"><Loader aria-label={t("state.loading")} /></Center>}
      <ol className={classes.coming}>
        {data?.map((day) => <li key={day.date} data-closed={day.spans.length === 0 || undefined}><Day day={day} /></li>)}
      </ol>
    </Block>
  );
}

function Day({ day }: { day: DayShown }) {
  const { t, f } = useSpeech();
  const spans = useSpanWords();
  const name = useDayName()(day);
  const at = noonOf(day.date);
  return (
    <>
      <div>
        <Text size="sm" fw={600}>{f.day(at)}</Text>
        <Text size="xs" c="dimmed">{f.hijri(at)}</Text>
      </div>
      <div className={classes.comingHours}>
        <Text size="sm">{day.spans.length ? spans(day.spans) : t("desk.closed")}</Text>
        {name && <Badge variant="light" tt="none" color={day.source === "ramadan" ? "gray" : "gold"}>{name}</Badge>}
      </div>
    </>
  );
}
