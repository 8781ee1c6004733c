import { expect, test } from "vitest";
import { mayOf } from "./may";

const held = { owner: "staff", assignee: { id: 1, name: "نورة" } } as const;

test("what a colleague holds is theirs to deal with, and a supervisor's", () => {
  expect(mayOf(held, 1, false)).toMatchObject({ reply: true, claim: false, transfer: true, end: true });
  expect(mayOf(held, 2, false)).toMatchObject({ reply: false, claim: false, transfer: false, end: false });
  expect(mayOf(held, 2, true)).toMatchObject({ reply: false, claim: true, transfer: true, end: true });
});

test("what nobody holds is anybody's to take, and what has ended nobody's", () => {
  expect(mayOf({ owner: "queued", assignee: null }, 2, false)).toMatchObject({ claim: true, transfer: true, end: false });
  expect(mayOf({ owner: "closed", assignee: held.assignee }, 1, true)).toEqual({
    open: false, reply: false, claim: false, transfer: false, end: false,
  });
});
