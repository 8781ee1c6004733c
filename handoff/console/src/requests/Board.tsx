/** The requests under way, a column a stage. Moving one is a deed with reasons: it is done on its own page. */
import { Button, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import type { RequestRow } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useRequests, type Filters } from "./data";
import { plainText } from "./plain";
import { OPEN_STAGES } from "./stages";
import classes from "./requests.module.css";

export function Board({ filters }: { filters: Filters }) {
  return (
    <div className={classes.board}>
      {OPEN_STAGES.map((stage) => <Column key={stage} stage={stage} filters={filters} />)}
    </div>
  );
}

function Column({ stage, filters }: { stage: (typeof OPEN_STAGES)[number]; filters: Filters }) {
  const { t, f } = useSpeech();
  const { data, hasNextPage, fetchNextPage } = useRequests({ ...filters, status: [stage] });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.column} aria-label={t(`requestStatus.${stage}`)}>
      <Text fw={600} className={classes.columnHead}>
        {t(`requestStatus.${stage}`)} <span className={classes.count}>{f.number(items.length)}{hasNextPage && "+"}</span>
      </Text>
      <Stack gap="xs" className={classes.cards}>
        {items.map((request) => <Card key={request.reference} request={request} />)}
        {hasNextPage && <Button variant="subtle" onClick={() => void fetchNextPage()}>{t("action.more")}</Button>}
      </Stack>
    </section>
  );
}

function Card({ request }: { request: RequestRow }) {
  const { t, f, maybe } = useSpeech();
  return (
    <Link href={`/requests/${request.reference}`} className={classes.card}>
      <Text fw={600} truncate>
        {request.priority > 0 && <Icon name="exclamationTriangle" size={16} style={{ color: "var(--danger-ink)", verticalAlign: "-3px" }} />}{" "}
        <bdi>{plainText(request.name) || t("requests.noName")}</bdi>
      </Text>
      <Text size="sm" c="dimmed">{maybe(`request.${request.type}`, request.type)}</Text>
      <Text size="xs" c="dimmed">
        <bdi dir="ltr">{request.reference}</bdi> · {t("requests.since", { at: f.shortDay(request.status_since) })}
      </Text>
    </Link>
  );
}
