/** Where the visitor writes: a field that grows, a file, and the keyboard that suits what the bot asks for. */

import { element } from "./bubbles.js";
import { fileSize } from "./prose.js";
import { text } from "./texts.js";

const NUMERIC = new Set(["mobile", "otp", "national_id", "number", "family_size", "monthly_income"]);
const HINTS = new Set(["mobile", "otp", "national_id", "date_of_birth", "reference", "related_reference", "iban"]);

export class Composer {
  #field;
  #parts;
  #act;
  #upload = null; // {file, attachment_id?, error?}
  #asks = null;

  /** parts: the elements `form field file attach submit letters date chip`; act: `send(content)`, `upload(file)` -> id, `typing()`. */
  constructor(parts, act) {
    this.#parts = parts;
    this.#act = act;
    this.#field = parts.field;
    this.#listen();
    this.refresh();
  }

  focus() {
    this.#field.focus();
  }
  /** The bot waits for `asks` (see /webchat/messages), or for nothing in particular. */
  expect(asks) {
    if (asks === this.#asks) return;
    this.#asks = asks;
    this.#useLetters(false);
    this.refresh();
  }
  refresh() {
    const hint = HINTS.has(this.#asks) ? this.#asks.replace("related_", "") : NUMERIC.has(this.#asks) ? "number" : null;
    this.#field.placeholder = hint ? text(`hint_${hint}`) : text("write");
    this.#field.autocomplete = this.#asks === "otp" ? "one-time-code" : "off";
    this.#parts.letters.hidden = !NUMERIC.has(this.#asks);
    this.#parts.date.hidden = this.#asks !== "date_of_birth";
    this.#parts.attach.classList.toggle("wanted", this.#asks === "documents");
    this.#drawChip();
    this.#resize();
  }

  #listen() {
    const { form, field, file, attach, letters, date } = this.#parts;
    form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("input", () => (this.#resize(), field.value && this.#act.typing()));
    attach.addEventListener("click", () => file.click());
    file.addEventListener("change", () => this.#attach(file.files[0]));
    letters.addEventListener("click", () => (this.#useLetters(true), field.focus()));
    date.addEventListener("change", () => this.#takeDate(date.value));
    field.addEventListener("paste", (event) => this.#paste(event));
  }
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") this.#detach();
  }
  #paste(event) {
    const file = event.clipboardData.files[0];
    if (!file) return;
    event.preventDefault();
    this.#attach(file);
  }
  #takeDate(value) {
    if (!value) return;
    this.#field.value = value.replaceAll("-", "/");
    this.#resize();
    this.#field.focus();
  }
  #useLetters(wanted) {
    this.#field.inputMode = !wanted && NUMERIC.has(this.#asks) ? "numeric" : "text";
    this.#parts.letters.ariaPressed = String(wanted);
  }

  #submit() {
    if (this.#parts.submit.disabled) return;
    const content = { text: this.#field.value.trim(), ...this.#attachment() };
    this.#field.value = "";
    this.#upload = null;
    this.refresh();
    this.#field.focus();
    this.#act.send(content);
  }
  #attachment() {
    if (!this.#upload) return {};
    const { file, attachment_id } = this.#upload;
    return { attachment_id, attachments: [{ filename: file.name, size: file.size }] };
  }

  async #attach(file) {
    this.#parts.file.value = "";
    if (!file) return;
    const upload = (this.#upload = { file });
    this.#drawChip();
    try {
      upload.attachment_id = await this.#act.upload(file);
    } catch (error) {
      upload.error = { 413: "error_too_large", 415: "error_type" }[error.status] ?? "error_upload";
    }
    if (this.#upload === upload) this.#drawChip();
  }
  #detach() {
    if (!this.#upload) return;
    this.#upload = null;
    this.#drawChip();
    this.#field.focus();
  }
  #drawChip() {
    const { chip } = this.#parts;
    chip.hidden = !this.#upload;
    chip.replaceChildren(...(this.#upload ? this.#chipParts(this.#upload) : []));
    this.#allowSending();
  }
  #chipParts({ file, attachment_id, error }) {
    const state = error ? text(error) : attachment_id ? fileSize(file.size) : text("uploading");
    const remove = element("button", { type: "button", className: "icon-button remove" }, "×");
    remove.ariaLabel = text("detach");
    remove.addEventListener("click", () => this.#detach());
    const again = element("button", { type: "button", className: "link" }, text("retry"));
    again.addEventListener("click", () => this.#attach(file));
    const name = element("bdi", { className: "file-name" }, file.name);
    const status = element("span", { className: error ? "failure" : "file-size" }, state);
    const label = element("span", { className: "chip-label" }, name, status);
    return [label, ...(error === "error_upload" ? [again] : []), remove];
  }

  #allowSending() {
    const ready = this.#upload ? Boolean(this.#upload.attachment_id) : Boolean(this.#field.value.trim());
    this.#parts.submit.disabled = !ready;
  }
  #resize() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
    this.#allowSending();
  }
}
