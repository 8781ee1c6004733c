import { expect, test } from "vitest";
import { previewOf, unknownIn } from "./placeholders";

test("blanks that nobody fills are found, each once", () => {
  expect(unknownIn("حياك الله {first_name}، {phone} و{phone}")).toEqual(["phone"]);
  expect(unknownIn("أهلًا {name}، رقم طلبك {reference}")).toEqual([]);
});

test("a preview fills what is known and leaves the rest to be seen", () => {
  expect(previewOf("أهلًا {name} {x}", (name) => `<${name}>`)).toBe("أهلًا <name> {x}");
});
