import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import type { Deeds } from "./deeds";
import { chosenMoment, snoozeChoices } from "./snoozing";

/** Out of sight until then, or until the person writes. */
export function SnoozeDialog({ deeds, onClose }: { deeds: Deeds; onClose: () => void }) {
  const { t, f } = useSpeech();
  const [now] = useState(() => new Date());
  const [value, setValue] = useState("");
  const chosen = value ? chosenMoment(value, now) : null;
  const until = (at: Date) => deeds.snooze.mutate(at.toISOString(), { onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={t("conversation.snooze")}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">{t("snooze.meaning")}</Text>
        {snoozeChoices(now).map((one) => (
          <Button key={one.key} variant="default" size="md" justify="space-between" rightSection={<Text span size="sm" c="dimmed">{f.stamp(one.until)}</Text>} onClick={() => until(one.until)}>
            {t(one.key)}
          </Button>
        ))}
        <Group align="flex-end" wrap="nowrap" mt="xs">
          <TextInput
            type="datetime-local"
            flex={1}
            label={t("snooze.chosen")}
            error={value && !chosen ? t("problem.not_ahead") : undefined}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button disabled={!chosen} onClick={() => chosen && until(chosen)}>{t("conversation.snooze")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
