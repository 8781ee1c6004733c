import type { reveal as ar } from "../ar/reveal";
import type { Translated } from "../messages";

export const reveal: Translated<typeof ar> = {
  "reveal.ask": "Show the number",
  "reveal.reason": "Why do you need it?",
  "reveal.onRecord": "The look and its reason are on record under your name.",
  "reveal.show": "Show",
  "reveal.hide": "Hide",
  "reveal.brief": "Hides by itself after half a minute.",
  "reveal.over": "The message as it was written is kept no longer; only the masked number is left. Ask the person if you need it.",
  "reveal.neverStored": "This number was never kept here in full. If there is a request, look among its fields.",
  "problem.nothing_hidden": "No number is hidden in this message.",
};
