/** `code` names what went wrong; `status` 0: the server was not reached. `fields`: which of them are wrong. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly fields: readonly { field: string; message: string }[] = [],
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "Problem";
  }

  /** The same again may go better: nothing was decided against it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  const body: unknown = await response.json().catch(() => null);
  const detail = isRecord(body) ? body.detail : null;
  if (!isRecord(detail)) return new Problem(codeOf(response.status), response.status, String(detail ?? ""), [], retryAfter);
  const fields = Array.isArray(detail.fields) ? (detail.fields as { field: string; message: string }[]) : [];
  return new Problem(String(detail.code), response.status, String(detail.message), fields, retryAfter);
}

function codeOf(status: number): string {
  return status === 401 ? "not_signed_in" : status === 404 ? "not_found" : status === 429 ? "too_many" : "unknown";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
