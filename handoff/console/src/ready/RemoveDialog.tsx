import { Button, Group, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";

type Props = { name: string; text: string; pending: boolean; onClose: () => void; onRemove: () => void };

/** What goes for good is asked about first. */
export function RemoveDialog({ name, text, pending, onClose, onRemove }: Props) {
  const t = useT();
  return (
    <Dialog onClose={onClose} title={t("ready.remove", { name })}>
      <Stack>
        <Text>{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("action.cancel")}</Button>
          <Button color="red" loading={pending} onClick={onRemove}>{t("action.delete")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
