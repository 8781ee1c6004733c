import { Text, Timeline, Title } from "@mantine/core";
import type { RequestWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useColleagueName } from "../parts/colleagues";
import { useNames } from "./data";
import classes from "./requests.module.css";

type Event = RequestWhole["history"][number];

/** What became of it: who, when and why, the newest first. */
export function History({ request }: { request: RequestWhole }) {
  const { t } = useSpeech();
  const events = [...request.history].reverse();
  return (
    <section className={classes.block}>
      <Title order={2} size="h5" mb="sm">{t("requests.history")}</Title>
      <Timeline bulletSize={14} lineWidth={2} active={0}>
        {events.map((event) => <Step key={event.number} event={event} type={request.type} />)}
      </Timeline>
    </section>
  );
}

function Step({ event, type }: { event: Event; type: string }) {
  const { t, f } = useSpeech();
  const title = useStepTitle(event, type);
  const by = event.by.kind === "staff" ? (event.by.name ?? t("author.staff")) : event.by.kind === "person" ? t("requests.byPerson") : t("author.system");
  return (
    <Timeline.Item title={title}>
      <Text size="sm" c="dimmed"><bdi>{by}</bdi> · {f.stamp(event.at)}</Text>
      {event.reason && <Text size="sm">{t("requests.reasonWas")} <bdi>{event.reason}</bdi></Text>}
      {event.message && <Text size="sm">{t("requests.messageWas")} «<bdi>{event.message}</bdi>»</Text>}
    </Timeline.Item>
  );
}

function useStepTitle(event: Event, type: string): string {
  const { t, f, maybe } = useSpeech();
  const { label } = useNames(type);
  const nameOf = useColleagueName();
  if (event.kind === "fields") return t("requests.fieldsChanged", { fields: f.list((event.fields ?? []).map(label)) });
  if (event.kind === "documents") return t("requests.documentsAdded", { n: event.count ?? 1 });
  if (event.kind === "assignment")
    return event.staff_id ? t("requests.assignedTo", { name: nameOf(event.staff_id) }) : t("requests.assignedToNobody");
  const stage = maybe(`requestStatus.${event.to}`, event.to ?? "");
  return event.missing?.length ? t("requests.askedFor", { stage, fields: f.list(event.missing.map(label)) }) : stage;
}
