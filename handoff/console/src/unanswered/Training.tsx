/** Training: begin, watch, compare before and after, make live, undo. */
import { Alert, Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import type { RunView } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useMay } from "../session/me";
import { useRunDeeds, useRuns } from "./data";
import classes from "./unanswered.module.css";

export function Training() {
  const { t } = useSpeech();
  const may = useMay("knowledge.publish");
  const { data = [], isSuccess } = useRuns();
  const { begin } = useRunDeeds();
  const running = data[0]?.state === "running";
  return (
    <section className={classes.block} aria-label={t("training.title")}>
      <Group justify="space-between">
        <Title order={2} size="h5">{t("training.title")}</Title>
        {may && <Button size="sm" disabled={!isSuccess || running} loading={begin.isPending} onClick={() => begin.mutate()}>{t("training.begin")}</Button>}
      </Group>
      {isSuccess && data.length === 0 && <Text c="dimmed" mt="xs">{t("training.none")}</Text>}
      <Stack gap="md" mt="sm">{data.slice(0, 5).map((run) => <Run key={run.id} run={run} />)}</Stack>
    </section>
  );
}

function Run({ run }: { run: RunView }) {
  const { t, f, maybe } = useSpeech();
  return (
    <div className={classes.run}>
      <Text fw={600}>{maybe(`trainingState.${run.state}`, run.state)}</Text>
      <Text size="sm" c="dimmed"><bdi>{run.by}</bdi> · {f.stamp(run.started_at)} · {t("training.phrases", { n: run.phrases })}</Text>
      {run.state === "running" && (
        <Progress.Root size="lg" mt="xs">
          <Progress.Section value={run.progress * 100} animated aria-label={t("training.progress")} />
        </Progress.Root>
      )}
      {run.state === "failed" && <Alert color="red" mt="xs">{t("training.failed")}</Alert>}
      {run.before && run.after && <Scores run={run} />}
      <Deeds run={run} />
    </div>
  );
}

function Scores({ run }: { run: RunView }) {
  const { t, f } = useSpeech();
  const { before, after } = run;
  if (!before || !after) return null;
  return (
    <>
      <table className={classes.scores}>
        <thead>
          <tr><td /><th scope="col">{t("training.before")}</th><th scope="col">{t("training.after")}</th></tr>
        </thead>
        <tbody>
          <tr><th scope="row">{t("training.accuracy")}</th><td>{f.percent(before.accuracy)}</td><td>{f.percent(after.accuracy)}</td></tr>
          <tr>
            <th scope="row">{t("training.own")}</th>
            <td>{f.number(before.phrases_right)} / {f.number(before.phrases)}</td>
            <td>{f.number(after.phrases_right)} / {f.number(after.phrases)}</td>
          </tr>
        </tbody>
      </table>
      {run.changed.length > 0 && (
        <details>
          <summary>{t("training.changed", { n: run.changed.length })}</summary>
          <ul className={classes.examples}>
            {run.changed.map((one, n) => (
              <li key={n}>«<bdi>{one.text}</bdi>» <Text span size="sm" c="dimmed"><bdi dir="ltr">{one.before} → {one.after}</bdi></Text></li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Deeds({ run }: { run: RunView }) {
  const { t } = useSpeech();
  const may = useMay("knowledge.publish");
  const { activate, undo } = useRunDeeds();
  if (!may) return null;
  if (run.state === "live")
    return <Button mt="xs" size="compact-md" variant="default" loading={undo.isPending} onClick={() => undo.mutate(run.id)}>{t("training.undo")}</Button>;
  if (run.state !== "evaluated") return null;
  return (
    <Stack gap="xs" mt="xs">
      {run.worse && <Alert color="gold">{t("training.worse")}</Alert>}
      <Button size="sm" color={run.worse ? "red" : undefined} loading={activate.isPending} onClick={() => activate.mutate({ id: run.id, worse: run.worse })}>
        {run.worse ? t("training.activateAnyway") : t("training.activate")}
      </Button>
    </Stack>
  );
}
