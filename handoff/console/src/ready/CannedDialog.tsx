import { Button, Group, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";
import { Problem } from "../api/client";
import type { CannedShown } from "../api/schema";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { useReplyDeeds } from "./data";
import { PLACEHOLDERS, previewOf, unknownIn } from "./placeholders";
import classes from "./ready.module.css";

type Locale = "ar" | "en";

/** An answer kept ready, with blanks that fill themselves, seen as it will be read. `edited` null: a new one. */
export function CannedDialog({ edited, onClose }: { edited: CannedShown | null; onClose: () => void }) {
  const t = useT();
  const field = useRef<HTMLTextAreaElement>(null);
  const { add, change } = useReplyDeeds();
  const [value, setValue] = useState({
    title: edited?.title ?? "", shortcut: edited?.shortcut ?? "", text: edited?.text ?? "",
    locale: (edited?.locale ?? "ar") as Locale, shared: edited?.shared ?? true,
  });
  const put = (part: Partial<typeof value>) => setValue({ ...value, ...part });
  const unknown = unknownIn(value.text);
  const valid = value.title.trim() && /^\S+$/.test(value.shortcut) && value.text.trim() && unknown.length === 0;
  const error = add.error ?? change.error;
  const taken = error instanceof Problem && error.code === "shortcut_taken";
  function insert(name: string) {
    const at = field.current?.selectionStart ?? value.text.length;
    put({ text: `${value.text.slice(0, at)}{${name}}${value.text.slice(at)}` });
    field.current?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const { shared, ...body } = { ...value, title: value.title.trim() };
    if (edited) change.mutate({ id: edited.id, ...body }, { onSuccess: onClose });
    else add.mutate({ ...body, shared }, { onSuccess: onClose });
  }
  return (
    <Dialog onClose={onClose} size="lg" title={t(edited ? "canned.change" : "canned.add")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t("canned.title")} required maxLength={100} value={value.title} onChange={(event) => put({ title: event.currentTarget.value })} data-autofocus />
          <Group align="start" grow>
            <TextInput label={t("canned.shortcut")} description={t("canned.shortcutHint")} required maxLength={40} value={value.shortcut} onChange={(event) => put({ shortcut: event.currentTarget.value.replace(/^\//, "") })} error={taken ? t("problem.shortcut_taken") : /\s/.test(value.shortcut) && t("canned.noSpaces")} />
            <Select label={t("canned.language")} description={t("canned.languageHint")} data={(["ar", "en"] as const).map((code) => ({ value: code, label: t(`canned.locale.${code}`) }))} value={value.locale} onChange={(code) => code && put({ locale: code as Locale })} allowDeselect={false} />
          </Group>
          <Textarea ref={field} label={t("canned.text")} required autosize minRows={4} maxLength={4000} dir="auto" value={value.text} onChange={(event) => put({ text: event.currentTarget.value })} error={unknown[0] && t("canned.unknown", { name: unknown[0] })} />
          <Group gap={6} role="group" aria-label={t("canned.blanks")}>
            <Text size="sm" c="dimmed">{t("canned.blanks")}</Text>
            {PLACEHOLDERS.map((name) => <Button key={name} variant="light" size="compact-sm" onClick={() => insert(name)}>{t(`blank.${name}`)}</Button>)}
          </Group>
          {value.text.trim() && (
            <div className={classes.preview}>
              <Text size="xs" c="dimmed">{t("ready.looks")}</Text>
              <p dir="auto">{previewOf(value.text, (name) => t(`blankFor.${name}`))}</p>
            </div>
          )}
          {!edited && <Switch label={t("canned.forAll")} checked={value.shared} onChange={(event) => put({ shared: event.currentTarget.checked })} />}
          <Button type="submit" disabled={!valid} loading={add.isPending || change.isPending}>{t("action.save")}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
