/** The shapes that views work with, by their short names. */
import type { Label, Sla } from "./planned";
import type { LastMessage, StaffName, TalkShown, TalkWhole as Whole } from "./schema";

export type * from "./planned";
export type {
  Alerts, ButtonShown, ChannelShown, ClusterView, Colleague as Account, ConsentShown, Enrolment, EvaluationView, FileShown, FormShown, KnowledgeRow, KnowledgeWhole, LineShown, Me, OwnRating, PastTalk, PersonAddress, PersonShown, PhoneLink, RequestRow,
  RequestWhole, RunView, SessionShown, StaffName, Step, TalkShown,
} from "./schema";

type Beside = {
  last_message: (LastMessage & { at?: string; kind?: string }) | null;
  priority_reason?: string | null;
  snoozed_until?: string | null;
  unread?: boolean;
  labels?: Label[];
  sla?: Sla | null;
  viewers?: StaffName[];
};
/** A conversation, for lists; alone it carries the person's requests too. */
export type Talk = Omit<TalkShown, keyof Beside> & Beside;
export type TalkWhole = Omit<Whole, keyof Beside> & Beside;
