/** What concerns oneself: mentions, what one was given, urgent cases, promises about to end. Kept while the page is open. */
import { useCallback, useSyncExternalStore } from "react";
import type { LiveEvent } from "../live/stream";
import { useMe } from "../session/me";
import { kindOf as kind, type NewsKind } from "./newsKind";

export type { NewsKind } from "./newsKind";

export type NewsItem = { key: string; kind: NewsKind; conversation: number; seq: number | null; at: Date; seen: boolean };

const MOST = 30;
let items: readonly NewsItem[] = [];
const listeners = new Set<() => void>();

function change(changed: readonly NewsItem[]): void {
  items = changed;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNews() {
  const me = useMe();
  const known = useSyncExternalStore(subscribe, () => items);
  const kindOf = useCallback((event: LiveEvent) => kind(event, me.id), [me.id]);
  return { items: known, kindOf, add, seen };
}

function add(event: LiveEvent, kind: NewsKind): void {
  const conversation = Number(event.data.conversation_id ?? event.data.id);
  const seq = event.data.seq === undefined ? null : Number(event.data.seq);
  const key = `${kind}-${conversation}-${seq ?? ""}`;
  const item: NewsItem = { key, kind, conversation, seq, at: new Date(), seen: false };
  change([item, ...items.filter((other) => other.key !== key)].slice(0, MOST));
}

function seen(): void {
  change(items.map((item) => ({ ...item, seen: true })));
}
