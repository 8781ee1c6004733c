import { Button, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { TalkWhole, Template } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import classes from "./conversation.module.css";
import { useOutbox } from "./OutboxProvider";

/** An approved template, its blanks filled in, seen as it will arrive before it is sent. */
export function TemplateDialog({ talk, onClose }: { talk: TalkWhole; onClose: () => void }) {
  const { t } = useSpeech();
  const { data = [] } = useQuery({ queryKey: keys.templates, queryFn: () => answer(api.GET("/api/templates")) });
  const usable = data.filter((one) => one.channel === talk.channel && one.usable);
  const [chosen, setChosen] = useState<string | null>(null);
  const template = usable.find((one) => keyOf(one) === chosen);
  return (
    <Dialog onClose={onClose} title={t("composer.template")}>
      <Stack>
        {usable.length === 0 && <Text c="dimmed">{t("composer.noTemplates")}</Text>}
        {usable.length > 0 && (
          <Select
            label={t("composer.chooseTemplate")}
            data={usable.map((one) => ({ value: keyOf(one), label: `${one.title} (${one.language})` }))}
            value={chosen}
            onChange={setChosen}
            searchable
            data-autofocus
          />
        )}
        {template && <Blanks key={chosen} template={template} talk={talk} onClose={onClose} />}
      </Stack>
    </Dialog>
  );
}

const keyOf = (one: Template) => `${one.name}|${one.language}`;

function Blanks({ template, talk, onClose }: { template: Template; talk: TalkWhole; onClose: () => void }) {
  const { t, f } = useSpeech();
  const outbox = useOutbox();
  const [values, setValues] = useState<string[]>(template.variables.map(() => ""));
  const [settled] = useDebouncedValue(values, 300);
  const body = { name: template.name, language: template.language, variables: settled };
  const { data: preview } = useQuery({
    queryKey: ["preview", talk.id, body],
    queryFn: () =>
      answer(api.POST("/api/conversations/{conversation_id}/preview", { params: { path: { conversation_id: talk.id } }, body: { template: body } })),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const whole = values.every((value) => value.trim());
  function send() {
    outbox.add({
      clientId: crypto.randomUUID(),
      talk: talk.id,
      text: "",
      note: false,
      at: new Date().toISOString(),
      template: { name: template.name, language: template.language, variables: values.map((value) => value.trim()) },
    });
    onClose();
  }
  return (
    <>
      {values.map((value, index) => (
        <TextInput
          key={index}
          label={t("composer.blank", { n: f.number(index + 1) })}
          dir="auto"
          value={value}
          onChange={(event) => setValues(values.map((one, at) => (at === index ? event.target.value : one)))}
        />
      ))}
      {preview && <p className={classes.preview} dir="auto" aria-label={t("composer.preview")}>{preview.rendered}</p>}
      {preview?.cost && <Text size="xs" c="dimmed">{f.money(preview.cost.amount, preview.cost.currency)}</Text>}
      <Button disabled={!whole} onClick={send}>{t("keys.send")}</Button>
    </>
  );
}
