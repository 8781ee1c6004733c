import { expect, test } from "vitest";
import type { EventName, LiveEvent } from "../live/stream";
import { kindOf } from "./newsKind";

const event = (name: EventName, data: Record<string, unknown> = {}): LiveEvent => ({ name, data, id: "1" });

test("one is told of what one was given, and not of what others were, nor of any other change", () => {
  const given = (staff_id?: number) => kindOf(event("conversation", { id: 7, ...(staff_id ? { staff_id } : {}) }), 2);
  expect([given(2), given(3), given()]).toEqual(["assigned", null, null]);
  expect([kindOf(event("mention"), 2), kindOf(event("queue"), 2), kindOf(event("message"), 2)]).toEqual(["mention", "queue", null]);
});
