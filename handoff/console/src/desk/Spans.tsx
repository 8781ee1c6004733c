import { ActionIcon, Button, Group, Text } from "@mantine/core";
import type { SpanBody } from "../api/schema";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { ClockSelect } from "./ClockSelect";
import { another, minutesOf, type Wrong } from "./week";
import classes from "./desk.module.css";

type Props = {
  /** Whose hours: a day's name. */
  name: string;
  spans: readonly SpanBody[];
  onChange: (spans: SpanBody[]) => void;
  wrong: Wrong;
  /** Where they stand in what is sent. */
  path: string;
};

/** The hours of one day: none, one span, or several. */
export function Spans({ name, spans, onChange, wrong, path }: Props) {
  const t = useT();
  const change = (at: number, part: Partial<SpanBody>) => onChange(spans.map((span, n) => (n === at ? { ...span, ...part } : span)));
  return (
    <div className={classes.spans}>
      {spans.length === 0 && <Text c="dimmed" size="sm">{t("desk.closed")}</Text>}
      {spans.map((span, n) => {
        const bad = wrong.has(`${path}.${n}`) || minutesOf(span.start) >= minutesOf(span.end);
        return (
          <div key={n}>
            <Group gap={6} wrap="nowrap">
              <ClockSelect label={t("desk.opens", { name })} value={span.start} onChange={(start) => change(n, { start })} wrong={bad} />
              <span aria-hidden="true">–</span>
              <ClockSelect label={t("desk.closes", { name })} value={span.end} onChange={(end) => change(n, { end })} end wrong={bad} />
              <ActionIcon variant="subtle" color="gray" aria-label={t("desk.removeSpan", { name })} onClick={() => onChange(spans.filter((_, at) => at !== n))}>
                <Icon name="xMark" size={16} />
              </ActionIcon>
            </Group>
            {bad && <Text size="xs" className={classes.wrong} role="alert">{t("desk.badSpan")}</Text>}
          </div>
        );
      })}
      <Button variant="subtle" size="compact-sm" leftSection={<Icon name="plus" size={14} />} aria-label={t("desk.addSpanTo", { name })} disabled={spans.length >= 10} onClick={() => onChange([...spans, another(spans)])}>
        {t("desk.addSpan")}
      </Button>
    </div>
  );
}
