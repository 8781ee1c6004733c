import { afterEach, expect, test, vi } from "vitest";
import { TABLES } from "../i18n/context";
import { takeSignInError } from "./singleSignOn";

afterEach(() => vi.unstubAllGlobals());

function standsAt(href: string) {
  const replaceState = vi.fn<(state: unknown, unused: string, url: URL) => void>();
  vi.stubGlobal("location", { href });
  vi.stubGlobal("history", { state: null, replaceState });
  return replaceState;
}

test("the code is read from the address and taken out of it", () => {
  const replaced = standsAt("https://desk.example/console?sign_in_error=no_account&x=1");
  expect(takeSignInError()).toBe("no_account");
  expect(String(replaced.mock.calls[0]?.[2])).toBe("https://desk.example/console?x=1");
});

test("an address without one is left as it is", () => {
  const replaced = standsAt("https://desk.example/console/inbox");
  expect(takeSignInError()).toBeNull();
  expect(replaced).not.toHaveBeenCalled();
});

test("every step at which it may fail has words in both languages", () => {
  for (const code of ["state", "denied", "provider", "token", "email_unverified", "no_account", "other"])
    for (const table of [TABLES.ar, TABLES.en]) expect(Object.keys(table)).toContain(`signInError.${code}`);
});
