import { Avatar, Button, Indicator, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { initialOf } from "../parts/initials";
import { useColleagues } from "../parts/colleagues";
import { STATUS_COLOURS } from "../shell/status";
import type { Deeds } from "./deeds";

type Props = { onClose: () => void; deeds: Deeds; talk: TalkWhole };

/** To whom: who is there first, then who has least to do. */
export function TransferDialog({ onClose, deeds, talk }: Props) {
  const { t, f } = useSpeech();
  const { data = [] } = useColleagues();
  const [note, setNote] = useState("");
  const able = data
    .filter((one) => one.role !== "committee" && one.id !== talk.assignee?.id)
    .sort((a, b) => Number(b.status === "online") - Number(a.status === "online") || a.load - b.load);
  return (
    <Dialog onClose={onClose} title={t("conversation.transferTo")}>
      <Stack gap={4}>
        <Textarea label={t("conversation.noteFor")} dir="auto" autosize minRows={1} maxRows={6} maxLength={2000} mb="xs" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {able.length === 0 && <Text c="dimmed">{t("conversation.nobodyThere")}</Text>}
        {able.map((one) => (
          <Button
            key={one.id}
            variant="subtle"
            color="gray"
            size="lg"
            justify="flex-start"
            leftSection={
              <Indicator color={STATUS_COLOURS[one.status]} position="bottom-end" offset={4} size={12} withBorder>
                <Avatar size={36} color="green">{initialOf(one.name)}</Avatar>
              </Indicator>
            }
            disabled={deeds.assign.isPending}
            onClick={() => deeds.assign.mutate({ staff_id: one.id, note: note.trim() }, { onSuccess: onClose })}
          >
            <span>
              <Text component="bdi" display="block" ta="start" c="var(--mantine-color-text)">{one.name}</Text>
              <Text component="span" display="block" ta="start" size="xs" c="dimmed">
                {t(`status.${one.status}`)} · {one.capacity > 0 ? t("conversation.load", { n: one.load, of: f.number(one.capacity) }) : t("conversation.takesNone")}
              </Text>
            </span>
          </Button>
        ))}
      </Stack>
    </Dialog>
  );
}
