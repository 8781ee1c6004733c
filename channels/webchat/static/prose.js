/** What a message's text is made of, and times as people here read them. Pure: no DOM. */

import { locale, text as words } from "./texts.js";

const ZONE = "Asia/Riyadh";
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'«»]+/giu;
const LINK_TAIL = /[.,;:!?،؛؟)\]}…]+$/u;
const REFERENCE = /\bMD-\d{4}-[0-9A-Z]{6}\b/giu;
const NUMBER = /\+?\d{2,}(?:[ -]\d{2,})+|[+]?[\d٠-٩]+(?:[.,:/٫٬-][\d٠-٩]+)*/gu;
const SOURCE = /^(?:المصدر|Source):/u;

/** -> [{kind: "text" | "link" | "number", text, href?}], the whole text in order. */
export function segments(text) {
  return cut([{ kind: "text", text }], LINK, asLink)
    .flatMap((part) => cut([part], REFERENCE, asNumber))
    .flatMap((part) => cut([part], NUMBER, asLoneNumber));
}

function cut(parts, pattern, make) {
  return parts.flatMap((part) => (part.kind === "text" ? cutOne(part.text, pattern, make) : [part]));
}

function cutOne(text, pattern, make) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const piece = make(match[0], text, match.index);
    if (!piece) continue;
    found.push({ kind: "text", text: text.slice(end, match.index) }, piece);
    end = match.index + piece.text.length;
  }
  found.push({ kind: "text", text: text.slice(end) });
  return found.filter((part) => part.text);
}

const asNumber = (text) => ({ kind: "number", text });

/** A number that stands by itself, not one inside a word: SA03…, sara1990. */
function asLoneNumber(matched, text, index) {
  const neighbours = (text[index - 1] ?? "") + (text[index + matched.length] ?? "");
  return /[a-z]/iu.test(neighbours) ? null : asNumber(matched);
}

function asLink(matched) {
  const text = matched.replace(LINK_TAIL, "");
  const href = safeLink(text);
  return href && { kind: "link", text, href };
}

/** The address if it leads to a web page, else null: nothing but http and https is ever followed. */
export function safeLink(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/iu.test(address) ? address : `https://${address}`);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** -> {body, source}: the citation at the end («المصدر: …») apart from what it supports. */
export function citation(text) {
  const lines = text.trimEnd().split("\n");
  const source = SOURCE.test(lines.at(-1)) ? lines.pop() : null;
  return { body: lines.join("\n").trimEnd(), source };
}

const language = () => (locale() === "ar" ? "ar-SA-u-ca-gregory-nu-arab" : "en-GB");
const format = (at, options, tag = language()) =>
  new Intl.DateTimeFormat(tag, { timeZone: ZONE, ...options }).format(new Date(at));

/** «٣:٤٥ م», in Riyadh. */
export const clock = (at) => format(at, { hour: "numeric", minute: "2-digit", hour12: true });

/** A day as a key that sorts: 2025-11-23. */
export const dayKey = (at) => format(at, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");

/** «اليوم، ٢٣ نوفمبر، ٢ جمادى الآخرة»: the day in both calendars. */
export function dayTitle(at, now = Date.now()) {
  const options = { day: "numeric", month: "long" };
  const hijri = format(at, options, `${locale()}-SA-u-ca-islamic-umalqura-nu-${locale() === "ar" ? "arab" : "latn"}`);
  const named = { [dayKey(now)]: words("today"), [dayKey(now - 86_400_000)]: words("yesterday") }[dayKey(at)];
  const parts = [named ?? format(at, { weekday: "long" }), format(at, options), hijri];
  return parts.join(locale() === "ar" ? "، " : ", ");
}

/** A file's size as people read it. */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language(), options).format(value);
}
