/** One person whole: who they are to us, what went before, and what they may ask about their data. */
import { ActionIcon, Badge, Center, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useParams } from "wouter";
import type { PersonShown } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import { useMay } from "../session/me";
import { Addresses } from "./Addresses";
import { usePerson } from "./data";
import { Consents, Ratings, Requests, Talks } from "./Past";
import { Privacy } from "./Privacy";
import classes from "./person.module.css";

export default function PersonPage() {
  const { id } = useParams<{ id: string }>();
  return <Person key={id} id={Number(id) || 0} />;
}

function Person({ id }: { id: number }) {
  const { t } = useSpeech();
  const words = useProblemText();
  const { data: person, error } = usePerson(id);
  const cares = useMay("privacy");
  if (error) return <Center h="100%"><Text>{words(error)}</Text></Center>;
  if (!person) return <Center h="100%"><Loader aria-label={t("state.loading")} /></Center>;
  return (
    <article className={classes.page}>
      <Head person={person} />
      <div className={classes.columns}>
        <Stack gap="lg">
          <div className={classes.block}><Requests requests={person.requests} /></div>
          <div className={classes.block}><Talks talks={person.conversations} /></div>
          <div className={classes.block}><Ratings ratings={person.ratings} /></div>
        </Stack>
        <Stack gap="lg">
          <div className={classes.block}><Addresses person={person.id} addresses={person.addresses} /></div>
          <div className={classes.block}><Consents consents={person.consents} /></div>
          {cares && <Privacy person={person} />}
        </Stack>
      </div>
    </article>
  );
}

function Head({ person }: { person: PersonShown }) {
  const { t, f } = useSpeech();
  const end = person.addresses[0]?.address.slice(-4) ?? String(person.id);
  return (
    <header className={classes.pageHead}>
      <ActionIcon variant="subtle" size="lg" aria-label={t("action.back")} onClick={() => history.back()}><Icon name="chevronLeft" /></ActionIcon>
      <div>
        <Group gap="xs">
          <Title order={1} size="h3"><bdi>{person.name?.trim() || t("person.nameless", { end })}</bdi></Title>
          {person.on_hold && <Badge color="red" variant="light" tt="none">{t("privacy.onHold")}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">{t("person.knownSince", { at: f.date(person.known_since) })}</Text>
      </div>
    </header>
  );
}
