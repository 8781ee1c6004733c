import { ActionIcon, Button, Group, Select } from "@mantine/core";
import type { PauseBody } from "../api/schema";
import { useT } from "../i18n/context";
import { CountField } from "../parts/CountField";
import { Icon } from "../parts/Icon";
import { ClockSelect } from "./ClockSelect";
import type { Wrong } from "./week";
import classes from "./desk.module.css";

const PRAYERS = ["dhuhr", "asr", "maghrib", "isha"] as const;
type Props = { pauses: readonly PauseBody[]; onChange: (pauses: PauseBody[]) => void; wrong: Wrong };

/** When everybody pauses: at a prayer, which is computed for the place, or at a fixed time. */
export function Pauses({ pauses, onChange, wrong }: Props) {
  const t = useT();
  const change = (at: number, part: Partial<PauseBody>) => onChange(pauses.map((pause, n) => (n === at ? { ...pause, ...part } : pause)));
  return (
    <div>
      {pauses.map((pause, n) => (
        <Group key={n} gap="xs" align="end" className={classes.pause}>
          <Kind pause={pause} onChange={(part) => change(n, part)} />
          {pause.at
            ? <ClockSelect label={t("desk.pauseAt")} value={pause.at.slice(0, 5)} onChange={(at) => change(n, { at })} />
            : <CountField label={t("desk.after")} value={pause.after} min={-60} max={120} onChange={(after) => change(n, { after })} unit={t("desk.minutesUnit")} wrong={wrong.has(`pauses.${n}.after`)} />}
          <CountField label={t("desk.pauseLength")} value={pause.minutes} min={1} max={120} onChange={(minutes) => change(n, { minutes })} unit={t("desk.minutesUnit")} wrong={wrong.has(`pauses.${n}.minutes`)} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("desk.removePause")} onClick={() => onChange(pauses.filter((_, at) => at !== n))}>
            <Icon name="xMark" size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button variant="subtle" size="compact-sm" mt="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => onChange([...pauses, { prayer: "dhuhr", minutes: 30, after: 0 }])}>
        {t("desk.addPause")}
      </Button>
    </div>
  );
}

function Kind({ pause, onChange }: { pause: PauseBody; onChange: (part: Partial<PauseBody>) => void }) {
  const t = useT();
  const choose = (kind: string | null) => {
    if (kind === "fixed") onChange({ at: "12:00" });
    else if (kind) onChange({ at: null, prayer: kind as PauseBody["prayer"] });
  };
  return (
    <Select
      label={t("desk.pause")}
      data={[...PRAYERS.map((value) => ({ value: value as string, label: t(`prayer.${value}`) })), { value: "fixed", label: t("desk.fixedTime") }]}
      value={pause.at ? "fixed" : pause.prayer}
      onChange={choose}
      allowDeselect={false}
      w={150}
    />
  );
}
