/** What this device remembers: the session's token, the language, and messages that the server has not confirmed.
 *
 * Each unsent message has a key of its own, so that two tabs never overwrite each other's. Where the browser forbids
 * storage, the same things live as long as the page does.
 */

const PREFIX = "tawasul.";
const UNSENT = `${PREFIX}unsent.`;

class Memory {
  setItem(key, value) {
    this[key] = value;
  }
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  removeItem(key) {
    delete this[key];
  }
}

function deviceStorage() {
  try {
    localStorage.setItem(`${PREFIX}probe`, "");
    localStorage.removeItem(`${PREFIX}probe`);
    return localStorage;
  } catch {
    return new Memory();
  }
}

export class Store {
  #device = deviceStorage();

  get token() {
    return this.#device.getItem(`${PREFIX}token`);
  }
  set token(value) {
    this.#write(`${PREFIX}token`, value);
  }
  get locale() {
    return this.#device.getItem(`${PREFIX}locale`);
  }
  set locale(value) {
    this.#write(`${PREFIX}locale`, value);
  }

  /** Messages not yet confirmed, oldest first. */
  unsent() {
    const keys = Object.keys(this.#device).filter((key) => key.startsWith(UNSENT));
    return keys.map((key) => this.#read(key)).filter(Boolean).sort((a, b) => (a.at < b.at ? -1 : 1));
  }
  keep(message) {
    this.#write(UNSENT + message.client_id, JSON.stringify(message));
  }
  drop(clientId) {
    this.#device.removeItem(UNSENT + clientId);
  }

  /** Forgets the conversation on this device. The language stays. */
  forget() {
    this.unsent().forEach((message) => this.drop(message.client_id));
    this.token = null;
  }

  #read(key) {
    try {
      return JSON.parse(this.#device.getItem(key));
    } catch {
      this.#device.removeItem(key);
      return null;
    }
  }
  #write(key, value) {
    try {
      value === null ? this.#device.removeItem(key) : this.#device.setItem(key, value);
    } catch {
      /* a full disk: the page itself still holds the message and goes on sending it */
    }
  }
}
