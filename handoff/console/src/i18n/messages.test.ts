import { expect, test } from "vitest";
import { ar } from "./ar";
import { en } from "./en";
import { formatsOf } from "./formats";
import { formed, type Message } from "./messages";

const minutes = ar["signIn.lockedOut"];

test("Arabic has its own words for one, two, few and many", () => {
  const f = formatsOf("ar");
  expect(formed(minutes, { n: 1 }, f)).toBe("محاولات كثيرة. أعد المحاولة بعد دقيقة.");
  expect(formed(minutes, { n: 2 }, f)).toBe("محاولات كثيرة. أعد المحاولة بعد دقيقتين.");
  expect(formed(minutes, { n: 5 }, f)).toBe("محاولات كثيرة. أعد المحاولة بعد ٥ دقائق.");
  expect(formed(minutes, { n: 15 }, f)).toBe("محاولات كثيرة. أعد المحاولة بعد ١٥ دقيقة.");
});

test("a value is put in as it is, whatever it looks like", () => {
  expect(formed("{name} · {status}", { name: "{status} $&", status: "متاح" }, formatsOf("ar"))).toBe("{status} $& · متاح");
});

const places = (message: Message) =>
  [...new Set((typeof message === "string" ? message : message.other).match(/\{\w+\}/g) ?? [])].sort();

test("both languages ask for the same values", () => {
  for (const key of Object.keys(ar) as (keyof typeof ar)[]) expect([key, places(en[key])]).toEqual([key, places(ar[key])]);
});

test("days are told apart by the clock of Riyadh, in both calendars", () => {
  const late = "2026-11-27T21:30:00Z";
  expect(formatsOf("ar").date(late)).toContain("٢٨ نوفمبر ٢٠٢٦");
  expect(formatsOf("ar").hijri(late)).toContain("١٤٤٨");
});
