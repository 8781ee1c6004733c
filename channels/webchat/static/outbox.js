/** Sends the visitor's messages: one after the other, in order, until the server has confirmed each.
 *
 * What is not confirmed stays in the store and survives a reload; it is sent again under the same client_id, so the
 * server knows it. A message that the server refuses for good waits for the visitor's decision and holds up no other.
 */

import { Pause, backoff } from "./pace.js";
import { Unreachable } from "./server.js";

const PATIENCE = 5; // answers like 503 in a row, after which the visitor is told

export class Outbox {
  #queue = [];
  #busy = false;
  #pause = new Pause();
  #parts;

  /** parts: `store`, `server`, `transcript`, `onChange()`. */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier visit left unsent. */
  resume() {
    for (const message of this.#parts.store.unsent()) this.#enqueue(message);
  }
  /** Sends a new message: {text, payload?, attachment_id?, attachments?}. */
  add(content) {
    const message = { ...content, client_id: newId(), at: new Date().toISOString() };
    this.#parts.store.keep(message);
    this.#enqueue(message);
  }
  retry(clientId) {
    const message = this.#parts.store.unsent().find((kept) => kept.client_id === clientId);
    if (message) this.#enqueue(message);
  }
  discard(clientId) {
    this.#forget(clientId);
    this.#parts.transcript.discard(clientId);
    this.#parts.onChange();
  }
  /** The server's own copy of the message arrived. */
  confirm(clientId) {
    if (clientId) this.#forget(clientId);
  }
  /** The network may be back: try now. */
  wake() {
    this.#pause.wake();
  }
  /** Forgets everything that is not under way. */
  clear() {
    this.#queue = [];
  }

  #enqueue(message) {
    this.#queue.push(message);
    this.#parts.transcript.add(message, navigator.onLine ? "sending" : "waiting");
    this.#parts.onChange();
    this.#drain();
  }
  #forget(clientId) {
    this.#queue = this.#queue.filter((message) => message.client_id !== clientId);
    this.#parts.store.drop(clientId);
  }

  async #drain() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length) await this.#deliver(this.#queue[0]);
    this.#busy = false;
  }
  /** Ends when the message is confirmed, refused, or no longer wanted. */
  async #deliver(message) {
    for (let attempt = 0, ill = 0; this.#queue[0] === message; attempt += 1) {
      try {
        this.#accepted(message, await this.#parts.server.send(message));
      } catch (error) {
        if (error.status >= 500) ill += 1;
        if (this.#isHopeless(error, ill)) this.#fail(message, error);
        else await this.#postpone(message, error, attempt);
      }
    }
  }
  #isHopeless(error, ill) {
    return !(error instanceof Unreachable) && (!error.passing || ill >= PATIENCE);
  }
  #accepted(message, { seq }) {
    this.#forget(message.client_id);
    this.#parts.transcript.accept(message.client_id, seq);
    this.#parts.onChange();
  }
  #fail(message, error) {
    this.#queue = this.#queue.filter((queued) => queued !== message);
    this.#parts.transcript.setState(message.client_id, "failed", reasonOf(error));
    this.#parts.onChange();
  }
  async #postpone(message, error, attempt) {
    this.#parts.transcript.setState(message.client_id, "waiting");
    this.#parts.onChange();
    await this.#pause.wait(Math.max(backoff(attempt), 1000 * (error.retryAfter ?? 0)));
  }
}

function reasonOf(error) {
  if (error.status === 422) return "error_too_long";
  if (error.status === 404) return "error_file_gone";
  return null;
}

/** A random UUID. `crypto.randomUUID` exists only on secure origins; a page on a plain local address has none. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
