import { Button } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { noonOf } from "../i18n/formats";
import { likeTheFirst, WEEKDAYS, type Week, type Wrong } from "./week";
import { Spans } from "./Spans";
import classes from "./desk.module.css";

/** A Sunday; the week begins with it. */
const SUNDAY = 22;

type Props = { week: Week; onChange: (week: Week) => void; wrong: Wrong; path: string };

/** The hours of each weekday, from Sunday on. */
export function WeekEditor({ week, onChange, wrong, path }: Props) {
  const { t, f } = useSpeech();
  return (
    <>
      <div className={classes.week}>
        {WEEKDAYS.map((day, n) => {
          const name = f.weekday(noonOf(`2026-11-${SUNDAY + n}`));
          return (
            <div key={day} className={classes.day}>
              <span className={classes.dayName}>{name}</span>
              <Spans name={name} spans={week[day] ?? []} onChange={(spans) => onChange({ ...week, [day]: spans })} wrong={wrong} path={`${path}.${day}`} />
            </div>
          );
        })}
      </div>
      <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => onChange(likeTheFirst(week))}>{t("desk.likeTheFirst")}</Button>
    </>
  );
}
