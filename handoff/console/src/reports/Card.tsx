import { ActionIcon, Button, Center, Loader, Text, Title, Tooltip } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import { csvOf, useReport, type Name, type Report } from "./data";
import type { Range } from "./ranges";
import classes from "./reports.module.css";

type Props<N extends Name> = {
  name: N;
  range: Range;
  title: string;
  wide?: boolean;
  /** Whether there is nothing to tell. */
  empty: (report: Report<N>) => boolean;
  children: (report: Report<N>) => ReactNode;
};

/** One report: on its way, out of reach, empty, or told. */
export function Card<N extends Name>({ name, range, title, wide, empty, children }: Props<N>) {
  const { t } = useSpeech();
  const heading = useId();
  const { data, error, isPending, refetch } = useReport(name, range);
  return (
    <section className={classes.card} data-wide={wide || undefined} aria-labelledby={heading} data-report={name}>
      <div className={classes.head}>
        <Title order={2} size="h5" id={heading}>{title}</Title>
        <Tooltip label={t("reports.csv")}>
          <ActionIcon component="a" href={csvOf(name, range)} variant="subtle" color="gray" size="lg" aria-label={t("reports.csvOf", { title })}>
            <Icon name="arrowDownTray" size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isPending && <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && (empty(data) ? <Text c="dimmed" py="lg" ta="center">{t("reports.empty")}</Text> : children(data))}
    </section>
  );
}

function Failed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useSpeech();
  const words = useProblemText();
  return (
    <div role="alert" className={classes.failed}>
      <Text>{words(error)}</Text>
      <Button variant="default" size="compact-md" onClick={retry}>{t("action.retry")}</Button>
    </div>
  );
}
