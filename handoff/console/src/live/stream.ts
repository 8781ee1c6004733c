/**
 * The console's event stream. One tab of a browser holds the connection and passes on what it hears, because browsers
 * open few connections to a host; when that tab closes, the next takes over where it stopped.
 */

/** The names of the events; see `GET /api/events`. `viewing` and `typing` are fleeting and carry no id. */
export const EVENTS = [
  "conversation", "message", "delivery", "request", "colleague", "queue", "mention", "alert", "training", "knowledge",
  "unanswered", "viewing", "typing", "ready", "reset", "bye",
] as const;
export type EventName = (typeof EVENTS)[number];

export type LiveEvent = { name: EventName; data: Record<string, unknown>; id: string | null };
/** `open`: news arrive; `waiting`: the connection is being made again. */
export type LiveState = "open" | "waiting";

type Passed = { kind: "event"; event: LiveEvent } | { kind: "state"; state: LiveState } | { kind: "hello" };
type Listener = { event: (event: LiveEvent) => void; state: (state: LiveState) => void };

const NAME = "tawasul.console.events";
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
/** A page hidden for so long may have slept, and its connection with it. */
const SLEEP_MS = 60_000;

export class LiveStream {
  private readonly others = new BroadcastChannel(NAME);
  private readonly stop = new AbortController();
  private source: EventSource | null = null;
  private last: string | null = null;
  private state: LiveState = "waiting";
  private failures = 0;
  private timer: number | undefined;
  private hiddenAt = 0;

  constructor(private readonly listener: Listener) {
    this.others.onmessage = ({ data }: MessageEvent<Passed>) => this.take(data);
    this.others.postMessage({ kind: "hello" } satisfies Passed);
    addEventListener("online", this.reopen);
    document.addEventListener("visibilitychange", this.wake);
    this.whenFree(() => this.lead());
  }

  /** Locks exist only where the page is safe (https, or this machine); elsewhere each tab connects by itself. */
  private whenFree(lead: () => Promise<void>): void {
    const locks: LockManager | undefined = navigator.locks;
    if (!locks) void lead();
    else locks.request(NAME, { signal: this.stop.signal }, lead).catch(() => undefined); // closed while it waited
  }

  close(): void {
    this.stop.abort();
    removeEventListener("online", this.reopen);
    document.removeEventListener("visibilitychange", this.wake);
    this.drop();
    this.others.close();
  }

  /** Hold the lock, and with it the connection, until this tab closes. */
  private lead(): Promise<void> {
    this.open();
    return new Promise((resolve) => this.stop.signal.addEventListener("abort", () => resolve()));
  }

  private readonly reopen = () => {
    if (this.source && this.state === "waiting") {
      this.failures = 0;
      this.open();
    }
  };

  /** The browser does not tell of a connection that died while the machine slept: make it anew, where it stopped. */
  private readonly wake = () => {
    if (document.visibilityState === "hidden") this.hiddenAt = Date.now();
    else if (this.source && Date.now() - this.hiddenAt > SLEEP_MS) this.open();
  };

  private open(): void {
    this.drop();
    if (this.stop.signal.aborted) return;
    const source = new EventSource(this.last ? `/api/events?after=${encodeURIComponent(this.last)}` : "/api/events");
    this.source = source;
    source.onopen = () => this.alive();
    source.onerror = () => this.failed();
    for (const name of EVENTS) {
      source.addEventListener(name, (message: MessageEvent<string>) => this.heard(name, message));
    }
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private heard(name: EventName, message: MessageEvent<string>): void {
    this.alive();
    const id = message.lastEventId || null;
    const event: LiveEvent = { name, data: parsed(message.data), id };
    this.tell({ kind: "event", event });
    if (name === "bye") this.drop();
  }

  private alive(): void {
    this.failures = 0;
    if (this.state !== "open") this.tell({ kind: "state", state: "open" });
  }

  private failed(): void {
    this.tell({ kind: "state", state: "waiting" });
    const pause = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 8000;
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.open(), pause);
  }

  private tell(passed: Passed): void {
    this.take(passed);
    this.others.postMessage(passed);
  }

  private take(passed: Passed): void {
    if (passed.kind === "event") {
      if (passed.event.id) this.last = passed.event.id;
      this.listener.event(passed.event);
    } else if (passed.kind === "state") {
      this.state = passed.state;
      this.listener.state(passed.state);
    } else if (this.source) {
      this.others.postMessage({ kind: "state", state: this.state } satisfies Passed);
    }
  }
}

function parsed(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
