/** One day, typed into a calendar that shows both: the Gregorian day, and the Hijri one small beneath it. */
import "@mantine/dates/styles.css";
import { DatePickerInput } from "@mantine/dates";
import { useSpeech } from "../i18n/context";
import { noonOf } from "../i18n/formats";
import { Icon } from "./Icon";
import classes from "./parts.module.css";

type Props = {
  label: string;
  /** `2026-11-28`. */
  value: string | null;
  onChange: (day: string) => void;
  max?: string;
  error?: string | boolean;
  disabled?: boolean;
  className?: string;
};

export function DayField({ label, value, onChange, max, error, disabled, className }: Props) {
  const { t, f } = useSpeech();
  return (
    <DatePickerInput
      label={label}
      value={value}
      onChange={(day) => day && onChange(day)}
      maxDate={max}
      error={error}
      disabled={disabled}
      className={className}
      firstDayOfWeek={0}
      weekendDays={[]}
      classNames={{ weekday: classes.weekdayName }}
      maxLevel="month"
      leftSection={<Icon name="calendarDays" size={18} />}
      valueFormatter={({ date }) => (typeof date === "string" ? f.date(noonOf(date)) : "")}
      monthLabelFormat={(day) => f.month(noonOf(day))}
      weekdayFormat={(day) => f.shortWeekday(noonOf(day))}
      getDayAriaLabel={(day) => `${f.day(noonOf(day))}، ${f.hijri(noonOf(day))}`}
      renderDay={(day) => <Both gregorian={f.number(Number(day.slice(8)))} hijri={f.hijriDay(noonOf(day))} />}
      nextIcon={<Icon name="chevronRight" size={18} />}
      previousIcon={<Icon name="chevronLeft" size={18} />}
      ariaLabels={{ nextMonth: t("day.nextMonth"), previousMonth: t("day.previousMonth") }}
      popoverProps={{ shadow: "md" }}
    />
  );
}

function Both({ gregorian, hijri }: { gregorian: string; hijri: string }) {
  return <span className={classes.bothDays}>{gregorian}<small>{hijri}</small></span>;
}
