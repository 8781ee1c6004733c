import { Button, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import type { Deeds } from "./deeds";

type Props = { form: string; deeds: Deeds; onClose: () => void };

/** Back to the bot in the middle of a form: on with it, or no more of it. */
export function ReleaseDialog({ form, deeds, onClose }: Props) {
  const t = useT();
  const back = (what: "resume" | "drop") => deeds.release.mutate(what, { onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title={t("conversation.release")}>
      <Stack>
        <Text>{t("conversation.formOpen", { form })}</Text>
        <Button data-autofocus loading={deeds.release.isPending} onClick={() => back("resume")}>{t("conversation.formResume")}</Button>
        <Button variant="default" loading={deeds.release.isPending} onClick={() => back("drop")}>{t("conversation.formDrop")}</Button>
      </Stack>
    </Dialog>
  );
}
