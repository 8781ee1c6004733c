import { expect, test } from "vitest";
import { mentionAt, mentioned } from "./mentions";

const colleagues = [{ id: 1, name: "نورة" }, { id: 2, name: "نورة السالم" }, { id: 3, name: "خالد" }];

test("a mention is noticed while it is typed, and an e-mail address is none", () => {
  expect(mentionAt("تكفين @نو")).toEqual({ start: 6, typed: "نو" });
  expect(mentionAt("@")).toEqual({ start: 0, typed: "" });
  expect(mentionAt("a@b")).toBeNull();
  expect(mentionAt("@نورة السالم تمت المراجعة")).toBeNull();
});

test("the longer of two names that begin alike is meant", () => {
  expect(mentioned("@نورة السالم تكفين", colleagues)).toEqual([2]);
  expect(mentioned("@نورة و@خالد", colleagues)).toEqual([1, 3]);
});
