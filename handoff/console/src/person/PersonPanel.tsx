import { ActionIcon, Button, Center, Loader, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { nameOf } from "../parts/names";
import { useProblemText } from "../parts/problems";
import { Addresses } from "./Addresses";
import { usePerson } from "./data";
import { Consents, Ratings, Requests, Talks } from "./Past";
import classes from "./person.module.css";

/** The person beside the conversation; the page of their own has the same with more room. */
export function PersonPanel({ talk, onClose }: { talk: TalkWhole; onClose: () => void }) {
  const { t } = useSpeech();
  const words = useProblemText();
  const { data: person, error } = usePerson(talk.person.id);
  return (
    <aside className={classes.panel} aria-label={t("person.title")}>
      <div className={classes.head}>
        <Title order={2} size="h5"><bdi>{nameOf(talk.person, t)}</bdi></Title>
        <ActionIcon variant="subtle" color="gray" aria-label={t("action.close")} onClick={onClose}><Icon name="xMark" /></ActionIcon>
      </div>
      {error && <Text size="sm">{words(error)}</Text>}
      {!person && !error && <Center p="lg"><Loader size="sm" aria-label={t("state.loading")} /></Center>}
      {person && (
        <Stack gap="lg">
          <Addresses person={person.id} addresses={person.addresses} />
          <Requests requests={person.requests} />
          <Talks talks={person.conversations.slice(0, 6)} open={talk.id} />
          {person.consents.length > 0 && <Consents consents={person.consents.slice(0, 4)} />}
          {person.ratings.length > 0 && <Ratings ratings={person.ratings.slice(0, 4)} />}
          <Button component={Link} href={`/people/${person.id}`} variant="light" leftSection={<Icon name="identification" size={18} />}>
            {t("person.open")}
          </Button>
        </Stack>
      )}
    </aside>
  );
}
