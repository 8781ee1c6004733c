/** Files in the conversation: fetched with the session's token and shown from memory, so that no address opens them. */

import { element } from "./bubbles.js";
import { fileSize } from "./prose.js";
import { text } from "./texts.js";

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const SHOWN_AT_ONCE = 1_000_000; // bytes; larger ones wait until they are asked for

/** A file of a message. One without an address is still on its way, or not kept. */
export function fileCard(file, act) {
  const name = String(file.filename ?? file.name ?? text("file"));
  const size = element("span", { className: "file-size" }, fileSize(file.size));
  const label = element("bdi", { className: "file-name" }, name);
  if (!isOurs(file.url)) return element("span", { className: "file" }, label, size);
  const button = element("button", { type: "button", className: "file link" }, label, size);
  button.ariaLabel = `${text(opens(file.mime) ? "show_file" : "download_file")}: ${name}`;
  button.addEventListener("click", () => open(file, name, button, act));
  if (PICTURES.has(file.mime) && file.size <= SHOWN_AT_ONCE) open(file, name, button, act);
  return button;
}

const isOurs = (url) => typeof url === "string" && /^\/webchat\/files\/\d+$/u.test(url);
const opens = (mime) => PICTURES.has(mime) || String(mime).startsWith("audio/");

async function open(file, name, button, act) {
  button.disabled = true;
  try {
    const url = URL.createObjectURL(await act.fetch(file.url));
    if (opens(file.mime)) button.replaceWith(shown(file, name, url));
    else download(url, name);
  } catch {
    button.classList.add("failure");
  }
  button.disabled = false;
}

function shown({ mime }, name, src) {
  if (PICTURES.has(mime)) return element("img", { className: "picture", src, alt: name });
  const player = element("audio", { className: "player", src, controls: true });
  player.ariaLabel = name;
  return player;
}

function download(href, name) {
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
