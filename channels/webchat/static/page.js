/** The page around the conversation: its language, and what it tells about the association. */

import { element, link } from "./bubbles.js";
import { safeLink } from "./prose.js";
import { locale, otherLocale, text } from "./texts.js";

const find = (selector) => document.querySelector(selector);

/** Writes every fixed sentence in the present language. In the page, `data-text` names it, `data-label` a control's label. */
export function translate(about) {
  document.documentElement.lang = locale();
  document.documentElement.dir = locale() === "ar" ? "rtl" : "ltr";
  document.title = text("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.ariaLabel = node.title = text(node.dataset.label);
  find("#language").lang = otherLocale();
  find("#language").dir = otherLocale() === "ar" ? "rtl" : "ltr";
  if (about) introduce(about);
}

/** Shows what /webchat/about tells. Every part may be missing: then its line stays hidden, or the page's own words stay. */
export function introduce({ name, phone, website, channels }) {
  const own = name?.[locale()];
  if (own) for (const node of document.querySelectorAll("[data-text=name]")) node.textContent = own;
  if (own) document.title = text("title").replace(text("name"), own);
  for (const list of document.querySelectorAll(".reach")) fill(list, reachLines({ phone, website, channels }));
}

function fill(list, lines) {
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

function reachLines({ phone, website, channels }) {
  const lines = [];
  if (phone) lines.push(line("phone", telephone(String(phone))));
  const href = website && safeLink(String(website));
  if (href) lines.push(line("website", link({ href, text: String(website).replace(/^https?:\/\//u, "") })));
  const others = (Array.isArray(channels) ? channels : []).map((name) => text(`channel_${name}`)).filter(Boolean);
  if (others.length) lines.push(element("li", { className: "others" }, others.join(" · ")));
  return lines;
}

const line = (name, value) => element("li", {}, element("span", { className: "term" }, text(name)), value);

function telephone(number) {
  const digits = number.replace(/[^\d+]/gu, "");
  return element("a", { href: `tel:${digits}`, dir: "ltr" }, number);
}

/** The questions to start with; `ask(text)` sends one. */
export function suggest(ask) {
  const buttons = text("suggestions").map((question) => {
    const button = element("button", { type: "button", className: "choice" }, question);
    button.addEventListener("click", () => ask(question));
    return button;
  });
  find("#suggestions").replaceChildren(...buttons);
}

/** The strip under the heading: `name` of a sentence, or null for none. */
export function banner(name) {
  const strip = find("#banner");
  strip.hidden = name === null;
  strip.textContent = name ? text(name) : "";
}

/** Who is writing: bot | staff, or null for nobody. */
export function typing(author) {
  find("#typing").hidden = !author;
  find("#typing-label").textContent = author ? (text(`typing_${author}`) ?? text("typing_bot")) : "";
}

/** Tells, in the tab's title, how many messages came while nobody looked. */
export function unread(count) {
  const plain = document.title.replace(/^\(\d+\) /u, "");
  document.title = count ? `(${count}) ${plain}` : plain;
}
