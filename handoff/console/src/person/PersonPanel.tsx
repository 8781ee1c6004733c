import { ActionIcon, Badge, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { RequestRow, TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Icon } from "../parts/Icon";
import { nameOf } from "../parts/names";
import classes from "./person.module.css";

/** The person beside the conversation: their addresses and what proves them, requests, consents. */
export function PersonPanel({ talk, onClose }: { talk: TalkWhole; onClose: () => void }) {
  const { t } = useSpeech();
  const id = talk.person.id;
  const { data: person } = useQuery({
    queryKey: keys.person(id),
    queryFn: () => answer(api.GET("/api/people/{person_id}", { params: { path: { person_id: id } } })),
    retry: false,
  });
  return (
    <aside className={classes.panel} aria-label={t("person.title")}>
      <div className={classes.head}>
        <Title order={3} size="h5"><bdi>{nameOf(talk.person, t)}</bdi></Title>
        <ActionIcon variant="subtle" color="gray" aria-label={t("action.close")} onClick={onClose}><Icon name="xMark" /></ActionIcon>
      </div>
      <Stack gap="lg">
        <Requests requests={talk.requests} />
        <section>
          <Title order={4} size="h6">{t("person.addresses")}</Title>
          {(person?.addresses ?? [{ channel: talk.channel, address: talk.person.address, opted_out: talk.opted_out, phones: [] }]).map((one) => (
            <div key={`${one.channel}.${one.address}`} className={classes.address}>
              <ChannelIcon channel={one.channel} size={18} />
              <div>
                <Text size="sm"><bdi dir="ltr">{one.channel === "webchat" ? t("person.visitor") : one.address}</bdi></Text>
                {one.phones.map((phone) => (
                  <Text key={phone.id} size="xs" c="dimmed">
                    <Icon name="shieldCheck" size={13} /> <bdi dir="ltr">{phone.phone}</bdi> {t("person.verified")}
                  </Text>
                ))}
                {one.opted_out && <Text size="xs" c="var(--danger-ink)">{t("person.optedOut")}</Text>}
              </div>
            </div>
          ))}
        </section>
        {person && person.consents.length > 0 && <Consents consents={person.consents} />}
      </Stack>
    </aside>
  );
}

function Requests({ requests }: { requests: readonly RequestRow[] }) {
  const { t, f, maybe } = useSpeech();
  return (
    <section>
      <Title order={4} size="h6">{t("person.requests")}</Title>
      {requests.length === 0 && <Text size="sm" c="dimmed">{t("person.noRequests")}</Text>}
      {requests.map((request) => (
        <div key={request.reference} className={classes.request}>
          <Text size="sm" fw={600}>{maybe(`request.${request.type}`, request.type)}</Text>
          <Badge variant="light">{maybe(`requestStatus.${request.status}`, request.status)}</Badge>
          <Text size="xs" c="dimmed"><bdi className="code" dir="ltr">{request.reference}</bdi> · {f.date(request.submitted_at)}</Text>
        </div>
      ))}
    </section>
  );
}

type Consent = { purpose: string; granted: boolean; at: string; channel: string };

function Consents({ consents }: { consents: readonly Consent[] }) {
  const { t, f, maybe } = useSpeech();
  return (
    <section>
      <Title order={4} size="h6">{t("person.consents")}</Title>
      {consents.map((one, index) => (
        <Text key={index} size="sm">
          {t(one.granted ? "person.agreed" : "person.withdrew", { what: maybe(`purpose.${one.purpose}`, one.purpose) })}
          <Text component="span" size="xs" c="dimmed"> · {f.date(one.at)}</Text>
        </Text>
      ))}
    </section>
  );
}
