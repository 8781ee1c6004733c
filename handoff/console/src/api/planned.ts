/** Routes of the contract that are still on their way; what the schema has wins. */
import type { paths as Landed } from "./schema";

type Body<B> = [B] extends [never] ? { requestBody?: never } : { requestBody: { content: { "application/json": B } } };
type Call<R, B = never, Q = never, P = never> = Body<B> & {
  parameters: { query?: [Q] extends [never] ? never : Q; header?: never; cookie?: never } & ([P] extends [never]
    ? { path?: never }
    : { path: P });
  responses: { 200: { headers: object; content: { "application/json": R } } };
};
type Path = { conversation_id: number };

export type Status = "online" | "away" | "break" | "offline";
export type Colleague = {
  id: number; name: string; role: string; status: Status; since: string; load: number; capacity: number; skills: string[];
};
export type Counts = { mine: number; queue: number; all: number; bot: number; unread: number; snoozed: number };
export type Label = { id: number; name: string; colour: string };
export type Sla = {
  escalation_id: number; reason: string | null; priority: number; skill: string | null;
  first_reply_due_at: string | null; first_replied_at: string | null; resolve_due_at: string | null;
  state: "none" | "running" | "paused" | "warning" | "breached" | "met";
  position?: number | null; expected_wait_minutes?: number | null; why_assigned?: string | null;
};
export type SavedView = { id: number; name: string; query: Record<string, unknown>; shared: boolean };
export type Canned = { id: number; shortcut: string; title: string; text: string };
export type Template = {
  name: string; language: string; channel: string; title: string; variables: string[]; usable: boolean; category: string | null;
};
export type Composer = {
  can_send: boolean; why_not: string | null; window: { open: boolean; closes_at: string | null } | null;
  max_length: number; sms: boolean; blocked: boolean; opted_out: boolean; placeholders: Record<string, string | null>;
};
export type CardField = { name: string; label: string; value: string; masked: boolean };
export type HandoffCard = {
  need: { intent: string | null; title: string | null; words: string | null; priority: number; reason: string | null };
  form: {
    name: string; title: string; filled: CardField[]; missing: { name: string; label: string }[];
    documents: { id: number; filename: string | null }[];
  } | null;
  citation: { section: string; intent: string; version: string | null } | null;
  uncertainty: { text: string; ranking: { intent: string; title: string; confidence: number }[] } | null;
};
export type Preview = {
  segments: number | null; encoding: string | null; units: number | null; cost: { amount: number; currency: string } | null; rendered: string;
};

type Planned = {
  "/api/colleagues": { get: Call<Colleague[]> };
  "/api/me/status": { put: Call<Colleague, { status: Status; until?: string | null }> };
  "/api/conversations/counts": { get: Call<Counts> };
  "/api/labels": { get: Call<Label[]>; post: Call<Label, { name: string; colour: string }> };
  "/api/views": { get: Call<SavedView[]>; post: Call<SavedView, Omit<SavedView, "id">> };
  "/api/views/{view_id}": { delete: Call<null, never, never, { view_id: number }> };
  "/api/canned": { get: Call<Canned[]> };
  "/api/templates": { get: Call<Template[]> };
  "/api/conversations/{conversation_id}/labels": { put: Call<Label[], { labels: number[] }, never, Path> };
  "/api/conversations/{conversation_id}/read": { post: Call<null, { seq: number }, never, Path> };
  "/api/conversations/{conversation_id}/presence": { post: Call<null, { composing: boolean }, never, Path> };
  "/api/conversations/{conversation_id}/card": { get: Call<HandoffCard, never, never, Path> };
  "/api/conversations/{conversation_id}/composer": { get: Call<Composer, never, never, Path> };
  "/api/conversations/{conversation_id}/preview": {
    post: Call<Preview, { text?: string; template?: { name: string; language: string; variables: string[] } }, never, Path>;
  };
  "/api/conversations/{conversation_id}/snooze": { post: Call<unknown, { until: string }, never, Path> };
  "/api/conversations/{conversation_id}/requeue": { post: Call<unknown, { reason?: string }, never, Path> };
  "/api/conversations/{conversation_id}/priority": { post: Call<unknown, { priority: number; reason: string }, never, Path> };
};

export type Paths = Landed & Omit<Planned, keyof Landed>;
