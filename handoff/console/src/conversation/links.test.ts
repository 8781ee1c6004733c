import { expect, test } from "vitest";
import { linked } from "./links";

test("a web address becomes a link and the rest stays as it was written", () => {
  expect(linked("زوروا https://example.org/a?b=1، شكرًا")).toEqual([
    { text: "زوروا " },
    { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
    { text: "، شكرًا" },
  ]);
});

test("whatever else looks like an address stays text", () => {
  for (const text of [
    "javascript:alert(1)", "data:text/html,<script>", "<img src=x onerror=alert(1)>", "https://bank.example@evil.example/",
    "http://", "vbscript:x", "file:///etc/passwd",
  ]) {
    expect(linked(text).filter((part) => part.href)).toEqual([]);
    expect(linked(text).map((part) => part.text).join("")).toBe(text);
  }
});
