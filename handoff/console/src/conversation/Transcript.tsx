import { Button, Center, Loader } from "@mantine/core";
import { Fragment, useEffect, useLayoutEffect, useRef } from "react";
import { answer, api } from "../api/client";
import type { TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useLive } from "../live/context";
import classes from "./conversation.module.css";
import { useLines } from "./data";
import { LineView } from "./LineView";
import { byDay } from "./lines";
import { useUnsent } from "./OutboxProvider";
import { ParkedView, useParked } from "./parked";
import { UnsentView } from "./UnsentView";

const PAGE = 200;
/** Whoever is this near the end wants to stay there. */
const NEAR_PX = 120;

/** What was said, day by day; what is still on its way stands at the end. */
export function Transcript({ talk, mayWithdraw }: { talk: TalkWhole; mayWithdraw: boolean }) {
  const { t, f } = useSpeech();
  const { data: lines, earlier } = useLines(talk.id);
  const known = new Set(lines?.map((line) => line.client_id));
  const parked = useParked(talk);
  const kept = new Set(parked.map((one) => one.client_id));
  const unsent = useUnsent(talk.id).filter((one) => !known.has(one.clientId) && !kept.has(one.clientId));
  const typing = useLive().typing.has(talk.id);
  const last = lines?.at(-1)?.seq ?? 0;
  const box = useStayAtEnd(`${last}.${unsent.length}.${parked.length}.${typing}`);
  useMarkRead(talk.id, last);
  if (!lines) return <Center className={classes.transcript}><Loader aria-label={t("state.loading")} /></Center>;
  const first = lines[0]?.seq ?? 1;
  return (
    <div ref={box} className={classes.transcript} role="log" aria-label={t("conversation.transcript")} tabIndex={0}>
      {lines.length >= PAGE && first > 1 && (
        <Button variant="subtle" size="compact-sm" mx="auto" loading={earlier.isPending} onClick={() => earlier.mutate()}>
          {t("conversation.earlier")}
        </Button>
      )}
      {byDay(lines).map((group) => (
        <Fragment key={group.day}>
          <p className={classes.day}>{f.day(group.lines[0]?.at ?? "")} · {f.hijri(group.lines[0]?.at ?? "")}</p>
          {group.lines.map((line) => <LineView key={line.seq} line={line} talk={talk} />)}
        </Fragment>
      ))}
      {parked.map((one) => <ParkedView key={one.id} parked={one} talk={talk.id} mayWithdraw={mayWithdraw} />)}
      {unsent.map((one) => <UnsentView key={one.clientId} unsent={one} />)}
      {typing && <p className={classes.typing} role="status">{t("inbox.typing")}</p>}
    </div>
  );
}

function useStayAtEnd(changed: string) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const note = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    // What stands above may unfold later and take room away.
    const shrunk = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener("scroll", note, { passive: true });
    shrunk.observe(element);
    return () => {
      element.removeEventListener("scroll", note);
      shrunk.disconnect();
    };
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [changed]);
  return box;
}

/** Seen is what is on a screen that somebody looks at. */
function useMarkRead(talk: number, seq: number) {
  useEffect(() => {
    if (!seq) return undefined;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      const params = { path: { conversation_id: talk } };
      answer(api.POST("/api/conversations/{conversation_id}/read", { params, body: { seq } })).catch(() => undefined);
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [talk, seq]);
}
