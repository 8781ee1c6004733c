/** One request: what was asked, its papers, what became of it, and what may be done now. */
import { ActionIcon, Button, Center, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { RequestWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import { useMay } from "../session/me";
import { Assignee } from "./Assignee";
import { useForms, useRequest } from "./data";
import { Documents } from "./Documents";
import { Fields } from "./Fields";
import { History } from "./History";
import { MoveForm } from "./MoveForm";
import { StageBadge } from "./StageBadge";
import classes from "./requests.module.css";

export function RequestView({ reference }: { reference: string }) {
  const { t } = useSpeech();
  const { data, isPending, error } = useRequest(reference);
  const forms = useForms(); // what the fields are called: shown with them, not after them
  const words = useProblemText();
  if (isPending || forms.isPending) return <Center h="100%"><Loader aria-label={t("state.loading")} /></Center>;
  if (!data) return <Center h="100%"><Text>{words(error)}</Text></Center>;
  return (
    <article className={classes.one}>
      <Head request={data} />
      <div className={classes.columns}>
        <Stack gap="lg">
          <Fields request={data} />
          <Documents request={data} />
          <Attestation request={data} />
        </Stack>
        <Stack gap="lg">
          <MoveForm request={data} />
          <Assignee request={data} />
          <History request={data} />
        </Stack>
      </div>
    </article>
  );
}

function Head({ request }: { request: RequestWhole }) {
  const { t, f, maybe } = useSpeech();
  const seesTalks = useMay("conversations.see");
  return (
    <header className={classes.oneHead}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <ActionIcon component={Link} href="/requests" variant="subtle" size="lg" aria-label={t("action.back")}>
          <Icon name="chevronLeft" />
        </ActionIcon>
        <div>
          <Group gap="xs">
            <Title order={1} size="h3">{maybe(`request.${request.type}`, request.type)}</Title>
            <StageBadge status={request.status} />
          </Group>
          <Text c="dimmed" size="sm">
            <bdi dir="ltr" className="code">{request.reference}</bdi> · {t("requests.submitted", { at: f.date(request.submitted_at) })}
          </Text>
          <Text size="sm">
            {request.due_on
              ? t("requests.due", { at: `${f.date(request.due_on)} (${f.hijri(request.due_on)})` })
              : t("requests.earliest", { at: `${f.date(request.earliest_decision_date)} (${f.hijri(request.earliest_decision_date)})` })}
          </Text>
        </div>
      </Group>
      <Group gap="xs">
        {seesTalks && (
          <Button component={Link} href={`/inbox/${request.conversation_id}`} variant="default" leftSection={<Icon name="chatBubbleLeftRight" size={18} />}>
            {t("requests.openTalk")}
          </Button>
        )}
        <Button
          component="a"
          href={`/api/requests/${request.reference}/print`}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<Icon name="printer" size={18} />}
        >
          {t("requests.print")}
        </Button>
      </Group>
    </header>
  );
}

function Attestation({ request }: { request: RequestWhole }) {
  const { t, f } = useSpeech();
  if (!request.attestation) return null;
  return (
    <section className={classes.block}>
      <Title order={2} size="h5">{t("requests.attestation")}</Title>
      <Text>«<bdi>{request.attestation.text}</bdi>»</Text>
      {request.attestation.at && <Text size="sm" c="dimmed">{f.date(request.attestation.at)} {f.time(request.attestation.at)}</Text>}
    </section>
  );
}
