import { expect, test } from "vitest";
import { ar } from "../i18n/ar";
import type { Say } from "../i18n/context";
import { formatsOf } from "../i18n/formats";
import { formed } from "../i18n/messages";
import { lengthOf } from "./time";

const t: Say = (key, ...[values]) => formed(ar[key], values ?? {}, formatsOf("ar"));
const HOUR_MS = 3_600_000;

test("two days are «يومان» alone and «يومين» behind «خلال»", () => {
  expect(lengthOf(49 * HOUR_MS, t)).toBe("يومان");
  expect(lengthOf(49 * HOUR_MS, t, "time.withinDays")).toBe("يومين");
  expect(lengthOf(1.5 * HOUR_MS, t, "time.withinDays")).toBe("١ س ٣٠ د");
});
