import { expect, test } from "vitest";
import { hidesNumber } from "./masks";

test("a masked number of the beneficiary's can be asked for", () => {
  expect(hidesNumber({ author: "visitor", text: "رقم هويتي ••••••5673 وشكرًا" })).toBe(true);
  expect(hidesNumber({ author: "visitor", text: "SA••••••••••••••••••••7519" })).toBe(true);
});

test("what hides nothing, or was written by us, cannot", () => {
  expect(hidesNumber({ author: "visitor", text: "• أولًا: المستندات" })).toBe(false);
  expect(hidesNumber({ author: "bot", text: "رقم الهوية: ••••••5673" })).toBe(false);
});
