import { ActionIcon, Text, Textarea, Tooltip } from "@mantine/core";
import { useRef, useState, type KeyboardEvent } from "react";
import type { Composer, TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useColleagues } from "../parts/colleagues";
import { useMe } from "../session/me";
import { CannedMenu, useCanned } from "./canned";
import classes from "./conversation.module.css";
import type { Mode } from "./Composer";
import { Cost } from "./Cost";
import { useKept } from "./kept";
import { mentionAt, mentioned } from "./mentions";
import { useOutbox } from "./OutboxProvider";
import { Picker } from "./Picker";
import { UploadChip, useUpload } from "./upload";

type Props = { talk: TalkWhole; mode: Mode; state: Composer | null; parks?: boolean; onTyping: () => void };

/** The field itself. What is typed is kept as it is typed. `parks`: what is sent waits for the person's answer. */
export function WritingBox({ talk, mode, state, parks = false, onTyping }: Props) {
  const { t } = useSpeech();
  const me = useMe();
  const outbox = useOutbox();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useKept(`draft.${talk.id}.${mode}`);
  const [closed, setClosed] = useState(false);
  const file = useUpload(talk.id);
  const { data: colleagues = [] } = useColleagues();
  const canned = useCanned(mode === "reply" ? text : "", state?.placeholders ?? {});
  const mention = mode === "note" ? mentionAt(text) : null;
  const names = colleagues.filter((one) => one.id !== me.id && mention !== null && one.name.includes(mention.typed));
  const tooLong = !!state && text.length > state.max_length;
  const ready = (text.trim() !== "" || file.done !== null) && !tooLong && !file.busy;

  function write(changed: string) {
    setText(changed);
    setClosed(false);
    if (changed) onTyping();
  }
  function put(changed: string) {
    write(changed);
    field.current?.focus();
  }
  function send() {
    if (!ready) return;
    const mentions = mode === "note" ? mentioned(text, colleagues) : [];
    outbox.add({
      clientId: crypto.randomUUID(),
      talk: talk.id,
      text: text.trim(),
      note: mode === "note",
      at: new Date().toISOString(),
      ...(parks ? { park: true } : {}),
      ...(mentions.length ? { mentions } : {}),
      ...(file.done ? { attachmentId: file.done.id, filename: file.done.name } : {}),
    });
    setText("");
    file.clear();
    field.current?.focus();
  }
  function press(event: KeyboardEvent) {
    if (event.key === "Escape") {
      if (picking) setClosed(true);
      else field.current?.blur();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing && !event.defaultPrevented) {
      event.preventDefault();
      send();
    }
  }
  const picking = !closed && (canned.found.length > 0 || names.length > 0);

  return (
    <div className={classes.writing}>
      {!closed && canned.none && <p className={classes.nothingReady} role="status">{t("composer.noCanned")}</p>}
      {!closed && canned.found.length > 0 && <CannedMenu field={field} canned={canned} onPick={put} />}
      {!closed && mention && names.length > 0 && (
        <Picker
          field={field}
          label={t("keys.mention")}
          options={names.map((one) => ({ key: String(one.id), title: one.name, detail: t(`status.${one.status}`) }))}
          onPick={(index) => put(`${text.slice(0, mention.start)}@${names[index]?.name ?? ""} `)}
        />
      )}
      <UploadChip file={file} />
      <div className={classes.row}>
        {mode === "reply" && !parks && state?.files !== false && (
          <Tooltip label={t("composer.attach")}>
            <ActionIcon variant="subtle" color="gray" size={40} aria-label={t("composer.attach")} onClick={file.choose}>
              <Icon name="paperClip" size={22} />
            </ActionIcon>
          </Tooltip>
        )}
        <Textarea
          id="composer"
          ref={field}
          flex={1}
          autosize
          minRows={1}
          maxRows={8}
          dir="auto"
          aria-label={t(mode === "note" ? "composer.noteLabel" : "composer.replyLabel")}
          placeholder={t(mode === "note" ? "composer.noteHint" : parks ? "parked.hint" : "composer.replyHint")}
          error={tooLong ? t("problem.too_long") : undefined}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={press}
          onPaste={parks || state?.files === false ? undefined : file.paste}
        />
        <ActionIcon size={40} disabled={!ready} aria-label={t("keys.send")} onClick={send} variant="filled">
          <Icon name="paperAirplane" size={20} />
        </ActionIcon>
      </div>
      {mode === "reply" && state?.sms && <Cost talk={talk.id} text={text} />}
      {mode === "note" && <Text size="xs" c="dimmed">{t("composer.noteWarning")}</Text>}
    </div>
  );
}
