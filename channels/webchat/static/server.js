/** The gateway's web chat over HTTP. Opens the session when it is first needed, and renews it when it has expired. */

const ANSWER_WITHIN_MS = 15_000;
const UPLOAD_WITHIN_MS = 180_000;
const STREAM_OPENS_WITHIN_MS = 15_000;

/** The server said no: `status`, its `code` where it gave one, and `retryAfter` in seconds where it asked to wait. */
export class Refused extends Error {
  constructor(status, code, retryAfter) {
    super(`refused: ${status} ${code}`);
    Object.assign(this, { status, code, retryAfter });
  }
  /** Worth trying again as it is: the server is busy or ill, not against this message. */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** No answer came at all. */
export class Unreachable extends Error {}

export class Server {
  #store;
  #opening = null;
  #sessionId = null;
  #locale;

  /** `onSession(messages, replaced)` is called whenever a session was opened or renewed; `replaced`: the old one is over. */
  constructor(store, locale, onSession) {
    this.#store = store;
    this.#locale = locale;
    this.onSession = onSession;
  }

  get isOpen() {
    return this.#sessionId !== null;
  }

  /** Opens the stored session, or a new one. Renews the token of an open one. Concurrent calls share one request. */
  open() {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }
  async setLocale(locale) {
    this.#locale = locale;
    if (this.isOpen) await this.open();
  }

  /** -> {id, seq}. Sending the same message again is harmless: its client_id makes it one. */
  send({ client_id, text, payload, attachment_id }) {
    return this.#inSession("messages", { json: { client_id, text, payload, attachment_id } });
  }
  messages(after) {
    return this.#inSession(`messages?after=${after}`);
  }
  async upload(file) {
    const headers = {
      "Content-Type": file.type || "application/octet-stream",
      "X-Filename": encodeURIComponent(file.name),
    };
    const request = { method: "POST", body: file, headers, within: UPLOAD_WITHIN_MS };
    return (await this.#inSession("attachments", request)).attachment_id;
  }
  about() {
    return call("about");
  }
  /** We write. Worth nothing a moment later, so nobody waits for the answer. */
  async typing() {
    await this.#inSession("typing", { method: "POST" });
  }
  /** -> Blob. */
  file(url) {
    return this.#inSession(url.replace("/webchat/", ""), { within: UPLOAD_WITHIN_MS, as: "blob" });
  }

  /** An open event stream that starts after `after`. The caller ends it through `controller`. */
  async events(after, controller) {
    const { ticket } = await this.#inSession("tickets", { method: "POST" });
    const late = setTimeout(() => controller.abort(), STREAM_OPENS_WITHIN_MS);
    const query = new URLSearchParams({ ticket, after });
    const request = { headers: { Accept: "text/event-stream" }, cache: "no-store", signal: controller.signal };
    const response = await fetch(`/webchat/events?${query}`, request).finally(() => clearTimeout(late));
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async #open() {
    const { token, session_id, messages = [], expired } = await this.#start();
    const replaced = expired || (this.isOpen && this.#sessionId !== session_id);
    this.#store.token = token;
    this.#sessionId = session_id;
    this.onSession(messages, replaced);
  }
  async #start() {
    const json = { locale: this.#locale, page_url: location.origin + location.pathname };
    const token = this.#store.token;
    try {
      return await call("sessions", { json, token });
    } catch (error) {
      if (!token || error.status !== 401) throw error;
      this.#store.token = null;
      return { ...(await call("sessions", { json })), expired: true };
    }
  }
  async #inSession(path, request = {}) {
    if (!this.isOpen) await this.open();
    try {
      return await call(path, { ...request, token: this.#store.token });
    } catch (error) {
      if (error.status !== 401) throw error;
      await this.open();
      return call(path, { ...request, token: this.#store.token });
    }
  }
}

async function call(path, { method, json, body, token, headers = {}, within = ANSWER_WITHIN_MS, as = "json" } = {}) {
  const request = { method: method ?? (json ? "POST" : "GET"), body: json ? JSON.stringify(json) : body };
  request.headers = { ...(json && { "Content-Type": "application/json" }), ...headers };
  if (token) request.headers.Authorization = `Bearer ${token}`;
  request.signal = endsAfter(within);
  request.credentials = "omit";
  request.cache = "no-store";
  const response = await fetch(`/webchat/${path}`, request).catch((error) => {
    throw new Unreachable(error.message);
  });
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return null;
  return response[as]().catch((error) => {
    throw new Unreachable(error.message);
  });
}

function endsAfter(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

async function refusal(response) {
  const { detail } = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  return new Refused(response.status, detail?.code ?? "", retryAfter);
}
