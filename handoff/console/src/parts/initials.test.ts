import { expect, test } from "vitest";
import { initialsOf } from "./initials";

test("an avatar carries the first letters of the first and the last name", () => {
  expect(initialsOf("نورة السالم")).toBe("ن\u200cس");
  expect(initialsOf("خالد")).toBe("خ");
  expect(initialsOf("Sara Al Qahtani")).toBe("S\u200cQ");
});

test("without a name it carries a question mark", () => {
  for (const nobody of [null, "", "  ", "😀"]) expect(initialsOf(nobody)).toBe("؟");
});
