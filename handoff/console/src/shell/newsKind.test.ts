import { expect, test } from "vitest";
import type { EventName, LiveEvent } from "../live/stream";
import { kindOf } from "./newsKind";

const event = (name: EventName, data: Record<string, unknown> = {}): LiveEvent => ({ name, data, id: "1" });

test("one is told of what one was given, and not of what others were, nor of any other change", () => {
  const given = (staff_id?: number) => kindOf(event("conversation", { id: 7, ...(staff_id ? { staff_id } : {}) }), 2);
  expect([given(2), given(3), given()]).toEqual(["assigned", null, null]);
  expect([kindOf(event("mention"), 2), kindOf(event("message"), 2)]).toEqual(["mention", null]);
});

test("a list that moves is no sign; what waits, is urgent or is late says so itself", () => {
  const alert = (kind: string) => kindOf(event("alert", { conversation_id: 7, kind }), 2);
  expect(kindOf(event("queue"), 2)).toBeNull();
  expect([alert("queue"), alert("urgent"), alert("sla"), alert("unheard-of")]).toEqual(["queue", "urgent", "sla", null]);
});
