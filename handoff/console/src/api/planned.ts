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
export type SavedView = { id: number; name: string; filters: Record<string, unknown>; shared: boolean };
export type Canned = { id: number; shortcut: string; title: string; text: string };
export type Template = {
  name: string; language: string; channel: string; body: string; variables: string[]; status: string; category: string;
};
export type Composer = {
  can_send: boolean; why_not: string | null; window: { open: boolean; closes_at: string | null } | null;
  max_length: number; sms: boolean; blocked: boolean; opted_out: boolean;
};
export type Preview = {
  segments: number; encoding: string; units: number; cost: { amount: number; currency: string } | null; rendered: string;
};

export type AlertKind = "queue" | "assigned" | "mention" | "sla" | "urgent";
export type Alerts = { email: AlertKind[]; browser: AlertKind[]; sound: boolean };
export type Permission =
  | "conversations.see" | "conversations.reassign" | "requests.see" | "requests.move" | "reveal" | "privacy"
  | "knowledge.edit" | "knowledge.publish" | "reports.see" | "staff.manage" | "desk.configure" | "audit.see";
export type Me = {
  id: number; email: string; name: string; role: "agent" | "supervisor" | "committee" | "admin"; locale: "ar" | "en";
  csrf_token: string; totp: boolean; must_enrol_totp: boolean; must_change_password: boolean;
  permissions: Permission[]; alerts: Alerts;
};
export type Enrolment = { secret: string; uri: string; qr_svg: string };
export type SessionShown = {
  id: string; created_at: string; last_seen_at: string; address: string | null; user_agent: string | null; current: boolean;
};

/** Routes whose landed shape is about to change: here this file wins. */
type Changing = {
  "/api/me": { get: Call<Me>; patch: Call<Me, { name?: string; locale?: "ar" | "en"; alerts?: Alerts }> };
  "/api/auth/options": { get: Call<{ oidc: { enabled: boolean; label: string | null } }> };
  "/api/me/password": { post: Call<null, { current: string; new: string }> };
  "/api/me/totp": { post: Call<Enrolment> };
  "/api/me/totp/confirm": { post: Call<{ recovery_codes: string[] }, { code: string }> };
  "/api/me/sessions": { get: Call<SessionShown[]> };
  "/api/me/sessions/revoke-others": { post: Call<null> };
  "/api/me/sessions/{session_id}": { delete: Call<null, never, never, { session_id: string }> };
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
  "/api/conversations/{conversation_id}/composer": { get: Call<Composer, never, never, Path> };
  "/api/conversations/{conversation_id}/preview": {
    post: Call<Preview, { text?: string; template?: { name: string; language: string; variables: string[] } }, never, Path>;
  };
  "/api/conversations/{conversation_id}/snooze": { post: Call<unknown, { until: string }, never, Path> };
  "/api/conversations/{conversation_id}/requeue": { post: Call<unknown, { reason?: string }, never, Path> };
  "/api/conversations/{conversation_id}/priority": { post: Call<unknown, { priority: number; reason: string }, never, Path> };
};

export type Paths = Omit<Landed, keyof Changing> & Changing & Omit<Planned, keyof Landed>;
