/** What somebody must do before anything else: choose a password of their own, set up the second factor. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useT } from "../i18n/context";
import { PasswordForm } from "./PasswordForm";
import { TotpSetUp } from "./TotpSetUp";
import classes from "./session.module.css";

export function PasswordGate({ onDone }: { onDone: () => void }) {
  const t = useT();
  return (
    <Gate title={t("gate.passwordTitle")} text={t("gate.passwordText")}>
      <PasswordForm onDone={onDone} />
    </Gate>
  );
}

export function TotpGate({ onDone }: { onDone: () => void }) {
  const t = useT();
  return (
    <Gate title={t("gate.totpTitle")} text={t("gate.totpText")}>
      <TotpSetUp onDone={onDone} />
    </Gate>
  );
}

function Gate({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder>
        <Stack>
          <Title order={1} size="h3">{title}</Title>
          <Text>{text}</Text>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
