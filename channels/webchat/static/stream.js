/** The event stream, kept alive: resumes after the last message seen, and notices a connection that died in silence.
 *
 * It reads the stream through `fetch`, not EventSource, because only so the server's heartbeats are seen: a phone that
 * changes networks leaves a connection that looks open and never speaks again.
 */

import { Pause, backoff } from "./pace.js";

const SILENCE_MS = 45_000; // the server's heartbeat comes every 20 s

/** Server-sent events out of chunks of text, however they were cut. */
export class EventParser {
  #rest = "";

  /** -> the events completed by this chunk, as {event, id, data}. */
  push(chunk) {
    const blocks = (this.#rest + chunk).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = blocks.pop();
    return blocks.map(parseBlock).filter((event) => event.data !== undefined);
  }
}

function parseBlock(block) {
  const event = { event: "message" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]+):? ?(.*)$/.exec(line) ?? [];
    if (field === "data" && event.data !== undefined) event.data += `\n${value}`;
    else if (field) event[field] = value;
  }
  return event;
}

export class Stream {
  #parts;
  #pause = new Pause();
  #controller = null;
  #running = false;

  /** parts: `open(controller)` -> Response; `catchUp()` fetches by other means; `onEvent(name, data)`; `onState(isLive)`. */
  constructor(parts) {
    this.#parts = parts;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#run();
  }
  stop() {
    this.#running = false;
    this.drop();
    this.#pause.wake();
  }
  /** Tries at once, without waiting for the next turn. */
  wake() {
    this.#pause.wake();
  }
  /** Ends the present connection, known to be dead; the next one follows by itself. */
  drop() {
    this.#controller?.abort();
  }

  async #run() {
    let attempt = 0;
    while (this.#running) {
      const heard = await this.#listen().catch(() => false);
      if (!this.#running) return;
      this.#parts.onState(false);
      attempt = heard ? 0 : attempt + 1;
      if (!heard) await this.#parts.catchUp().catch(() => {});
      if (this.#running) await this.#pause.wait(backoff(attempt));
    }
  }

  /** -> true when the server spoke before the connection ended. */
  async #listen() {
    const controller = (this.#controller = new AbortController());
    const response = await this.#parts.open(controller);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    let heard = false;
    let silence;
    try {
      for (;;) {
        silence = setTimeout(() => controller.abort(), SILENCE_MS);
        const { value, done } = await reader.read();
        clearTimeout(silence);
        if (done) return heard;
        heard = this.#take(parser.push(value), heard);
      }
    } catch {
      return heard;
    } finally {
      clearTimeout(silence);
    }
  }

  #take(events, heard) {
    if (!heard) this.#parts.onState(true);
    for (const { event, data } of events) {
      const content = JSON.parse(data);
      this.#parts.onEvent(event, content);
    }
    return true;
  }
}
