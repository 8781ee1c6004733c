import { Alert, Button, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import type { TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import classes from "./conversation.module.css";
import { useComposerState } from "./data";
import { TemplateDialog } from "./TemplateDialog";
import type { Presence } from "./usePresence";
import { WindowClock } from "./WindowClock";
import { WritingBox } from "./WritingBox";

export type Mode = "reply" | "note";
type Props = {
  talk: TalkWhole;
  mine: boolean;
  mode: Mode;
  onMode: (mode: Mode) => void;
  presence: Presence;
  onClaim: () => void;
  claiming: boolean;
};

/** Where one writes: a reply, where that is possible now, or a note that only colleagues see. */
export function Composer({ talk, mine, mode, onMode, presence, onClaim, claiming }: Props) {
  const { t, f } = useSpeech();
  const { data: state } = useComposerState(talk.id, mine);
  const [template, setTemplate] = useState(false);
  const shut = state?.window ? !state.window.open : false;
  return (
    <div className={classes.composer} data-mode={mode}>
      <div className={classes.composerHead}>
        <SegmentedControl
          size="sm"
          aria-label={t("composer.kind")}
          value={mode}
          onChange={(value) => onMode(value as Mode)}
          data={[
            { value: "reply", label: t("composer.reply") },
            { value: "note", label: t("composer.note") },
          ]}
        />
        {mode === "reply" && mine && state?.window && <WindowClock window={state.window} />}
        {mode === "reply" && mine && state?.window && (
          <Button variant="subtle" size="compact-sm" onClick={() => setTemplate(true)} leftSection={<Icon name="rectangleStack" size={16} />}>
            {t("composer.template")}
          </Button>
        )}
        {presence.others.length > 0 && !presence.lockedBy && (
          <Text size="xs" c="dimmed" ms="auto">{t("inbox.viewing", { names: f.list(presence.others.map((viewer) => viewer.name)) })}</Text>
        )}
      </div>
      {mode === "reply" && !mine ? (
        <Unheld talk={talk} onClaim={onClaim} claiming={claiming} />
      ) : mode === "reply" && (talk.blocked || talk.opted_out) ? (
        <Alert color="red" variant="light">{t(talk.blocked ? "problem.blocked" : "problem.opted_out")}</Alert>
      ) : mode === "reply" && shut ? (
        <>
          <Alert color="yellow" variant="light" icon={<Icon name="clock" />}>
            {t("problem.window_closed")} {t("parked.meaning")}{" "}
            <Button variant="light" size="compact-sm" onClick={() => setTemplate(true)}>{t("composer.chooseTemplate")}</Button>
          </Alert>
          <WritingBox key={`${talk.id}.park`} talk={talk} mode={mode} state={state ?? null} parks onTyping={() => undefined} />
        </>
      ) : presence.lockedBy && mode === "reply" ? (
        <Alert color="yellow" variant="light" icon={<Icon name="pencilSquare" />} role="status">
          {t("composer.colleagueWrites", { name: presence.lockedBy.name })}{" "}
          <Button variant="light" size="compact-sm" onClick={presence.override}>{t("composer.writeAnyway")}</Button>
        </Alert>
      ) : (
        <WritingBox key={`${talk.id}.${mode}`} talk={talk} mode={mode} state={state ?? null} onTyping={() => presence.noteTyping(mode === "note")} />
      )}
      {template && <TemplateDialog talk={talk} onClose={() => setTemplate(false)} />}
    </div>
  );
}

function Unheld({ talk, onClaim, claiming }: Pick<Props, "talk" | "onClaim" | "claiming">) {
  const { t } = useSpeech();
  const held = talk.owner === "staff";
  if (talk.owner === "closed") return <p className={classes.unheld}>{t("composer.closed")}</p>;
  return (
    <div className={classes.unheld}>
      <span>{held && talk.assignee ? t("composer.heldBy", { name: talk.assignee.name }) : t("composer.claimFirst")}</span>
      {!held && <Button size="compact-md" loading={claiming} onClick={onClaim}>{t("conversation.claim")}</Button>}
    </div>
  );
}
