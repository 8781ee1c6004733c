/** The conversation as data: what the server told, merged with what this page is still sending.
 *
 * Nothing is doubled: a message is known by its client_id or by its seq, whichever arrives first. Nothing is lost:
 * `cursor` only counts messages that the server itself listed, so a resumed stream never skips one.
 */

export class Transcript {
  #entries = new Map(); // key -> entry, in no order
  cursor = 0;

  /** A message of ours, on its way. `state`: sending | waiting | failed. */
  add(message, state) {
    this.#entries.set(message.client_id, { ...message, key: message.client_id, author: "visitor", seq: null, state });
  }
  setState(clientId, state, reason = null) {
    const entry = this.#entries.get(clientId);
    if (entry && entry.seq === null) Object.assign(entry, { state, reason });
  }
  /** The server has stored our message as number `seq`. */
  accept(clientId, seq) {
    const entry = this.#entries.get(clientId);
    if (!entry || entry.seq !== null) return;
    const known = this.#bySeq(seq);
    if (known) this.#entries.delete(clientId);
    else Object.assign(entry, { seq, state: "sent" });
  }
  discard(clientId) {
    this.#entries.delete(clientId);
  }

  /** A message as the server tells it. -> true when it was not known before. */
  receive(message) {
    this.cursor = Math.max(this.cursor, message.seq);
    const [own, numbered] = [this.#entries.get(message.client_id), this.#bySeq(message.seq)];
    if (own && numbered && own !== numbered) this.#entries.delete(numbered.key);
    const known = own ?? numbered;
    const entry = known ?? { key: message.client_id ?? `seq-${message.seq}` };
    Object.assign(entry, message, { state: message.author === "visitor" ? "sent" : null });
    this.#entries.set(entry.key, entry);
    return known === undefined;
  }

  /** Another conversation begins; what is still being sent goes with us. */
  clear() {
    this.cursor = 0;
    for (const [key, entry] of this.#entries) if (entry.seq !== null) this.#entries.delete(key);
  }

  /** In the server's order; what it has not numbered yet comes last, as it was written. */
  entries() {
    const all = [...this.#entries.values()];
    const numbered = all.filter((entry) => entry.seq !== null).sort((a, b) => a.seq - b.seq);
    const pending = all.filter((entry) => entry.seq === null).sort((a, b) => (a.at < b.at ? -1 : 1));
    return [...numbered, ...pending];
  }
  get isEmpty() {
    return this.#entries.size === 0;
  }

  /** What the bot waits for: the `asks` of the last message, unless the visitor has answered since. */
  get asks() {
    return this.entries().findLast((entry) => entry.author !== "system")?.asks ?? null;
  }

  #bySeq(seq) {
    for (const entry of this.#entries.values()) if (entry.seq === seq) return entry;
    return undefined;
  }
}

/** For every message with buttons: which title was picked, and whether its buttons still work. Map of key -> {picked, open}.
 *
 * A choice belongs to the nearest earlier message that offered that title. A question of a form (`asks`) closes with any
 * answer; a menu stays open until one of its choices was picked.
 */
export function choiceStates(entries) {
  const states = new Map();
  const offers = [];
  for (const entry of entries) {
    if (entry.buttons?.length) {
      offers.push(entry);
      states.set(entry.key, { picked: null, open: true });
    } else if (entry.author === "visitor") {
      settle(entry, offers, states);
    }
  }
  return states;
}

function settle(answer, offers, states) {
  const offered = (entry) => entry.buttons.some((button) => button.title === answer.text);
  const chosen = offers.findLast(offered);
  if (chosen) states.set(chosen.key, { picked: answer.text, open: false });
  for (const offer of offers) if (offer.asks) states.get(offer.key).open = false;
}
