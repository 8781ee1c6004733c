import { createContext, useContext, useEffect, useRef } from "react";
import type { LiveEvent, LiveState } from "./stream";

export type Viewer = { id: number; name: string; composing: boolean };
export type Live = {
  state: LiveState;
  /** Whether the connection has been missing long enough to say so. */
  interrupted: boolean;
  /** Who else has a conversation open, by its id. */
  viewers: ReadonlyMap<number, readonly Viewer[]>;
  /** Conversations in which the beneficiary is typing. */
  typing: ReadonlySet<number>;
  subscribe: (listener: (event: LiveEvent) => void) => () => void;
};

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside of <LiveProvider>");
  return live;
}

/** Calls `then` with every event while the component is there. */
export function useLiveEvent(then: (event: LiveEvent) => void): void {
  const { subscribe } = useLive();
  const latest = useRef(then);
  useEffect(() => {
    latest.current = then;
  });
  useEffect(() => subscribe((event) => latest.current(event)), [subscribe]);
}
