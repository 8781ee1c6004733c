/** One conversation: its head, the hand-off card, the transcript, the composer; beside it the person. */
import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { Link } from "wouter";
import type { TalkWhole } from "../api/types";
import { useT } from "../i18n/context";
import { useProblemText } from "../parts/problems";
import { useShortcuts } from "../parts/shortcuts";
import { PersonPanel } from "../person/PersonPanel";
import { useMay, useMe } from "../session/me";
import { Composer, type Mode } from "./Composer";
import classes from "./conversation.module.css";
import { useTalk } from "./data";
import { useDeeds } from "./deeds";
import { Head } from "./Head";
import { HandoffCard } from "./HandoffCard";
import { mayOf } from "./may";
import { Transcript } from "./Transcript";
import { usePresence } from "./usePresence";

export function ConversationPane({ id, back }: { id: number; back: string }) {
  const t = useT();
  const words = useProblemText();
  const { data: talk, error, refetch } = useTalk(id);
  if (talk) return <Open talk={talk} back={back} />;
  return (
    <Center h="100%">
      {error ? (
        <Stack align="center">
          <Text>{words(error)}</Text>
          <Button variant="default" onClick={() => void refetch()}>{t("action.retry")}</Button>
          <Button variant="subtle" component={Link} href={back}>{t("action.back")}</Button>
        </Stack>
      ) : (
        <Loader aria-label={t("state.loading")} />
      )}
    </Center>
  );
}

function Open({ talk, back }: { talk: TalkWhole; back: string }) {
  const t = useT();
  const me = useMe();
  const wide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useLocalStorage({ key: "tawasul.console.person", defaultValue: true });
  const [asked, setAsked] = useState(false);
  const [mode, setMode] = useState<Mode>("reply");
  const deeds = useDeeds(talk.id);
  const presence = usePresence(talk.id);
  const may = mayOf(talk, me.id, useMay("conversations.reassign"));
  const claiming = deeds.claim.isPending || deeds.assign.isPending;
  const claim = () => (talk.owner === "staff" ? deeds.assign.mutate({ staff_id: me.id, note: "" }) : deeds.claim.mutate());
  const shown = wide ? wanted : asked;
  const toggle = () => (wide ? setWanted(!wanted) : setAsked(!asked));
  const write = (chosen: Mode) => {
    setMode(chosen);
    requestAnimationFrame(() => document.getElementById("composer")?.focus());
  };
  useShortcuts({
    c: () => may.claim && claim(),
    r: () => write("reply"),
    n: () => write("note"),
    p: toggle,
  });
  return (
    <div className={classes.open} data-person={shown || undefined}>
      <section className={classes.talk} aria-label={t("conversation.title")}>
        <Head talk={talk} may={may} back={back} deeds={deeds} onClaim={claim} personShown={shown} onPerson={toggle} />
        <HandoffCard talk={talk} />
        <Transcript talk={talk} mayWithdraw={may.end} />
        <Composer talk={talk} mine={may.reply} mode={mode} onMode={setMode} presence={presence} onClaim={claim} claiming={claiming} />
      </section>
      {shown && <PersonPanel talk={talk} onClose={toggle} />}
    </div>
  );
}
