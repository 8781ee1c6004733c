import { ActionIcon, Button, Group, Select, TextInput } from "@mantine/core";
import type { Practice } from "../api/schema";
import { useSpeech } from "../i18n/context";
import { CountField } from "../parts/CountField";
import { Icon } from "../parts/Icon";
import type { Wrong } from "./week";

/** For what people are called most; any other that is set already stays. */
const REASONS = ["urgent_need", "file_complaint", "appeal_decision", "request_human", "request_callback", "insult"] as const;
type Props = { practice: Practice; onChange: (part: Partial<Practice>) => void; wrong: Wrong };

/** Which call asks for which skill, and how long it waits for it. */
export function Skills({ practice, onChange, wrong }: Props) {
  const { t, maybe } = useSpeech();
  const skills = Object.entries(practice.skills ?? {});
  const put = (entries: [string, string][]) => onChange({ skills: Object.fromEntries(entries) });
  const free = REASONS.filter((reason) => !skills.some(([name]) => name === reason));
  const named = (reason: string) => ({ value: reason, label: maybe(`intent.${reason}`, reason) });
  return (
    <>
      {skills.map(([reason, skill], n) => (
        <Group key={reason} align="end" gap="xs" mb="xs" wrap="nowrap">
          <Select label={t("desk.reason")} data={[reason, ...free].map(named)} value={reason} onChange={(to) => to && put(skills.map((one, at) => (at === n ? [to, skill] : one)))} allowDeselect={false} />
          <TextInput label={t("desk.skill")} value={skill} maxLength={60} onChange={(event) => put(skills.map((one, at) => (at === n ? [reason, event.currentTarget.value] : one)))} error={wrong.has(`skills.${reason}`) && t("desk.notAccepted")} />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("desk.removeSkill")} onClick={() => put(skills.filter((_, at) => at !== n))}><Icon name="xMark" size={16} /></ActionIcon>
        </Group>
      ))}
      <Button variant="subtle" size="compact-sm" leftSection={<Icon name="plus" size={14} />} disabled={free.length === 0} onClick={() => free[0] && put([...skills, [free[0], ""]])} mb="sm">
        {t("desk.addSkill")}
      </Button>
      {skills.length > 0 && (
        <CountField label={t("desk.skill_patience")} value={practice.skill_patience} min={0} max={1440} unit={t("desk.minutesUnit")} onChange={(minutes) => onChange({ skill_patience: minutes })} wrong={wrong.has("skill_patience")} />
      )}
    </>
  );
}
