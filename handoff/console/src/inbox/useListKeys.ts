import { useShortcuts } from "../parts/shortcuts";

/** `j` and `k` walk through the list, `Enter` opens what has the focus, `/` searches, `?` tells the keys. */
export function useListKeys({ onHelp }: { onHelp: () => void }): void {
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    "/": () => document.getElementById("search")?.focus(),
    "?": onHelp,
  });
}

function walk(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("#talks [data-talk]")];
  const from = rows.findIndex((row) => row === document.activeElement || row.ariaCurrent === "true");
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : from;
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
