/** A chart of columns, in plain boxes: it runs in reading direction and needs no style that the policy would block. */
import { useId, useState } from "react";
import { useSpeech } from "../i18n/context";
import { namedOf, topOf } from "./ranges";
import { Details } from "./Details";
import classes from "./reports.module.css";

/** So many columns at most are named below: what a phone has room for. */
const NAMES = 5;

export type Column = { key: string; label: string; full: string; values: number[] };
type Props = {
  title: string;
  /** What a column is: the head of the table's first column. */
  of: string;
  parts: string[];
  columns: Column[];
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What is stacked is named once, with its sum; with the column's own numbers while one is pointed at. */
export function Columns({ title, of, parts, columns }: Props) {
  const { t, f } = useSpeech();
  const label = useId();
  const [at, setAt] = useState<number | null>(null);
  const top = topOf(Math.max(0, ...columns.map(({ values }) => sum(values))));
  const pointed = at === null ? undefined : columns[at];
  const shown = pointed?.values ?? parts.map((_, n) => sum(columns.map(({ values }) => values[n] ?? 0)));
  const named = namedOf(columns.length, NAMES);
  return (
    <div>
      <p id={label} className={classes.legend}>
        <span className={classes.pointed}>{pointed?.full ?? t("reports.total")}</span>
        {parts.map((part, n) => (
          <span key={part} className={classes.part}><i className={classes.dot} data-tone={n} /> {part} <b>{f.number(shown[n] ?? 0)}</b></span>
        ))}
      </p>
      <div className={classes.chart} role="img" aria-label={t("reports.chartOf", { title })} onMouseLeave={() => setAt(null)}>
        <div className={classes.scale}>{[top, top / 2, 0].map((value) => <span key={value}>{f.number(value)}</span>)}</div>
        <div className={classes.plot} style={{ gap: columns.length > 26 ? 1 : 3 }}>
          {columns.map(({ key, values }, n) => (
            <div key={key} className={classes.slot} data-at={n === at || undefined} onMouseEnter={() => setAt(n)} onTouchStart={() => setAt(n)}>
              <div className={classes.stack} style={{ blockSize: `${(sum(values) / top) * 100}%` }}>
                {values.map((value, part) => value > 0 && <i key={part} data-tone={part} style={{ flexGrow: value }} />)}
              </div>
            </div>
          ))}
        </div>
        <div className={classes.names}>
          {columns.map(({ key, label: short }, n) => <span key={key}>{named.has(n) && <small>{short}</small>}</span>)}
        </div>
      </div>
      <Details head={[of, ...parts]} rows={columns.filter(({ values }) => sum(values) > 0).map(({ key, full, values }) => ({ key, cells: [full, ...values.map(f.number)] }))} />
    </div>
  );
}
