import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";

/** A password to hand over: shown once, and never again. */
export function Secret({ secret, onClose }: { secret: { name: string; password: string } | null; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog opened={secret !== null} onClose={onClose} title={t("admin.password")} closeOnClickOutside={false}>
      {secret && (
        <Stack>
          <Text>{t("admin.passwordText", { name: secret.name })}</Text>
          <Group>
            <Code fz="lg" dir="ltr">{secret.password}</Code>
            <CopyButton value={secret.password}>
              {({ copied, copy }) => <Button size="compact-md" variant="default" onClick={copy}>{copied ? t("action.copied") : t("action.copy")}</Button>}
            </CopyButton>
          </Group>
          <Button onClick={onClose}>{t("admin.handedOver")}</Button>
        </Stack>
      )}
    </Dialog>
  );
}
