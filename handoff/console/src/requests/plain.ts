/** A field's value as plain text; masked ones as they are masked. */
import type { RequestRow } from "../api/types";

type Value = RequestRow["name"];

export function plainText(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(String).join("، ");
  return typeof value === "object" ? value.value : String(value);
}
