/** The wording in both languages with its support. It is evaluated before it can go live. */
import { Button, Group, MultiSelect, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { KnowledgeWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useMay } from "../session/me";
import { useDeeds, useEvaluation, usePolicy, wordingOf, type Wording } from "./data";
import { Evaluation } from "./Evaluation";
import classes from "./knowledge.module.css";

export function Editor({ whole }: { whole: KnowledgeWhole }) {
  const { t } = useSpeech();
  const mayEdit = useMay("knowledge.edit");
  const [wording, setWording] = useState<Wording>(() => wordingOf(whole));
  const [changed, setChanged] = useState(false);
  const evaluation = useEvaluation(whole.intent);
  const deeds = useDeeds(whole.intent);
  const change = (part: Partial<Wording>) => {
    setWording({ ...wording, ...part });
    setChanged(true);
    evaluation.reset();
  };
  const save = () =>
    deeds.save.mutate({ ...wording, revision: whole.draft?.revision ?? 0 }, {
      onSuccess: () => notifications.show({ message: t("knowledge.saved") }),
    });
  return (
    <section className={classes.block}>
      <Stack gap="sm">
        <Title order={2} size="h5">{t("knowledge.wording")}</Title>
        {whole.source === "file" && !whole.version && <Titles wording={wording} change={change} />}
        <Textarea label={t("knowledge.arabic")} dir="rtl" lang="ar" autosize minRows={4} maxLength={4000} readOnly={!mayEdit}
          value={wording.ar} onChange={(event) => change({ ar: event.currentTarget.value })} />
        <Textarea label={t("knowledge.english")} dir="ltr" lang="en" autosize minRows={3} maxLength={4000} readOnly={!mayEdit}
          value={wording.en} onChange={(event) => change({ en: event.currentTarget.value })} />
        <Support wording={wording} change={change} readOnly={!mayEdit} />
        {mayEdit && (
          <Group>
            <Button variant="default" loading={evaluation.isPending} onClick={() => evaluation.mutate(wording)}>{t("knowledge.evaluate")}</Button>
            <Button variant="light" disabled={!changed} loading={deeds.save.isPending} onClick={save}>{t("knowledge.save")}</Button>
            <Publish whole={whole} unsaved={changed} />
          </Group>
        )}
        {evaluation.data && <Evaluation found={evaluation.data} />}
      </Stack>
    </section>
  );
}

type Part = { wording: Wording; change: (part: Partial<Wording>) => void };

function Titles({ wording, change }: Part) {
  const { t } = useSpeech();
  return (
    <Group grow>
      <TextInput label={t("knowledge.titleArabic")} maxLength={80} value={wording.title_ar ?? ""} onChange={(event) => change({ title_ar: event.currentTarget.value })} />
      <TextInput label={t("knowledge.titleEnglish")} dir="ltr" maxLength={80} value={wording.title_en ?? ""} onChange={(event) => change({ title_en: event.currentTarget.value })} />
    </Group>
  );
}

/** Where the answer rests: sections, the policy's own words, and a note for colleagues. */
function Support({ wording, change, readOnly }: Part & { readOnly: boolean }) {
  const { t, f } = useSpeech();
  const { data = [] } = usePolicy();
  return (
    <>
      <MultiSelect
        label={t("knowledge.sections")}
        data={data.map((section) => ({ value: String(section.number), label: `${f.number(section.number)} · ${section.title}` }))}
        value={wording.sections.map(String)}
        onChange={(value) => change({ sections: value.map(Number).sort((a, b) => a - b) })}
        disabled={readOnly}
      />
      <Textarea label={t("knowledge.quote")} description={t("knowledge.quoteHint")} dir="rtl" lang="ar" autosize minRows={2} maxLength={8000} readOnly={readOnly}
        value={wording.quote} onChange={(event) => change({ quote: event.currentTarget.value })} />
      <TextInput label={t("knowledge.note")} description={t("knowledge.noteHint")} maxLength={2000} readOnly={readOnly}
        value={wording.note} onChange={(event) => change({ note: event.currentTarget.value })} />
    </>
  );
}

function Publish({ whole, unsaved }: { whole: KnowledgeWhole; unsaved: boolean }) {
  const { t } = useSpeech();
  const may = useMay("knowledge.publish");
  const { publish, discard } = useDeeds(whole.intent);
  const saveFirst = unsaved && may && <Text size="sm" c="dimmed">{t("knowledge.saveFirst")}</Text>;
  if (!whole.draft) return saveFirst || null;
  const { revision } = whole.draft;
  const said = () => notifications.show({ message: t("knowledge.published") });
  return (
    <>
      {may && <Button disabled={unsaved} loading={publish.isPending} onClick={() => publish.mutate(revision, { onSuccess: said })}>{t("knowledge.publish")}</Button>}
      <Button variant="subtle" color="red" loading={discard.isPending} onClick={() => discard.mutate()}>{t("knowledge.discard")}</Button>
      {saveFirst}
    </>
  );
}
