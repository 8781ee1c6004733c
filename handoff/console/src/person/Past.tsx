/** What went before with a person: requests, conversations, consents, how they rated us. */
import { Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { ConsentShown, OwnRating, PastTalk, RequestRow } from "../api/types";
import { useSpeech } from "../i18n/context";
import { ChannelIcon } from "../parts/ChannelIcon";
import { StageBadge } from "../requests/StageBadge";
import classes from "./person.module.css";

export function Requests({ requests }: { requests: readonly RequestRow[] }) {
  const { t, f, maybe } = useSpeech();
  return (
    <section>
      <Title order={3} size="h6">{t("person.requests")}</Title>
      {requests.length === 0 && <Text size="sm" c="dimmed">{t("person.noRequests")}</Text>}
      {requests.map((request) => (
        <Link key={request.reference} href={`/requests/${request.reference}`} className={classes.card}>
          <span className={classes.between}>
            <Text component="span" size="sm" fw={600}>{maybe(`request.${request.type}`, request.type)}</Text>
            <StageBadge status={request.status} />
          </span>
          <Text component="span" size="xs" c="dimmed"><bdi className="code" dir="ltr">{request.reference}</bdi> · {f.date(request.submitted_at)}</Text>
        </Link>
      ))}
    </section>
  );
}

/** `open`: the one that stands beside it already. */
export function Talks({ talks, open }: { talks: readonly PastTalk[]; open?: number }) {
  const { t, f } = useSpeech();
  const others = talks.filter((talk) => talk.id !== open);
  return (
    <section>
      <Title order={3} size="h6">{t("person.talks")}</Title>
      {others.length === 0 && <Text size="sm" c="dimmed">{t("person.noTalks")}</Text>}
      {others.map((talk) => (
        <Link key={talk.id} href={`/inbox/${talk.id}?tab=all`} className={classes.card}>
          <span className={classes.between}>
            <Text component="span" size="sm"><ChannelIcon channel={talk.channel} size={15} /> {f.date(talk.created_at)}</Text>
            <Text component="span" size="xs" c="dimmed">
              {talk.owner === "staff" && talk.assignee ? t("conversation.with", { name: talk.assignee.name }) : t(`owner.${talk.owner}`)}
            </Text>
          </span>
          {talk.last_inbound_at && <Text component="span" size="xs" c="dimmed">{t("person.lastWrote", { at: f.stamp(talk.last_inbound_at) })}</Text>}
        </Link>
      ))}
    </section>
  );
}

export function Consents({ consents }: { consents: readonly ConsentShown[] }) {
  const { t, f, maybe } = useSpeech();
  return (
    <section>
      <Title order={3} size="h6">{t("person.consents")}</Title>
      {consents.length === 0 && <Text size="sm" c="dimmed">{t("person.noConsents")}</Text>}
      {consents.map((one, index) => (
        <div key={index} className={classes.entry}>
          <Text size="sm">{t(one.granted ? "person.agreed" : "person.withdrew", { what: maybe(`purpose.${one.purpose}`, one.purpose) })}</Text>
          <Text size="xs" c="dimmed">{f.stamp(one.at)} · {maybe(`channel.${one.channel}`, one.channel)}</Text>
        </div>
      ))}
    </section>
  );
}

export function Ratings({ ratings }: { ratings: readonly OwnRating[] }) {
  const { t, f } = useSpeech();
  return (
    <section>
      <Title order={3} size="h6">{t("person.ratings")}</Title>
      {ratings.length === 0 && <Text size="sm" c="dimmed">{t("person.noRatings")}</Text>}
      {ratings.map((one, index) => (
        <div key={index} className={classes.entry}>
          <Text size="sm">{t("person.rated", { score: one.score })}{one.comment && <> «<bdi>{one.comment}</bdi>»</>}</Text>
          <Text size="xs" c="dimmed">
            {aboutWhat(one.subject, t)} · {f.date(one.at)}{one.staff_name && <> · <bdi>{one.staff_name}</bdi></>}
          </Text>
        </div>
      ))}
    </section>
  );
}

function aboutWhat(subject: string, t: ReturnType<typeof useSpeech>["t"]) {
  if (subject.startsWith("service:")) return t("person.ratedService");
  if (subject.startsWith("conversation:")) return t("person.ratedTalk");
  return <bdi className="code" dir="ltr">{subject}</bdi>;
}
