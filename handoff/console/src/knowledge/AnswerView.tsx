/** One answer: the editor, what stands against it, the policy beside it, and its earlier versions. */
import { ActionIcon, Badge, Center, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { KnowledgeWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import { useAnswer } from "./data";
import { Editor } from "./Editor";
import { Policy } from "./Policy";
import { Versions } from "./Versions";
import classes from "./knowledge.module.css";

export function AnswerView({ intent }: { intent: string }) {
  const { t } = useSpeech();
  const { data, isPending, error } = useAnswer(intent);
  const words = useProblemText();
  if (isPending) return <Center h="100%"><Loader aria-label={t("state.loading")} /></Center>;
  if (!data) return <Center h="100%"><Text>{words(error)}</Text></Center>;
  return (
    <article className={classes.one}>
      <Head whole={data} />
      <div className={classes.columns}>
        <Editor key={data.draft?.revision ?? 0} whole={data} />
        <Stack gap="lg">
          <Policy sections={data.draft?.sections ?? data.sections} />
          <Versions whole={data} />
        </Stack>
      </div>
    </article>
  );
}

function Head({ whole }: { whole: KnowledgeWhole }) {
  const { t, f, language } = useSpeech();
  return (
    <header>
      <Group gap="sm" wrap="nowrap" align="flex-start" mb="md">
        <ActionIcon component={Link} href="/knowledge" variant="subtle" size="lg" aria-label={t("action.back")}>
          <Icon name="chevronLeft" />
        </ActionIcon>
        <div>
          <Group gap="xs">
            <Title order={1} size="h3">{whole.title[language]}</Title>
            {whole.version !== null && <Badge variant="light" tt="none">{t("knowledge.version", { n: f.number(whole.version) })}</Badge>}
            {whole.draft && <Badge color="gold" variant="light" tt="none">{t("knowledge.draft")}</Badge>}
          </Group>
          <Text c="dimmed" size="sm">
            {whole.draft
              ? t("knowledge.draftBy", { name: whole.draft.by, at: f.stamp(whole.draft.updated_at) })
              : t("knowledge.asked", { n: whole.asked_30d })}
          </Text>
        </div>
      </Group>
    </header>
  );
}
