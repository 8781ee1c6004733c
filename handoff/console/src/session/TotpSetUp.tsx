import { Alert, Button, Code, Image, PinInput, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { answer, api } from "../api/client";
import type { Enrolment } from "../api/types";
import { useT } from "../i18n/context";
import { useProblemText } from "../parts/problems";
import classes from "./session.module.css";

/** Sets up the second factor: scan, confirm with a code, keep the recovery codes. */
export function TotpSetUp({ onDone }: { onDone: () => void }) {
  const t = useT();
  const words = useProblemText();
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  async function attempt(deed: () => Promise<void>) {
    setProblem(null);
    try {
      await deed();
    } catch (error) {
      setCode("");
      setProblem(words(error));
    }
  }
  const begin = () => attempt(async () => setBegun(await answer(api.POST("/api/me/totp"))));
  const confirm = (typed: string) =>
    attempt(async () => {
      const done = await answer(api.POST("/api/me/totp/confirm", { body: { code: typed } }));
      setCodes(done.recovery_codes);
    });

  if (codes) {
    return (
      <Stack>
        <Title order={2} size="h4">{t("totp.codesTitle")}</Title>
        <Text>{t("totp.codesText")}</Text>
        <div className={classes.codes}>{codes.map((one) => <Code key={one} fz="md">{one}</Code>)}</div>
        <Button onClick={onDone}>{t("totp.codesKept")}</Button>
      </Stack>
    );
  }
  return (
    <Stack>
      {problem && <Alert color="red" role="alert">{problem}</Alert>}
      {!begun && <Button onClick={() => void begin()}>{t("totp.begin")}</Button>}
      {begun && (
        <>
          <Text>{t("totp.scan")}</Text>
          <Image className={classes.qr} src={`data:image/svg+xml,${encodeURIComponent(begun.qr_svg)}`} alt={t("totp.qr")} />
          <Text size="sm" c="dimmed">{t("totp.secret")}</Text>
          <Code ta="center" dir="ltr">{begun.secret}</Code>
          <PinInput
            length={6}
            type="number"
            oneTimeCode
            dir="ltr"
            mx="auto"
            aria-label={t("signIn.code")}
            value={code}
            onChange={setCode}
            onComplete={(typed) => void confirm(typed)}
          />
        </>
      )}
    </Stack>
  );
}
