/** The web chat: puts the parts together. What each promises stands in its own file. */

import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { banner, introduce, suggest, translate, typing, unread } from "./page.js";
import { Server } from "./server.js";
import { Store } from "./store.js";
import { Stream } from "./stream.js";
import { locale, otherLocale, setLocale } from "./texts.js";
import { Transcript } from "./transcript.js";

const RENEW_EVERY_MS = 3_600_000; // far within the shortest life of a token
const TYPING_EVERY_MS = 4_000;
const TYPING_SHOWN_MS = 8_000;
const SETTLED_MS = 500;
const BLINK_MS = 2_000; // a connection away for less is not worth a word

const by = (id) => document.getElementById(id);
const parts = Object.fromEntries(["form", "field", "file", "attach", "submit", "letters", "date", "chip"].map((id) => [id, by(id)]));

const store = new Store();
setLocale(store.locale);
const transcript = new Transcript();
const server = new Server(store, locale(), onSession);
const outbox = new Outbox({ store, server, transcript, onChange: show });
const stream = new Stream({
  open: (controller) => server.events(transcript.cursor, controller),
  catchUp: async () => receive(await server.messages(transcript.cursor)),
  onEvent: (name, data) => (name === "typing" ? showTyping(data.author) : name === "message" && receive([data])),
  onState: onConnection,
});
const act = {
  choose: (title, payload) => press({ text: title, payload }),
  retry: (clientId) => outbox.retry(clientId),
  discard: (clientId) => outbox.discard(clientId),
  fetch: (url) => server.file(url),
};
const log = new Log({ log: by("log"), scroller: by("scroller"), newest: by("newest"), act });
const composer = new Composer(parts, { send: say, upload: (file) => server.upload(file), typing: tellTyping });

let about = null;
let missed = 0;
let typingTimer;
let bannerTimer;
let isConnected = true;
let typedAt = 0;

function say(content) {
  outbox.add(content);
  stream.start();
  typedAt = 0; // what comes next is told of at once: with these words the sign of writing them has ended
}

/** A pressed button speaks. The focus, which its button loses, goes on; on a touch screen not to the keyboard. */
function press(content) {
  say(content);
  matchMedia("(pointer: coarse)").matches ? by("scroller").focus({ preventScroll: true }) : composer.focus();
}

function receive(messages) {
  const fresh = messages.filter((message) => transcript.receive(message));
  for (const { client_id } of messages) outbox.confirm(client_id);
  const others = fresh.filter(({ author }) => author !== "visitor");
  if (others.length) showTyping(null);
  show();
  if (others.length) tellOf(others.length);
}

function tellOf(count) {
  log.announce();
  if (document.hidden) unread((missed += count));
}

/** A session was opened or renewed; `replaced` when the one before it, whose messages may stand here, is over. */
function onSession(messages, replaced) {
  if (replaced) transcript.clear();
  if (replaced) by("expired").hidden = false;
  by("log").ariaBusy = "true"; // a screen reader need not read out what was said before
  receive(messages);
  setTimeout(() => (by("log").ariaBusy = "false"), SETTLED_MS);
  if (replaced) stream.drop();
}

/** Now and then while one writes, so that whoever waits for an answer sees it coming. */
function tellTyping() {
  if (!server.isOpen || transcript.isEmpty || Date.now() - typedAt < TYPING_EVERY_MS) return;
  typedAt = Date.now();
  server.typing().catch(() => {});
}

function show() {
  by("welcome").classList.toggle("started", !transcript.isEmpty);
  log.show(transcript.entries());
  composer.expect(transcript.asks);
}

function showTyping(author) {
  clearTimeout(typingTimer);
  typing(author);
  if (author) typingTimer = setTimeout(() => typing(null), TYPING_SHOWN_MS);
}

function onConnection(isLive) {
  isConnected = isLive;
  clearTimeout(bannerTimer);
  if (isLive && navigator.onLine) banner(null);
  else bannerTimer = setTimeout(showConnection, navigator.onLine ? BLINK_MS : 0);
}

function showConnection() {
  banner(!navigator.onLine ? "offline" : isConnected ? null : "reconnecting");
}

function retryNow() {
  outbox.wake();
  stream.wake();
  showConnection();
}

function switchLanguage(wanted) {
  setLocale(wanted);
  store.locale = wanted;
  speak();
  log.redraw(transcript.entries());
  composer.refresh();
  showConnection();
  server.setLocale(wanted).catch(() => {}); // told again with the next session
}

function speak() {
  translate(about);
  suggest((text) => press({ text }));
}

/** Forgets the conversation on this device and begins another. */
function restart() {
  by("restart-dialog").close();
  stream.stop();
  outbox.clear();
  store.forget();
  location.reload();
}

function listen() {
  by("language").addEventListener("click", () => switchLanguage(otherLocale()));
  by("restart").addEventListener("click", () => by("restart-dialog").showModal());
  by("restart-no").addEventListener("click", () => by("restart-dialog").close());
  by("restart-yes").addEventListener("click", restart);
  by("scroller").addEventListener("keydown", (event) => event.key === "Escape" && composer.focus());
  addEventListener("online", retryNow);
  addEventListener("offline", () => (stream.drop(), showConnection()));
  visualViewport.addEventListener("resize", fitWindow);
  document.addEventListener("visibilitychange", () => !document.hidden && (unread((missed = 0)), retryNow()));
  setInterval(() => server.isOpen && server.open().catch(() => {}), RENEW_EVERY_MS);
}

/** Keeps the page as tall as what toolbars and the on-screen keyboard leave of the window; zooming changes nothing. */
function fitWindow() {
  const { height, scale } = visualViewport;
  document.documentElement.style.setProperty("--window", `${height * scale}px`);
}

async function tellAbout() {
  about = await server.about().catch(() => null);
  if (about) introduce(about);
}

speak();
composer.refresh();
listen();
fitWindow();
showConnection();
tellAbout();
outbox.resume();
if (store.token || !transcript.isEmpty) stream.start();
