import { expect, test } from "vitest";
import { lockAfter } from "./lock";

const khalid = { id: 2, name: "خالد", composing: true };
const idle = { me: 1, busy: false, held: null };

test("who writes first goes on, and is not interrupted by who comes later", () => {
  expect(lockAfter([khalid], idle)).toEqual(khalid);
  expect(lockAfter([khalid], { ...idle, busy: true })).toBeNull();
  expect(lockAfter([khalid], { ...idle, busy: true, held: khalid })).toEqual(khalid);
});

test("one's own writing locks nobody out of the page, and the lock ends with the writing", () => {
  expect(lockAfter([{ ...khalid, id: 1 }], idle)).toBeNull();
  expect(lockAfter([{ ...khalid, composing: false }], { ...idle, held: khalid })).toBeNull();
});
