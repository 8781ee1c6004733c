import { useCallback, useEffect, useRef } from "react";
import { answer, api } from "../api/client";
import { useLive, type Viewer } from "../live/context";
import { useMe } from "../session/me";

const EVERY_MS = 10_000;
/** So long after the last key somebody counts as writing. */
const COMPOSING_MS = 5_000;

export type Presence = { others: readonly Viewer[]; typing: boolean; noteTyping: () => void };

/** Tells colleagues that one has a conversation open, and whether one writes; and who else is there. */
export function usePresence(talk: number): Presence {
  const me = useMe();
  const live = useLive();
  const typedAt = useRef(0);
  const told = useRef(false);
  const tell = useCallback(() => {
    const composing = Date.now() - typedAt.current < COMPOSING_MS;
    told.current = composing;
    const params = { path: { conversation_id: talk } };
    // Lost now and then, it is said again soon: no word about it.
    answer(api.POST("/api/conversations/{conversation_id}/presence", { params, body: { composing } })).catch(() => undefined);
  }, [talk]);
  useEffect(() => {
    tell();
    const timer = setInterval(() => document.visibilityState === "visible" && tell(), EVERY_MS);
    return () => clearInterval(timer);
  }, [tell]);
  const noteTyping = useCallback(() => {
    typedAt.current = Date.now();
    if (!told.current) tell();
  }, [tell]);
  const others = (live.viewers.get(talk) ?? []).filter((viewer) => viewer.id !== me.id);
  return { others, typing: live.typing.has(talk), noteTyping };
}
