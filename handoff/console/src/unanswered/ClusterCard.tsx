import { Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { ClusterView } from "../api/types";
import { useSpeech } from "../i18n/context";
import { TeachDialog } from "./TeachDialog";
import { useClusterDeeds } from "./data";
import classes from "./unanswered.module.css";

const SHOWN = 4;

/** Messages that mean alike: in people's own words, with what the assistant would have guessed. */
export function ClusterCard({ cluster }: { cluster: ClusterView }) {
  const { t, f, maybe } = useSpeech();
  const { dismiss } = useClusterDeeds(cluster.id);
  const [teaching, setTeaching] = useState(false);
  const name = cluster.keywords.join(" · ") || t("reports.noKeywords");
  const guessed = cluster.guesses.slice(0, 3).map((guess) => maybe(`intent.${guess.intent}`, guess.title));
  return (
    <section className={classes.block} aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600}><bdi>{name}</bdi></Text>
        <Group gap="xs" wrap="nowrap">
          <Badge variant="light" tt="none">{t("unanswered.size", { n: cluster.size })}</Badge>
          {cluster.calls > 0 && <Badge variant="light" color="gold" tt="none">{t("unanswered.calls", { n: cluster.calls })}</Badge>}
        </Group>
      </Group>
      <ul className={classes.examples}>
        {cluster.examples.slice(0, SHOWN).map((one) => (
          <li key={`${one.conversation_id}-${one.seq}`}>
            <Link href={`/inbox/${one.conversation_id}`} className={classes.example}>«<bdi>{one.text}</bdi>»</Link>{" "}
            <Text span size="xs" c="dimmed">{f.shortDay(one.at)}</Text>
          </li>
        ))}
      </ul>
      {guessed.length > 0 && <Text size="sm" c="dimmed">{t("unanswered.guesses", { titles: f.list(guessed) })}</Text>}
      {cluster.state === "open" && (
        <Group mt="sm">
          <Button size="sm" onClick={() => setTeaching(true)}>{t("unanswered.teach")}</Button>
          <Button size="sm" variant="subtle" color="gray" loading={dismiss.isPending} onClick={() => dismiss.mutate("not_for_us")}>
            {t("unanswered.dismiss")}
          </Button>
        </Group>
      )}
      {teaching && <TeachDialog cluster={cluster} onClose={() => setTeaching(false)} />}
    </section>
  );
}
