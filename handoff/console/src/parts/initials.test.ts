import { expect, test } from "vitest";
import { initialOf } from "./initials";

test("an avatar carries the first letter of a name, without its article", () => {
  expect(["نورة السالم", "السالم", "Sara", "7 أم خالد"].map(initialOf)).toEqual(["ن", "س", "S", "؟"]);
});

test("without a name it carries a question mark", () => {
  for (const nobody of [null, "", "  ", "😀"]) expect(initialOf(nobody)).toBe("؟");
});
