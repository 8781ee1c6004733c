import { expect, test } from "vitest";
import { filled } from "./placeholders";

test("what is known is filled in, and what is not stays to be seen", () => {
  const values = { first_name: "نورة", reference: null };
  expect(filled("أهلًا {first_name}، طلبك {reference} {x}", values)).toBe("أهلًا نورة، طلبك {reference} {x}");
});
