import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/context";

/** A password to hand over: shown once, and never again. */
export function Secret({ secret, onClose }: { secret: { name: string; password: string } | null; onClose: () => void }) {
  const t = useT();
  return (
    <Modal opened={secret !== null} onClose={onClose} title={t("admin.password")} closeButtonProps={{ "aria-label": t("action.close") }} closeOnClickOutside={false}>
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
    </Modal>
  );
}
