/** Signing in: e-mail and password, then the code of the second factor where the account has one. */
import { Alert, Button, Image, Paper, PasswordInput, PinInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api, Problem } from "../api/client";
import { keys } from "../api/keys";
import { useSpeech } from "../i18n/context";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import icon from "../styles/icon.svg";
import classes from "./session.module.css";
import { takeSignInError } from "./singleSignOn";

export function SignIn() {
  const { t, f, maybe } = useSpeech();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const [recovery, setRecovery] = useState(false);
  const [failed] = useState(takeSignInError);
  const [problem, setProblem] = useState(failed && maybe(`signInError.${failed}`, t("signInError.other")));
  const [busy, setBusy] = useState(false);

  async function submit(event?: FormEvent, totp = code) {
    event?.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await answer(api.POST("/api/auth/login", { body: { email: email.trim(), password, totp: totp || null } }));
      await client.invalidateQueries({ queryKey: keys.me });
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  }

  function refused(error: unknown) {
    if (!(error instanceof Problem)) throw error;
    setCode("");
    if (error.code === "totp_required") {
      setAsksCode(true);
      return;
    }
    if (error.code === "wrong_credentials") setAsksCode(false);
    const minutes = Math.ceil((error.retryAfter ?? 60) / 60);
    const locked = error.code === "locked_out";
    setProblem(locked ? t("signIn.lockedOut", { n: minutes }) : maybe(`problem.${error.code}`, t("problem.unknown")));
  }

  const first = (
    <>
      <TextInput
        label={t("signIn.email")}
        type="email"
        autoComplete="username"
        dir="ltr"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("signIn.password")}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
      />
    </>
  );
  const second = recovery ? (
    <TextInput
      label={t("signIn.recoveryCode")}
      autoComplete="one-time-code"
      dir="ltr"
      autoFocus
      value={code}
      onChange={(event) => setCode(event.currentTarget.value)}
    />
  ) : (
    <Stack gap="xs" align="center">
      <Text ta="center">{t("signIn.codeHint")}</Text>
      <PinInput
        length={6}
        type="number"
        oneTimeCode
        autoFocus
        dir="ltr"
        aria-label={t("signIn.code")}
        value={code}
        onChange={setCode}
        onComplete={(typed) => void submit(undefined, typed)}
      />
    </Stack>
  );

  return (
    <main className={classes.page}>
      <Paper component="form" className={classes.card} withBorder onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Stack gap={4} align="center">
            <Image src={icon} w={56} alt="" />
            <Title order={1} size="h3">{t("signIn.title")}</Title>
            <Text c="dimmed" size="sm">{t("signIn.subtitle")}</Text>
          </Stack>
          {problem && <Alert color="red" role="alert">{problem}</Alert>}
          {asksCode ? second : first}
          <Button type="submit" loading={busy} fullWidth size="md">{t("signIn.submit")}</Button>
          {asksCode && (
            <Button variant="subtle" size="compact-sm" onClick={() => setRecovery(!recovery)}>
              {t(recovery ? "signIn.useCode" : "signIn.useRecovery")}
            </Button>
          )}
          {!asksCode && <SingleSignOn />}
        </Stack>
      </Paper>
      <LanguageSwitch />
      <Text size="xs" c="dimmed">{f.date(new Date())} · {f.hijri(new Date())}</Text>
    </main>
  );
}

function SingleSignOn() {
  const { t } = useSpeech();
  const { data } = useQuery({
    queryKey: keys.options,
    queryFn: () => answer(api.GET("/api/auth/options")),
    retry: false,
    staleTime: Infinity,
  });
  if (!data?.oidc.enabled) return null;
  return (
    <Button component="a" href="/api/auth/oidc/start" variant="default" fullWidth>
      {data.oidc.label ?? t("signIn.singleSignOn")}
    </Button>
  );
}
