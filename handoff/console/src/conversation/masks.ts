/** What the transcript hides. Pure. */
import type { LineShown } from "../api/types";

/** How long a number stays in sight. */
export const SHOWN_MS = 30_000;

const NUMBER = /•{2,}[\d٠-٩۰-۹]{0,4}/;

/** Whether a beneficiary's line has a number that is masked; what we wrote ourselves was never kept in clear. */
export function hidesNumber({ author, text }: Pick<LineShown, "author" | "text">): boolean {
  return author === "visitor" && NUMBER.test(text);
}
