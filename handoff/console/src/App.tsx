/** Who is signed in decides what is shown: the way in, what must be done first, or the console. */
import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { whenSignedOut } from "./api/client";
import { keys } from "./api/keys";
import type { Me } from "./api/types";
import { OutboxProvider } from "./conversation/OutboxProvider";
import { useSpeech, useT } from "./i18n/context";
import { LiveProvider } from "./live/LiveProvider";
import { PasswordGate, TotpGate } from "./session/Gates";
import { MeContext, useForget, useMeQuery } from "./session/me";
import { SignIn } from "./session/SignIn";
import { Shell } from "./shell/Shell";

export function App() {
  const { data: me, isError, refetch } = useMeQuery();
  const forget = useForget();
  useEffect(() => whenSignedOut(forget), [forget]);
  if (isError) return <Unreachable retry={() => void refetch()} />;
  if (me === undefined) return <Center h="100%"><Loader /></Center>;
  return me ? <SignedIn me={me} onBye={forget} /> : <SignIn />;
}

function SignedIn({ me, onBye }: { me: Me; onBye: () => void }) {
  const client = useQueryClient();
  const done = useCallback(() => void client.invalidateQueries({ queryKey: keys.me }), [client]);
  useAccountLanguage(me);
  return (
    <MeContext value={me}>
      {me.must_change_password ? (
        <PasswordGate onDone={done} />
      ) : me.must_enrol_totp ? (
        <TotpGate onDone={done} />
      ) : (
        <LiveProvider onBye={onBye}>
          <OutboxProvider>
            <Shell />
          </OutboxProvider>
        </LiveProvider>
      )}
    </MeContext>
  );
}

/** The language chosen in the account comes along to a new browser. */
function useAccountLanguage(me: Me) {
  const { setLanguage } = useSpeech();
  useEffect(() => setLanguage(me.locale), [me.locale, setLanguage]);
}

function Unreachable({ retry }: { retry: () => void }) {
  const t = useT();
  return (
    <Center h="100%">
      <Stack align="center">
        <Text>{t("problem.offline")}</Text>
        <Button onClick={retry}>{t("action.retry")}</Button>
      </Stack>
    </Center>
  );
}
