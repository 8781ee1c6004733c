import { expect, test } from "vitest";
import { countOf } from "./count";

test("a number is read in any digits, and nothing else is one", () => {
  expect(["15", "١٥", " ۱۵ ", "-٥", "0"].map(countOf)).toEqual([15, 15, 15, -5, 0]);
  expect(["", "1.5", "خمسة", "15 د", "9999999"].map(countOf)).toEqual([null, null, null, null, null]);
});
