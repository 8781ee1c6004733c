/** Turn what was missed into phrases of a question that the assistant knows. They count after the next training. */
import { Button, Checkbox, Select, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { ClusterView } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useAnswers } from "../knowledge/data";
import { Dialog } from "../parts/Dialog";
import { useClusterDeeds } from "./data";

export function TeachDialog({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const { t } = useSpeech();
  const texts = [...new Set(cluster.examples.map((one) => one.text))];
  const options = useMeanings(cluster);
  const { train } = useClusterDeeds(cluster.id);
  const [intent, setIntent] = useState<string | null>(cluster.guesses[0]?.intent ?? null);
  const [chosen, setChosen] = useState<string[]>(texts);
  const [more, setMore] = useState("");
  const phrases = [...chosen, ...more.split("\n").map((line) => line.trim()).filter(Boolean)];
  const learn = () =>
    intent && train.mutate({ intent, phrases }, {
      onSuccess: ({ phrases: n }) => {
        notifications.show({ message: t("unanswered.learnt", { n }) });
        onClose();
      },
    });
  return (
    <Dialog onClose={onClose} title={t("unanswered.teach")} size="lg">
      <Stack>
        <Select label={t("unanswered.meaning")} data={options} value={intent} onChange={setIntent} searchable allowDeselect={false} />
        <Checkbox.Group label={t("unanswered.phrases")} value={chosen} onChange={setChosen}>
          <Stack gap={6} mt={6}>{texts.map((text) => <Checkbox key={text} value={text} label={<bdi>{text}</bdi>} />)}</Stack>
        </Checkbox.Group>
        <Textarea label={t("unanswered.more")} description={t("unanswered.moreHint")} autosize minRows={2} value={more} onChange={(event) => setMore(event.currentTarget.value)} />
        <Text size="sm" c="dimmed">{t("unanswered.afterTraining")}</Text>
        <Button disabled={!intent || phrases.length === 0} loading={train.isPending} onClick={learn}>{t("unanswered.save")}</Button>
      </Stack>
    </Dialog>
  );
}

/** The guesses first, then every question that has an answer. */
function useMeanings(cluster: ClusterView): { value: string; label: string }[] {
  const { language, maybe } = useSpeech();
  const { data = [] } = useAnswers();
  const guessed = cluster.guesses.map(({ intent, title }) => ({ value: intent, label: maybe(`intent.${intent}`, title) }));
  const known = data.map((row) => ({ value: row.intent, label: row.title[language] }));
  return [...guessed, ...known.filter((one) => !guessed.some((guess) => guess.value === one.value))];
}
