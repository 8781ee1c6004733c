/** Keeps the event stream open while somebody is signed in, and what it tells in a form that views can read. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { LiveContext, type Viewer } from "./context";
import { Refetcher } from "./refetching";
import { LiveStream, type LiveEvent, type LiveState } from "./stream";

/** Short breaks are not worth a word. */
const PATIENCE_MS = 4000;
const TYPING_MS = 6000;

export function LiveProvider({ onBye, children }: { onBye: () => void; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("waiting");
  const [viewers, setViewers] = useState<ReadonlyMap<number, readonly Viewer[]>>(new Map());
  const { typing, noteTyping, noteSaid } = useTyping();
  const listeners = useRef(new Set<(event: LiveEvent) => void>());
  const interrupted = useInterrupted(state);

  useEffect(() => {
    const refetcher = new Refetcher(client);
    const take = (event: LiveEvent) => {
      refetcher.take(event);
      if (event.name === "bye") onBye();
      if (event.name === "viewing") setViewers((known) => withViewers(known, event.data));
      if (event.name === "typing") noteTyping(Number(event.data.conversation_id));
      if (event.name === "message" && event.data.author === "visitor") noteSaid(Number(event.data.conversation_id));
      for (const listener of listeners.current) listener(event);
    };
    const stream = new LiveStream({ event: take, state: setState });
    return () => {
      stream.close();
      refetcher.close();
    };
  }, [client, noteSaid, noteTyping, onBye]);

  const subscribe = useCallback((listener: (event: LiveEvent) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  const live = useMemo(
    () => ({ state, interrupted, viewers, typing, subscribe }),
    [state, interrupted, viewers, typing, subscribe],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

function withViewers(known: ReadonlyMap<number, readonly Viewer[]>, data: Record<string, unknown>) {
  const changed = new Map(known);
  const staff = Array.isArray(data.staff) ? (data.staff as Viewer[]) : [];
  if (staff.length) changed.set(Number(data.conversation_id), staff);
  else changed.delete(Number(data.conversation_id));
  return changed;
}

/** The signal that somebody types is repeated while they do; it ends with what they wrote, or fades by itself. */
function useTyping() {
  const [typing, setTyping] = useState<ReadonlySet<number>>(new Set());
  const timers = useRef(new Map<number, number>());
  const noteSaid = useCallback((talk: number) => {
    clearTimeout(timers.current.get(talk));
    setTyping((known) => (known.has(talk) ? new Set([...known].filter((id) => id !== talk)) : known));
  }, []);
  const noteTyping = useCallback((talk: number) => {
    setTyping((known) => (known.has(talk) ? known : new Set([...known, talk])));
    clearTimeout(timers.current.get(talk));
    timers.current.set(talk, window.setTimeout(() => noteSaid(talk), TYPING_MS));
  }, [noteSaid]);
  return { typing, noteTyping, noteSaid };
}

function useInterrupted(state: LiveState): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state === "open") return undefined;
    const timer = window.setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [state]);
  return state === "waiting" && late;
}
