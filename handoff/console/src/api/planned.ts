/** Routes of the contract that are still on their way; what the schema has wins. */
import type { paths as Landed } from "./schema";

type Body<B> = [B] extends [never] ? { requestBody?: never } : { requestBody: { content: { "application/json": B } } };
type Call<R, B = never, P = never> = Body<B> & {
  parameters: { query?: never; header?: never; cookie?: never } & ([P] extends [never] ? { path?: never } : { path: P });
  responses: { 200: { headers: object; content: { "application/json": R } } };
};

export type SavedView = { id: number; name: string; query: Record<string, unknown>; shared: boolean };

type Planned = {
  "/api/views": { get: Call<SavedView[]>; post: Call<SavedView, Omit<SavedView, "id">> };
  "/api/views/{view_id}": { delete: Call<null, never, { view_id: number }> };
};

export type Paths = Landed & Omit<Planned, keyof Landed>;
