import { expect, test } from "vitest";
import { folded } from "./folding";

test("spellings of one word are one key", () => {
  expect(folded("إِعَانَـــة")).toBe(folded("اعانه"));
  expect(folded("على")).toBe(folded("علي"));
});

test("digits of every set are the same digits", () => {
  expect(folded("٠٥۵۶ 05")).toBe("0556 05");
});

test("folding twice changes nothing", () => {
  const once = folded("الأسئلة المُتكرّرة ١٢");
  expect(folded(once)).toBe(once);
});
