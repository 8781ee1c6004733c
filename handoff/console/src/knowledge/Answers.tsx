/** Every question that the assistant answers, with where its answer comes from and how often it is asked. */
import { Badge, Center, Group, Loader, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { KnowledgeRow } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { folded } from "../parts/folding";
import { useAnswers } from "./data";
import classes from "./knowledge.module.css";

export function Answers() {
  const { t, language } = useSpeech();
  const { data, isPending } = useAnswers();
  const [sought, setSought] = useState("");
  const words = folded(sought);
  const shown = (data ?? []).filter((row) => folded(`${row.title.ar} ${row.title.en} ${row.live?.[language] ?? ""}`).includes(words));
  return (
    <div className={classes.page}>
      <Title order={1} size="h3">{t("page.knowledge")}</Title>
      <Text c="dimmed" size="sm">{t("knowledge.intro")}</Text>
      <TextInput
        type="search"
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        placeholder={t("knowledge.search")}
        aria-label={t("knowledge.search")}
        leftSection={<Icon name="magnifyingGlass" size={18} />}
        maw={480}
      />
      {isPending && <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>}
      {!isPending && shown.length === 0 && <Center p="xl"><Text c="dimmed">{t("knowledge.none")}</Text></Center>}
      <ul className={classes.list}>
        {shown.map((row) => <li key={row.intent}><Line row={row} /></li>)}
      </ul>
    </div>
  );
}

function Line({ row }: { row: KnowledgeRow }) {
  const { t, f, language } = useSpeech();
  const words = row.live?.[language];
  return (
    <Link href={`/knowledge/${row.intent}`} className={classes.line}>
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={600}>{row.title[language]}</Text>
          {row.draft && <Badge color="gold" variant="light" tt="none">{t("knowledge.draft")}</Badge>}
          {!row.live && <Badge color="gray" variant="light" tt="none">{t("knowledge.notLive")}</Badge>}
        </Group>
        {words && <Text size="sm" c="dimmed" lineClamp={2}><bdi>{words}</bdi></Text>}
      </div>
      <Text size="sm" className={classes.source}><Source row={row} /></Text>
      <Text size="sm" c="dimmed" className={classes.asked}>{t("knowledge.asked", { n: row.asked_30d })}</Text>
      <Text size="sm" c="dimmed" className={classes.version}>{row.version !== null && t("knowledge.version", { n: f.number(row.version) })}</Text>
    </Link>
  );
}

function Source({ row }: { row: KnowledgeRow }) {
  const { t, f } = useSpeech();
  if (row.sections.length) return <>{t("knowledge.section", { sections: f.list(row.sections.map((n) => f.number(n))) })}</>;
  return <>{row.config ? t("knowledge.fromConfig") : t("knowledge.noSection")}</>;
}
