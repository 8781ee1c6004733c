import { expect, test } from "vitest";
import type { TimelineStep } from "../api/types";
import { TABLES, type Say, type Speech } from "../i18n/context";
import { formatsOf } from "../i18n/formats";
import { formed } from "../i18n/messages";
import { tellStep } from "./steps";

function speaking(language: "ar" | "en"): Speech {
  const f = formatsOf(language);
  const table: Record<string, Parameters<typeof formed>[0]> = TABLES[language];
  const t: Say = (key, ...values) => formed(table[key] ?? key, values[0] ?? {}, f);
  const maybe = (key: string, fallback: string) => (key in table ? formed(table[key] ?? key, {}, f) : fallback);
  return { language, setLanguage: () => undefined, t, maybe, f };
}

const base = { id: "1.1.1", at: "2026-11-28T09:00:00Z", seq: 1, turn_id: "t" };

test("what a message was taken for is told with how sure and what else it might have been", () => {
  const step: TimelineStep = {
    ...base, kind: "understood", intent: "faq_decision_time", confidence: 0.93, engine: "embedded", miss: null,
    ranking: [{ intent: "faq_decision_time", confidence: 0.93 }, { intent: "request_status", confidence: 0.05 }],
  };
  const told = tellStep(step, speaking("ar"));
  expect(told.title).toBe("فُهمت على أنها: متى يصل الرد");
  expect(told.notes.join(" ")).toContain("حالة الطلب ٥");
});

test("an attempt is told with its outcome and how long it took", () => {
  const step: TimelineStep = {
    ...base, kind: "attempt", channel: "telegram", piece: 0, number: 2, finished_at: "2026-11-28T09:00:00.250Z", outcome: "retry", error_code: "429",
  };
  const told = tellStep(step, speaking("en"));
  expect(told.title).toBe("Attempt 2 to send");
  expect(told.notes).toEqual(["put off, tried again", "Telegram", "250 ms", "code 429"]);
});

test("every kind of outcome, attempt, status and deed has words in both languages", () => {
  const keys = [
    ...["answered", "missed", "asked", "queued", "form", "talked", "staff"].map((one) => `timeline.outcome.${one}`),
    ...["sent", "retry", "deferred", "failed", "unknown"].map((one) => `timeline.attempt.${one}`),
    ...["queued", "sent", "delivered", "read", "failed", "dropped"].map((one) => `timeline.status.${one}`),
    ...["claim", "assign", "give", "release", "resolve", "requeue", "priority", "snooze", "retry", "labels", "file", "reveal"].map((one) => `timeline.deed.${one}`),
    ...["out_of_scope", "ambiguous", "unhelpful", "handoff"].map((one) => `timeline.miss.${one}`),
  ];
  for (const key of keys) for (const table of [TABLES.ar, TABLES.en]) expect(Object.keys(table)).toContain(key);
});
