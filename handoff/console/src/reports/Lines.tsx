import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useSpeech } from "../i18n/context";
import classes from "./reports.module.css";

export type Line = { key: string; label: ReactNode; value: number; beside?: ReactNode };

/** Named things by their number, as bars that lie: the words stand above, so that they may be long. */
export function Lines({ lines, most }: { lines: Line[]; most?: number }) {
  const { f } = useSpeech();
  const top = most ?? Math.max(1, ...lines.map(({ value }) => value));
  return (
    <ul className={classes.lines}>
      {lines.map(({ key, label, value, beside }) => (
        <li key={key}>
          <div className={classes.lineHead}>
            <span className={classes.lineLabel}>{label}</span>
            <span className={classes.lineValue}>{f.number(value)}</span>
          </div>
          <div className={classes.track} aria-hidden="true"><i data-tone={0} style={{ inlineSize: `${(value / top) * 100}%` }} /></div>
          {beside && <Text size="xs" c="dimmed">{beside}</Text>}
        </li>
      ))}
    </ul>
  );
}
