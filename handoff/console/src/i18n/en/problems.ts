import type { problems as ar } from "../ar/problems";
import type { Translated } from "../messages";

export const problems: Translated<typeof ar> = {
  "problem.offline": "The server cannot be reached. We keep trying.",
  "problem.internal": "Something went wrong on our side; nothing was lost. Please try again shortly.",
  "problem.unknown": "That did not work. Please try again.",
  "problem.not_found": "It is not there, or not for you to see.",
  "problem.not_allowed": "Your role may not do this.",
  "problem.invalid": "Some fields are not right.",
  "problem.held_by_another": "A colleague was quicker and has this conversation.",
  "problem.not_held": "Take the conversation first, then send.",
  "problem.closed": "This conversation has ended.",
  "problem.just_spoken": "They have just written. Read it, then try again.",
  "problem.window_closed": "More than 24 hours since their last message: WhatsApp takes only an approved template.",
  "problem.not_ahead": "This moment has passed. Choose one ahead.",
  "problem.unknown_staff": "This colleague is no longer here.",
  "problem.nothing_to_say": "The message is empty.",
  "problem.stale": "This changed while you worked on it. The page is up to date now: look again, then retry.",
  "problem.too_many": "Too many attempts. Please wait a little.",
  "problem.composing": "A colleague is writing in this conversation.",
  "problem.not_failed": "It may have arrived, so it is not sent again.",
  "problem.blocked": "They have blocked our messages, so nothing will reach them.",
  "problem.opted_out": "They have asked us to stop writing.",
  "problem.too_long": "The message is longer than allowed.",
  "problem.bad_file": "This kind of file is not accepted.",
  "problem.too_large": "The file is larger than allowed.",
  "problem.bad_csrf_token": "Your session has ended. Please sign in again.",
};
