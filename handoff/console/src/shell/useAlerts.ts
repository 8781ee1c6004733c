/**
 * Tells a member of staff what happened while they look elsewhere: a note of the browser, a sound, the number in the
 * tab's title. Never what somebody wrote, nor who: a screen may be seen by others.
 */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useSpeech } from "../i18n/context";
import { useCounts } from "../inbox/data";
import { useLiveEvent } from "../live/context";
import { useMe } from "../session/me";
import { useNews, type NewsKind } from "./news";
import { chime } from "./sound";

/** Not more often than this, however much comes. */
const PAUSE_MS = 4000;

export function useAlerts(): void {
  const { t } = useSpeech();
  const { alerts } = useMe();
  const { data: counts } = useCounts();
  const [, navigate] = useLocation();
  const lastAt = useRef(0);
  const news = useNews();
  useTitle(counts?.unread ?? 0);

  useLiveEvent((event) => {
    const kind = news.kindOf(event);
    if (!kind) return;
    if (kind !== "queue") news.add(event, kind); // who looks at the list sees what waits there
    const wanted = alerts.browser.includes(kind);
    if (!wanted || document.visibilityState === "visible" || Date.now() - lastAt.current < PAUSE_MS) return;
    lastAt.current = Date.now();
    if (alerts.sound) chime();
    const where = event.data.conversation_id ?? event.data.id;
    show(t(`alert.${kind}`), () => navigate(where ? `/inbox/${String(where)}` : "/inbox"));
  });
}

function show(title: string, then: () => void): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification(title, { tag: "tawasul", icon: "/console/icon.svg" });
  note.onclick = () => {
    window.focus();
    then();
    note.close();
  };
}

function useTitle(unread: number): void {
  const { t, f } = useSpeech();
  useEffect(() => {
    const title = t("shell.title");
    document.title = unread ? `(${f.number(unread)}) ${title}` : title;
  }, [unread, t, f]);
}

export type { NewsKind };
