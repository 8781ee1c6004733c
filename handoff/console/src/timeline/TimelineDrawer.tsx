/** The case view: everything that happened in a conversation, on one line, from the event to the last word on it. */
import { Button, Center, Drawer, Loader, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { TimelineStep } from "../api/types";
import { useSpeech } from "../i18n/context";
import { dayKey } from "../i18n/formats";
import { useKeyboardBack } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import { tellStep } from "./steps";
import classes from "./timeline.module.css";

export function TimelineDrawer({ talk, opened, onClose }: { talk: number; opened: boolean; onClose: () => void }) {
  const { t } = useSpeech();
  useKeyboardBack();
  return (
    <Drawer opened={opened} onClose={onClose} title={t("timeline.title")} position="left" size={480} closeButtonProps={{ "aria-label": t("action.close") }}>
      <Line talk={talk} />
    </Drawer>
  );
}

function Line({ talk }: { talk: number }) {
  const { t } = useSpeech();
  const words = useProblemText();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.timeline(talk),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(api.GET("/api/conversations/{conversation_id}/timeline", { params: { path: { conversation_id: talk }, query: { cursor } }, signal })),
    getNextPageParam: (page) => page.cursor,
  });
  if (error) return <Text>{words(error)}</Text>;
  if (!data) return <Center p="lg"><Loader aria-label={t("state.loading")} /></Center>;
  const steps = data.pages.flatMap((page) => page.items);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">{t("timeline.hint")}</Text>
      <ol className={classes.line}>
        {steps.map((step, index) => <Moment key={step.id} step={step} before={steps[index - 1]} />)}
      </ol>
      {hasNextPage && <Button fullWidth variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("action.more")}</Button>}
    </>
  );
}

function Moment({ step, before }: { step: TimelineStep; before: TimelineStep | undefined }) {
  const speech = useSpeech();
  const { t, f } = speech;
  const told = tellStep(step, speech);
  const newDay = !before || dayKey(before.at) !== dayKey(step.at);
  const newTurn = step.turn_id !== null && step.turn_id !== before?.turn_id;
  return (
    <>
      {newDay && <li className={classes.day}>{f.day(step.at)} · {f.hijri(step.at)}</li>}
      <li className={classes.step} data-moment={step.kind}>
        <span className={classes.mark}><Icon name={told.icon} size={16} /></span>
        <div className={classes.told}>
          <span className={classes.head}>
            <strong><bdi>{told.title}</bdi></strong>
            <time dateTime={step.at}>{f.precise(step.at)}</time>
          </span>
          {told.words && <q className={classes.words} dir="auto">{told.words}</q>}
          {told.notes.length > 0 && (
            <span className={classes.notes}>{told.notes.map((note, index) => <bdi key={index}>{note}</bdi>)}</span>
          )}
          {newTurn && <span className={classes.turn}>{t("timeline.turn")} <bdi dir="ltr" className="code">{step.turn_id?.slice(0, 8)}</bdi></span>}
        </div>
      </li>
    </>
  );
}
