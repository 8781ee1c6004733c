import { expect, test } from "vitest";
import { narrowing, queryOf, readFilters, writeFilters } from "./filters";

test("an address says what the list shows, and says it again", () => {
  const address = "tab=mine&q=%D9%86%D9%88%D8%B1%D8%A9&channel=telegram&label=3&label=5&unread=1";
  const filters = readFilters(new URLSearchParams(address));
  expect(writeFilters(filters).toString()).toBe(address);
  expect(narrowing(filters)).toBe(4);
  expect(queryOf(filters)).toMatchObject({ owner: "staff", assignee: "me", channel: "telegram", label: [3, 5], unread: true });
});

test("nonsense in an address counts as nothing", () => {
  const filters = readFilters(new URLSearchParams("tab=x&channel=<script>&label=-1&label=NaN&unread=yes"));
  expect(filters).toEqual({ tab: "queue", q: "", channel: null, labels: [], unread: false, snoozed: false, closed: false });
});
