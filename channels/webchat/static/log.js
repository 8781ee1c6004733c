/** The log on the screen, kept equal to the transcript.
 *
 * A reader at the end stays at the end, whatever grows there or however the window shrinks; one who went up to read is
 * left in peace and told of what came below.
 */

import { Bubble, element } from "./bubbles.js";
import { dayKey, dayTitle } from "./prose.js";
import { choiceStates } from "./transcript.js";

const NEAR_END_PX = 80;

export class Log {
  #drawn = new Map(); // key -> {node, bubble?}
  #isAtEnd = true;
  #parts;

  /** parts: `log`, `scroller`, `newest` (elements), `act` (see Bubble). */
  constructor(parts) {
    this.#parts = parts;
    parts.newest.addEventListener("click", () => this.toEnd());
    parts.scroller.addEventListener("scroll", () => this.#noteEnd(), { passive: true });
    const follow = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    for (const box of [parts.scroller, ...parts.scroller.children]) follow.observe(box);
  }

  show(entries) {
    const choices = choiceStates(entries);
    const wanted = withDays(entries).map((item) => this.#draw(item, choices));
    this.#place(wanted);
    const isSending = entries.at(-1)?.state === "sending";
    if (this.#isAtEnd || isSending) this.toEnd();
  }
  /** Draws everything anew, for another language. */
  redraw(entries) {
    this.#drawn.clear();
    this.#parts.log.replaceChildren();
    this.show(entries);
  }
  /** Tells of a message that came while the reader was further up. */
  announce() {
    if (!this.#isAtEnd) this.#parts.newest.hidden = false;
  }
  toEnd() {
    const { scroller } = this.#parts;
    scroller.scrollTop = scroller.scrollHeight;
    this.#noteEnd();
  }

  #draw({ key, entry, day }, choices) {
    const drawn = this.#drawn.get(key) ?? this.#create(entry, day);
    this.#drawn.set(key, drawn);
    drawn.bubble?.update(entry, choices.get(key));
    return [key, drawn.node];
  }
  #create(entry, day) {
    if (day) return { node: element("p", { className: "day" }, day) };
    const bubble = new Bubble(entry, this.#parts.act);
    return { node: bubble.node, bubble };
  }
  /** Puts the nodes in order, touching only those out of place: a screen reader hears only what is new. */
  #place(wanted) {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, { node }] of this.#drawn) if (!keys.has(key)) node.remove(), this.#drawn.delete(key);
    let next = this.#parts.log.firstChild;
    for (const [, node] of wanted) {
      if (node === next) next = next.nextSibling;
      else this.#parts.log.insertBefore(node, next);
    }
  }

  #noteEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#parts.scroller;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#isAtEnd) this.#parts.newest.hidden = true;
  }
}

/** The entries with a title before each new day. */
function withDays(entries) {
  let last = null;
  return entries.flatMap((entry) => {
    const day = dayKey(entry.at);
    const title = day === last ? [] : [{ key: `day-before-${entry.key}`, day: dayTitle(entry.at) }];
    last = day;
    return [...title, { key: entry.key, entry }];
  });
}
