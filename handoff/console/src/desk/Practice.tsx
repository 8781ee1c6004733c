/** What is promised, how much everybody carries, and how conversations are handed out. */
import { Center, Group, Loader, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import type { Practice as PracticeBody } from "../api/schema";
import { useT } from "../i18n/context";
import { CountField } from "../parts/CountField";
import { putPractice, usePractice, useSaving } from "./data";
import { Block, Save } from "./Hours";
import type { Wrong } from "./week";
import { Skills } from "./Skills";
import classes from "./desk.module.css";

const NEEDS = ["urgent", "high", "normal"] as const;
const CLOCKS = ["first_reply", "resolve"] as const;
const ROLES = ["agent", "supervisor", "admin"] as const;
const DAY = 1440;
const NUMBERS = {
  requeue_after: [1, DAY], distress_limit: [1, 100], handling: [1, DAY], tell_every: [5, DAY], tell_at_most: [0, 20],
} as const;
type Props = { practice: PracticeBody; onChange: (part: Partial<PracticeBody>) => void; wrong: Wrong };

export function Practice() {
  const t = useT();
  const { data, dataUpdatedAt } = usePractice();
  if (!data) return <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>;
  return <Editor key={dataUpdatedAt} saved={data} />;
}

function Editor({ saved }: { saved: PracticeBody }) {
  const t = useT();
  const [practice, setPractice] = useState(saved);
  const { save, saving, wrong } = useSaving(putPractice);
  const props = { practice, onChange: (part: Partial<PracticeBody>) => setPractice({ ...practice, ...part }), wrong };
  return (
    <div className={classes.narrow}>
      <Block title={t("desk.targets")} hint={t("desk.targetsHint")}><Targets {...props} /></Block>
      <Block title={t("desk.capacity")} hint={t("desk.capacityHint")}><Capacity {...props} /></Block>
      <Block title={t("desk.handing")}><Handing {...props} /></Block>
      <Block title={t("desk.skills")} hint={t("desk.skillsHint")}><Skills {...props} /></Block>
      <Save saving={saving} changed={practice !== saved} onSave={() => save(practice)} />
    </div>
  );
}

function Targets({ practice, onChange, wrong }: Props) {
  const t = useT();
  const { targets } = practice;
  return (
    <Stack gap="sm">
      {NEEDS.map((need) => (
        <Group key={need} align="start" gap="md">
          <Text fw={600} className={classes.need}>{t(`priority.${need}`)}</Text>
          {CLOCKS.map((clock) => (
            <CountField
              key={clock}
              label={t(`desk.${clock}`)}
              value={targets[need][clock]}
              min={1}
              max={100 * DAY}
              unit={t("desk.minutesUnit")}
              onChange={(minutes) => onChange({ targets: { ...targets, [need]: { ...targets[need], [clock]: minutes } } })}
              wrong={wrong.has(`targets.${need}.${clock}`)}
            />
          ))}
        </Group>
      ))}
      <CountField label={t("desk.warn_at")} description={t("desk.warn_atHint")} value={Math.round(practice.warn_at * 100)} min={1} max={99} unit={t("desk.percentUnit")} onChange={(share) => onChange({ warn_at: share / 100 })} wrong={wrong.has("warn_at")} />
    </Stack>
  );
}

function Capacity({ practice, onChange, wrong }: Props) {
  const t = useT();
  const { capacity } = practice;
  return (
    <Group align="start" gap="md">
      {ROLES.map((role) => (
        <CountField
          key={role}
          label={t(`role.${role}`)}
          value={capacity[role]}
          min={0}
          max={100}
          onChange={(count) => onChange({ capacity: { ...capacity, [role]: count } })}
          wrong={wrong.has(`capacity.${role}`)}
        />
      ))}
    </Group>
  );
}

function Handing({ practice, onChange, wrong }: Props) {
  const t = useT();
  const unit = (name: keyof typeof NUMBERS) => (name === "distress_limit" || name === "tell_at_most" ? undefined : t("desk.minutesUnit"));
  return (
    <Stack gap="sm">
      <Switch label={t("desk.assign")} description={t("desk.assignHint")} checked={practice.assign} onChange={(event) => onChange({ assign: event.currentTarget.checked })} />
      {(Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).map((name) => (
        <CountField
          key={name}
          label={t(`desk.${name}`)}
          value={practice[name]}
          min={NUMBERS[name][0]}
          max={NUMBERS[name][1]}
          unit={unit(name)}
          onChange={(count) => onChange({ [name]: count })}
          wrong={wrong.has(name)}
        />
      ))}
    </Stack>
  );
}
