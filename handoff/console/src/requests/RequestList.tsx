import { Group, Text } from "@mantine/core";
import { Link } from "wouter";
import type { RequestRow } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useColleagueName } from "../parts/colleagues";
import { plainText } from "./plain";
import { StageBadge } from "./StageBadge";
import classes from "./requests.module.css";

/** One line a request; the whole line opens it. */
export function RequestList({ items }: { items: readonly RequestRow[] }) {
  return (
    <ul className={classes.list}>
      {items.map((request) => <li key={request.reference}><Line request={request} /></li>)}
    </ul>
  );
}

function Line({ request }: { request: RequestRow }) {
  const { t, f, maybe } = useSpeech();
  const nameOf = useColleagueName();
  return (
    <Link href={`/requests/${request.reference}`} className={classes.line}>
      <div className={classes.who}>
        <Group gap={6} wrap="nowrap">
          {request.priority > 0 && <Icon name="exclamationTriangle" size={18} style={{ color: "var(--danger-ink)" }} />}
          <Text fw={600} truncate><bdi>{plainText(request.name) || t("requests.noName")}</bdi></Text>
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {maybe(`request.${request.type}`, request.type)}
          {plainText(request.city) && <> · <bdi>{plainText(request.city)}</bdi></>}
        </Text>
      </div>
      <bdi className={classes.reference} dir="ltr">{request.reference}</bdi>
      <div className={classes.stage}><StageBadge status={request.status} /></div>
      <Text size="sm" c="dimmed" className={classes.when}>
        {request.due_on ? t("requests.due", { at: f.date(request.due_on) }) : t("requests.since", { at: f.shortDay(request.status_since) })}
      </Text>
      <Text size="sm" className={classes.assignee} truncate>
        {request.assignee_id === null ? <span className={classes.nobody}>{t("requests.unassigned")}</span> : nameOf(request.assignee_id)}
      </Text>
    </Link>
  );
}
