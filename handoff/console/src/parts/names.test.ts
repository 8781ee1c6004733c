import { expect, test } from "vitest";
import type { Say } from "../i18n/context";
import { nameOf, phoneOf } from "./names";

const t = ((_key: string, values: { end: string }) => `مستفيد …${values.end}`) as unknown as Say;

test("a phone is a better name than the end of an address, and a name is better still", () => {
  expect(nameOf({ name: " سعد ", address: "966500000008" }, t)).toBe("سعد");
  expect(nameOf({ name: null, address: "966500000008" }, t)).toBe("\u206605•• ••• 0008\u2069");
  expect(nameOf({ name: "", address: "x8sJd_a250" }, t)).toBe("مستفيد …a250");
});

test("what is no phone number is not shown as one", () => {
  expect([phoneOf("7000001"), phoneOf("abc966500000008"), phoneOf("+971501234567")]).toEqual([null, null, "\u2066+971 ••• 4567\u2069"]);
});
