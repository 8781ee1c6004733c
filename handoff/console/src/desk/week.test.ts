import { expect, test } from "vitest";
import { another, cityOf, clocks, likeTheFirst, withoutClosed, wrongOf } from "./week";

const morning = { start: "08:00", end: "12:00" };

test("a day may begin at midnight and end at the next", () => {
  expect([clocks(false)[0], clocks(false).at(-1)]).toEqual(["00:00", "23:45"]);
  expect([clocks(true)[0], clocks(true).at(-1)]).toEqual(["00:15", "24:00"]);
});

test("another span follows the last one and stays on its day", () => {
  expect(another([])).toEqual({ start: "08:00", end: "16:00" });
  expect(another([morning])).toEqual({ start: "13:00", end: "17:00" });
  expect(another([{ start: "20:00", end: "24:00" }])).toEqual({ start: "22:00", end: "24:00" });
});

test("working days are made alike, and days off stay off", () => {
  const week = { sunday: [morning], monday: [{ start: "09:00", end: "10:00" }], friday: [] };
  expect(likeTheFirst(week)).toEqual({ sunday: [morning], monday: [morning] });
  expect(withoutClosed(week)).toEqual({ sunday: week.sunday, monday: week.monday });
});

test("a place is known by its city", () => {
  expect(cityOf({ latitude: 24.7136, longitude: 46.6753 })).toBe("riyadh");
  expect(cityOf({ latitude: 20, longitude: 50 })).toBe(null);
});

test("the server's objections are found at their fields and above them", () => {
  const wrong = wrongOf([{ field: "body.week.sunday.0.function-before[_apart(), SpanBody]" }, { field: "body.targets.urgent.resolve" }]);
  expect([...wrong]).toEqual(["week", "week.sunday", "week.sunday.0", "targets", "targets.urgent", "targets.urgent.resolve"]);
});
