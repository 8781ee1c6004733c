/** Which cached answers an event makes old. Events carry ids only; what is shown is fetched again. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { LiveEvent } from "./stream";

/** Lists are fetched at once when something happens, and then at most this often. */
const LIST_PAUSE_MS = 400;

export function staleAfter({ name, data }: LiveEvent): { now: QueryKey[]; lists: QueryKey[] } {
  const talk = Number(data.conversation_id ?? data.id);
  switch (name) {
    case "conversation":
      return { now: [keys.talk(talk)], lists: [keys.lists] };
    case "message":
      return { now: [keys.messages(talk), keys.composer(talk), keys.parked(talk), keys.timeline(talk)], lists: [keys.lists] };
    case "delivery":
      return { now: [keys.messages(talk), keys.timeline(talk)], lists: [] };
    case "queue":
      return { now: [], lists: [keys.lists] };
    case "request":
      return { now: [keys.request(String(data.reference))], lists: [keys.requests, keys.people] };
    case "colleague":
      return { now: [], lists: [keys.colleagues, keys.me] };
    case "mention":
      return { now: [keys.messages(talk)], lists: [keys.lists] };
    case "training":
      return { now: [], lists: [keys.training] };
    case "knowledge":
      return { now: [], lists: [keys.knowledge] };
    case "unanswered":
      return { now: [], lists: [keys.unanswered] };
    default:
      return { now: [], lists: [] };
  }
}

/** Marks as old what events tell of: what stands open at once, lists now and then however fast events come. */
export class Refetcher {
  private readonly waiting = new Map<string, QueryKey>();
  private timer: number | undefined;
  private openAt = 0;

  constructor(private readonly client: QueryClient) {}

  take(event: LiveEvent): void {
    if (event.name === "reset") {
      void this.client.invalidateQueries();
      return;
    }
    if (event.name === "ready") this.catchUp();
    const { now, lists } = staleAfter(event);
    for (const key of now) void this.client.invalidateQueries({ queryKey: key });
    for (const key of lists) this.waiting.set(JSON.stringify(key), key);
    if (lists.length > 0) this.schedule();
  }

  /** What was fetched before the stream began may have changed in between. */
  private catchUp(): void {
    const told = [keys.lists, ["conversation"], keys.training, keys.unanswered, keys.knowledge];
    for (const key of told) void this.client.invalidateQueries({ queryKey: key });
  }

  private schedule(): void {
    if (this.timer !== undefined) return;
    const pause = Math.max(0, this.openAt - Date.now());
    this.timer = window.setTimeout(() => this.flush(), pause);
  }

  private flush(): void {
    this.timer = undefined;
    this.openAt = Date.now() + LIST_PAUSE_MS;
    const due = [...this.waiting.values()];
    this.waiting.clear();
    for (const key of due) void this.client.invalidateQueries({ queryKey: key });
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
