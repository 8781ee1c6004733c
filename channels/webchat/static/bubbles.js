/** Messages as elements. Whatever came from elsewhere enters the page as a text node, never as markup. */

import { fileCard } from "./files.js";
import { citation, clock, segments } from "./prose.js";
import { text } from "./texts.js";

/** An element; `properties` are set as properties, children are nodes or strings. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** A message of the conversation. `act`: {choose(title, payload), retry(client_id), discard(client_id), fetch(url)}. */
export class Bubble {
  #act;
  #meta = element("p", { className: "meta" });
  #choices;

  constructor(entry, act) {
    this.#act = act;
    this.#choices = entry.buttons?.length ? this.#choiceGroup(entry.buttons) : null;
    const author = element("p", { className: "author" }, text(entry.author) ?? "");
    this.node = element("div", { className: `message ${authorClass(entry.author)}` }, author, body(entry, act));
    this.node.append(this.#meta);
    if (this.#choices) this.node.append(this.#choices);
  }

  /** What may change after the message was drawn: its delivery, and whether its buttons still work. */
  update(entry, choice) {
    this.node.dataset.state = entry.state ?? "";
    this.node.dataset.seq = entry.seq ?? "";
    const signature = [entry.state, entry.reason, entry.at].join();
    if (signature !== this.#meta.dataset.shows) this.#meta.replaceChildren(...this.#metaOf(entry));
    this.#meta.dataset.shows = signature;
    if (this.#choices) this.#showChoice(choice);
  }

  #choiceGroup(buttons) {
    const nodes = buttons.map(({ title, payload }) => {
      const button = element("button", { type: "button", className: "choice", dir: "auto" }, title);
      button.addEventListener("click", () => this.#act.choose(title, payload));
      return button;
    });
    const group = element("div", { className: "choices", role: "group" }, ...nodes);
    group.ariaLabel = text("choices");
    return group;
  }
  #showChoice({ picked, open }) {
    for (const button of this.#choices.children) {
      button.disabled = !open;
      const isPicked = picked !== null && button.textContent === picked;
      button.classList.toggle("picked", isPicked);
      button.ariaLabel = isPicked ? `${picked}, ${text("chosen")}` : null;
    }
  }

  #metaOf(entry) {
    const time = element("time", { dateTime: entry.at }, clock(entry.at));
    if (entry.author !== "visitor") return [time];
    if (entry.state === "failed") return [this.#failure(entry)];
    return [time, element("span", { className: "state" }, text(entry.state))];
  }
  #failure({ client_id, reason }) {
    const retry = element("button", { type: "button", className: "link" }, text("retry"));
    const discard = element("button", { type: "button", className: "link" }, text("discard"));
    retry.addEventListener("click", () => this.#act.retry(client_id));
    discard.addEventListener("click", () => this.#act.discard(client_id));
    const why = element("span", { className: "failure" }, [text("failed"), reason && text(reason)].filter(Boolean).join(". "));
    return element("span", { className: "failed" }, why, retry, discard);
  }
}

const authorClass = (author) => (["visitor", "bot", "staff"].includes(author) ? author : "system");

function body(entry, act) {
  const { body, source } = citation(entry.text ?? "");
  const bubble = element("div", { className: "bubble", dir: "auto" });
  for (const paragraph of body.split(/\n{2,}/u).filter(Boolean)) {
    bubble.append(element("p", { className: "text" }, ...prose(paragraph)));
  }
  if (source) bubble.append(element("p", { className: "source" }, ...prose(source)));
  bubble.append(...(entry.attachments ?? []).map((file) => fileCard(file, act)));
  return bubble;
}

/** Text as nodes: links to web pages, numbers and references kept apart from the direction around them. */
export function prose(content) {
  return segments(content).map((part) => {
    if (part.kind === "link") return link(part);
    if (part.kind === "number") return element("bdi", { dir: "ltr" }, part.text);
    return document.createTextNode(part.text);
  });
}

export function link({ href, text: label }) {
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", dir: "ltr" }, label);
}
