/** The shapes that views work with, by their short names. */
export type * from "./planned";
export type { FileShown, LineShown, TalkShown, TalkWhole } from "./schema";
