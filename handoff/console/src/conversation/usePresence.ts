import { useCallback, useEffect, useRef, useState } from "react";
import { answer, api } from "../api/client";
import { useLive, useLiveEvent, type Viewer } from "../live/context";
import { useMe } from "../session/me";
import { lockAfter } from "./lock";

const EVERY_MS = 10_000;
/** So long after the last key somebody counts as writing. */
const COMPOSING_MS = 5_000;
/** So often it is told while somebody writes on. */
const AGAIN_MS = 4_000;

export type Presence = {
  others: readonly Viewer[];
  /** Who wrote first, so that one had better wait. */
  lockedBy: Viewer | null;
  /** Write all the same; it goes on record. */
  override: () => void;
  noteTyping: (note: boolean) => void;
};

/** Tells colleagues that one has a conversation open, and whether one writes; and who else is there. */
export function usePresence(talk: number): Presence {
  const me = useMe();
  const live = useLive();
  const typed = useRef({ at: 0, toldAt: 0, note: false });
  const [lock, setLock] = useState<Viewer | null>(null);
  const [overridden, setOverridden] = useState<number | null>(null);
  const tell = useCallback(() => {
    const composing = Date.now() - typed.current.at < COMPOSING_MS;
    if (composing) typed.current.toldAt = Date.now();
    const params = { path: { conversation_id: talk } };
    // Lost now and then, it is said again soon: no word about it.
    const body = { composing, note: typed.current.note };
    answer(api.POST("/api/conversations/{conversation_id}/presence", { params, body })).catch(() => undefined);
  }, [talk]);
  useEffect(() => {
    tell();
    const timer = setInterval(() => document.visibilityState === "visible" && tell(), EVERY_MS);
    return () => {
      clearInterval(timer);
      const params = { path: { conversation_id: talk } };
      answer(api.DELETE("/api/conversations/{conversation_id}/presence", { params })).catch(() => undefined);
    };
  }, [talk, tell]);
  useLiveEvent(({ name, data }) => {
    if (name !== "viewing" || Number(data.conversation_id) !== talk) return;
    const busy = Date.now() - typed.current.at < COMPOSING_MS;
    setLock((held) => lockAfter(data.staff as Viewer[], { me: me.id, busy, held }));
  });
  const noteTyping = useCallback(
    (note: boolean) => {
      typed.current = { ...typed.current, at: Date.now(), note };
      if (Date.now() - typed.current.toldAt > AGAIN_MS) tell();
    },
    [tell],
  );
  function override() {
    if (!lock) return;
    setOverridden(lock.id);
    const params = { path: { conversation_id: talk } };
    const body = { staff_id: lock.id };
    answer(api.POST("/api/conversations/{conversation_id}/presence/override", { params, body })).catch(() => undefined);
  }
  const others = (live.viewers.get(talk) ?? []).filter((viewer) => viewer.id !== me.id);
  return { others, lockedBy: lock && lock.id !== overridden ? lock : null, override, noteTyping };
}
