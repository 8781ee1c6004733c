import { expect, test } from "vitest";
import { chosenMoment, snoozeChoices } from "./snoozing";

const untils = (now: string) => snoozeChoices(new Date(now)).map((one) => one.until.toISOString());

test("a workday's evening is put off to the next morning, Thursday's to Sunday", () => {
  expect(untils("2026-11-23T15:00:00Z").slice(2)).toEqual(["2026-11-24T05:00:00.000Z", "2026-11-29T05:00:00.000Z"]);
  expect(untils("2026-11-26T15:00:00Z").slice(2)).toEqual(["2026-11-29T05:00:00.000Z", "2026-11-29T05:00:00.000Z"]);
});

test("after midnight in Riyadh the next morning is the one that comes", () => {
  expect(untils("2026-11-23T21:30:00Z")[2]).toBe("2026-11-24T05:00:00.000Z");
  expect(untils("2026-11-28T21:30:00Z")[3]).toBe("2026-11-29T05:00:00.000Z");
});

test("on the morning itself it is tomorrow's", () => {
  expect(untils("2026-11-24T03:30:00Z")[2]).toBe("2026-11-25T05:00:00.000Z");
  expect(untils("2026-11-24T05:00:00Z")[2]).toBe("2026-11-25T05:00:00.000Z");
});

test("a chosen moment is Riyadh's, and lies ahead", () => {
  const now = new Date("2026-11-23T15:00:00Z");
  expect(chosenMoment("2026-11-23T18:30", now)?.toISOString()).toBe("2026-11-23T15:30:00.000Z");
  expect([chosenMoment("2026-11-23T17:30", now), chosenMoment("", now)]).toEqual([null, null]);
});
