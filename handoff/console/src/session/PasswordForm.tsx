import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { answer, api } from "../api/client";
import { useT } from "../i18n/context";
import { useProblemText } from "../parts/problems";

/** A new password for oneself; all one's other sessions end. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const t = useT();
  const words = useProblemText();
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await answer(api.POST("/api/me/password", { body: { current, new: chosen } }));
      onDone();
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  }

  const eye = { "aria-label": t("signIn.showPassword") };
  return (
    <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
      {problem && <Alert color="red" role="alert">{problem}</Alert>}
      <PasswordInput
        label={t("account.currentPassword")}
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={eye}
      />
      <PasswordInput
        label={t("account.newPassword")}
        description={t("account.passwordHint")}
        autoComplete="new-password"
        required
        minLength={12}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        visibilityToggleButtonProps={eye}
      />
      <Button type="submit" loading={busy}>{t("account.changePassword")}</Button>
    </Stack>
  );
}
