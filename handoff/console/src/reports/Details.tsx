import { Table } from "@mantine/core";
import { useT } from "../i18n/context";
import classes from "./reports.module.css";

type Props = { head: string[]; rows: { key: string; cells: string[] }[] };

/** A chart's numbers as a table, for those who would rather read, or cannot see it. */
export function Details({ head, rows }: Props) {
  const t = useT();
  return (
    <details className={classes.details}>
      <summary>{t("reports.asTable")}</summary>
      <Numbers head={head} rows={rows} />
    </details>
  );
}

export function Numbers({ head, rows }: Props) {
  const t = useT();
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("reports.asTable")}>
      <Table verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead><Table.Tr>{head.map((name) => <Table.Th key={name} scope="col">{name}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => <Table.Tr key={key}>{cells.map((cell, n) => <Table.Td key={n}>{cell}</Table.Td>)}</Table.Tr>)}
        </Table.Tbody>
      </Table>
    </div>
  );
}
