/** The staff API, typed from its OpenAPI schema (`npm run api`). Problems come as `Problem`, never as answers. */
import createClient, { type Middleware } from "openapi-fetch";
import { Problem, problemOf } from "./problem";
import type { paths as Paths } from "./schema";

export { Problem } from "./problem";

let csrfToken = "";
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

let onSignedOut: () => void = () => undefined;
/** Called whenever the API says that there is no session any more. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

const SAFE = ["GET", "HEAD"];
/** Here a 401 is the answer, not the end of a session. */
const ASKING = /^\/api\/(auth\/|me$)/;

const session: Middleware = {
  onRequest({ request }) {
    if (!SAFE.includes(request.method)) request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    const problem = await problemOf(response);
    if (problem.status === 401 && !ASKING.test(schemaPath)) onSignedOut();
    throw problem;
  },
  onError() {
    return new Problem("offline", 0, "The server cannot be reached.");
  },
};

export const api = createClient<Paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });
api.use(session);

/** The answer of a call; problems have been thrown already. `await answer(api.GET("/api/me"))`. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** A file as multipart: openapi-fetch knows JSON only. `progress` is told how much is through, 0 to 1. */
export function upload<T>(path: string, form: FormData, progress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("X-CSRF-Token", csrfToken);
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Problem("offline", 0, "The server cannot be reached."));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status });
      if (response.ok) resolve(JSON.parse(request.responseText) as T);
      else void problemOf(response).then(reject);
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
