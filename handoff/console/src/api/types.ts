/** The shapes that views work with, by their short names. */
import type { Timeline } from "./schema";

export type {
  Alerts, ButtonShown, CannedShown as Canned, CardShown as HandoffCard, ChannelShown, ClusterView, Colleague as Account, ColleagueShown,
  ComposerShown as Composer, ConsentShown, Enrolment, EvaluationView, FileShown, FormShown, KnowledgeRow, KnowledgeWhole,
  LabelShown as Label, LineRevealed, LineShown, Linked, Me, OwnRating, PastTalk, ParkedShown, PersonAddress, PersonShown, PhoneLink, RequestRow, RequestWhole, RunView,
  SavedViewShown as SavedView, SessionShown, SlaShown as Sla, StaffName, Step, TalkShown, TalkShown as Talk, TalkWhole, TemplateShown as Template, UnderstoodShown, WhyAssigned,
} from "./schema";

export type TimelineStep = Timeline["items"][number];
