import { Select } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { clocks } from "./week";

type Props = { label: string; value: string; onChange: (clock: string) => void; end?: boolean; wrong?: boolean };

/** A time of the day, to the quarter of an hour, as the language writes it; any other that is set already stays. */
export function ClockSelect({ label, value, onChange, end = false, wrong }: Props) {
  const { t, f } = useSpeech();
  const named = (clock: string) => (clock === "24:00" ? t("desk.dayEnd") : f.time(new Date(`2026-01-01T${clock}:00+03:00`)));
  const all = clocks(end);
  return (
    <Select
      aria-label={label}
      data={(all.includes(value) ? all : [...all, value].sort()).map((clock) => ({ value: clock, label: named(clock) }))}
      value={value}
      onChange={(clock) => clock && onChange(clock)}
      allowDeselect={false}
      error={wrong}
      w={130}
      comboboxProps={{ shadow: "md" }}
    />
  );
}
