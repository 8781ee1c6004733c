/**
 * What was written and has not reached the server yet. It survives a reload; each message goes out under the id that it
 * got when it was written, in order within its conversation, until the server has taken or refused it. The same id again
 * is the same message there, so trying again doubles nothing.
 */
import { Problem } from "../api/problem";

export type Unsent = {
  clientId: string;
  talk: number;
  text: string;
  note: boolean;
  at: string;
  state: "waiting" | "refused";
  mentions?: number[];
  attachmentId?: number;
  filename?: string;
  template?: { name: string; language: string; variables: string[] };
  /** Kept on the server until the person answers. */
  park?: boolean;
  /** Why the server refused it. */
  code?: string;
};

type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem">;
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000];

export class Outbox {
  private items: readonly Unsent[];
  private readonly busy = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` resolves once the message shows among those of the server; it rejects with a Problem. */
  constructor(
    private readonly keep: Keep,
    private readonly key: string,
    private readonly send: (unsent: Unsent) => Promise<void>,
  ) {
    this.items = read(keep, key);
  }

  readonly all = (): readonly Unsent[] => this.items;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(unsent: Omit<Unsent, "state">): void {
    this.change([...this.items, { ...unsent, state: "waiting" }]);
    this.pump();
  }

  retry(clientId: string): void {
    this.change(this.items.map((one) => (one.clientId === clientId ? { ...one, state: "waiting", code: undefined } : one)));
    this.pump();
  }

  /** What only a template could bring now is kept until the person answers. */
  park(clientId: string): void {
    this.change(this.items.map((one) => (one.clientId === clientId ? { ...one, park: true } : one)));
    this.retry(clientId);
  }

  remove(clientId: string): void {
    this.change(this.items.filter((one) => one.clientId !== clientId));
  }

  clear(): void {
    this.change([]);
  }

  /** Send what waits, now: called at the start and whenever the network is back. */
  pump(): void {
    clearTimeout(this.timer);
    for (const talk of new Set(this.items.map((one) => one.talk))) void this.drain(talk);
  }

  private async drain(talk: number): Promise<void> {
    if (this.busy.has(talk)) return;
    this.busy.add(talk);
    try {
      for (let next = this.next(talk); next; next = this.next(talk)) {
        if (!(await this.attempt(next))) break;
      }
    } finally {
      this.busy.delete(talk);
    }
  }

  private next(talk: number): Unsent | undefined {
    return this.items.find((one) => one.talk === talk && one.state === "waiting");
  }

  /** Whether the next one may follow. */
  private async attempt(unsent: Unsent): Promise<boolean> {
    try {
      await this.send(unsent);
      this.failures = 0;
      this.remove(unsent.clientId);
      return true;
    } catch (error) {
      if (isPassing(error)) {
        this.later();
        return false;
      }
      const code = error instanceof Problem ? error.code : "unknown";
      this.change(this.items.map((one) => (one.clientId === unsent.clientId ? { ...one, state: "refused", code } : one)));
      return true;
    }
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), PAUSES_MS[Math.min(this.failures, PAUSES_MS.length - 1)]);
    this.failures += 1;
  }

  private change(items: readonly Unsent[]): void {
    this.items = items;
    if (items.length) this.keep.setItem(this.key, JSON.stringify(items));
    else this.keep.removeItem(this.key);
    for (const listener of this.listeners) listener();
  }
}

/** Signed out, out of reach, overloaded: nothing was decided about the message itself. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.passing || error.status === 401 || error.code === "bad_csrf_token");
}

function read(keep: Keep, key: string): readonly Unsent[] {
  try {
    const stored: unknown = JSON.parse(keep.getItem(key) ?? "[]");
    return Array.isArray(stored) ? (stored as Unsent[]) : [];
  } catch {
    return [];
  }
}
