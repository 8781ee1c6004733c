/** One's own account: alerts, password, second factor, and where one is signed in. */
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { PasswordForm } from "../session/PasswordForm";
import { TotpSetUp } from "../session/TotpSetUp";
import { useMe } from "../session/me";
import { AlertChoices } from "./AlertChoices";
import { Sessions } from "./Sessions";
import classes from "./shell.module.css";

export function AccountPage() {
  const { t } = useSpeech();
  const me = useMe();
  const client = useQueryClient();
  const [password, changingPassword] = useDisclosure(false);
  const [totp, settingUp] = useDisclosure(false);
  return (
    <div className={classes.scroll}>
      <Stack className={classes.account} gap="xl">
        <div>
          <Title order={1} size="h3">{me.name}</Title>
          <Text c="dimmed"><bdi>{me.email}</bdi> · {t(`role.${me.role}`)}</Text>
        </div>
        <AlertChoices />
        <section>
          <Title order={2} size="h4" mb="sm">{t("account.security")}</Title>
          <Group>
            <Button variant="default" onClick={changingPassword.open}>{t("account.changePassword")}</Button>
            {!me.totp && <Button variant="default" onClick={settingUp.open}>{t("gate.totpTitle")}</Button>}
            {me.totp && <Text c="dimmed">{t("account.totpOn")}</Text>}
          </Group>
        </section>
        <Sessions />
      </Stack>
      <Dialog opened={password} onClose={changingPassword.close} title={t("account.changePassword")}>
        <PasswordForm
          onDone={() => {
            changingPassword.close();
            notifications.show({ message: t("account.passwordChanged") });
          }}
        />
      </Dialog>
      <Dialog opened={totp} onClose={settingUp.close} title={t("gate.totpTitle")}>
        <TotpSetUp
          onDone={() => {
            settingUp.close();
            void client.invalidateQueries({ queryKey: keys.me });
          }}
        />
      </Dialog>
    </div>
  );
}
