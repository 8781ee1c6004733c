import { expect, test } from "vitest";
import { commandOf } from "./shortcuts";

const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
  commandOf({ key, code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

test("a command works on an Arabic keyboard by the place of its key", () => {
  expect(press("j", "KeyJ")).toBe("j");
  expect(press("ت", "KeyJ")).toBe("j");
  expect(press("ظ", "Slash")).toBe("/");
  expect(press("؟", "Slash", { shiftKey: true })).toBe("?");
});

test("what the browser is told is no command", () => {
  expect(press("c", "KeyC", { ctrlKey: true })).toBeNull();
  expect(press("C", "KeyC", { shiftKey: true })).toBeNull();
  expect(press("Enter", "Enter")).toBeNull();
});
