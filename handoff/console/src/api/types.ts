/** The shapes that views work with, by their short names. */
export type * from "./planned";
export type { FileShown, FormShown, LineShown, RequestRow, RequestWhole, Step, TalkShown, TalkWhole } from "./schema";
