import { Checkbox, Stack, Text } from "@mantine/core";
import type { TalkWhole } from "../api/types";
import { useT } from "../i18n/context";
import { useLabels } from "../inbox/data";
import { Dialog } from "../parts/Dialog";
import { LabelChip } from "../parts/LabelChip";
import { useSetLabels } from "./data";

type Props = { opened: boolean; onClose: () => void; talk: TalkWhole };

/** Which labels stick on a conversation; each click is kept at once. */
export function LabelsDialog({ opened, onClose, talk }: Props) {
  const t = useT();
  const { data = [] } = useLabels();
  const save = useSetLabels(talk.id);
  const stuck = save.isPending ? save.variables : (talk.labels ?? []).map((label) => label.id);
  return (
    <Dialog opened={opened} onClose={onClose} title={t("inbox.labels")}>
      <Stack>
        {data.length === 0 && <Text c="dimmed">{t("conversation.noLabels")}</Text>}
        {data.map((label) => (
          <Checkbox
            key={label.id}
            label={<LabelChip label={label} />}
            checked={stuck.includes(label.id)}
            onChange={(event) =>
              save.mutate(event.currentTarget.checked ? [...stuck, label.id] : stuck.filter((id) => id !== label.id))
            }
          />
        ))}
      </Stack>
    </Dialog>
  );
}
