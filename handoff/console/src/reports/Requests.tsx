import { Table } from "@mantine/core";
import { STAGES } from "../requests/stages";
import { useSpeech } from "../i18n/context";
import { Card } from "./Card";
import type { Report } from "./data";
import { Figures } from "./Figures";
import type { Range } from "./ranges";
import classes from "./reports.module.css";

const AGES = ["3", "7", "14", "30", "more"] as const;

/** Requests by stage, and how long they have been in it: the older, the stronger. */
export function Requests({ range }: { range: Range }) {
  const { t, f } = useSpeech();
  const total = ({ totals }: Report<"requests">) => Object.values(totals).reduce((sum, n) => sum + n, 0);
  return (
    <Card name="requests" range={range} title={t("reports.requests")} wide empty={(report) => total(report) === 0}>
      {(report) => (
        <>
          <Figures figures={[{ label: t("reports.submitted"), value: f.number(total(report)), note: t("reports.ageNote") }]} />
          <Ages rows={report.rows} />
        </>
      )}
    </Card>
  );
}

function Ages({ rows }: { rows: Report<"requests">["rows"] }) {
  const { t, f } = useSpeech();
  const count = (stage: string, age: string) => rows.filter((row) => row.status === stage && row.age === age).reduce((sum, row) => sum + row.requests, 0);
  const most = Math.max(1, ...STAGES.flatMap((stage) => AGES.map((age) => count(stage, age))));
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("reports.requests")}>
      <Table verticalSpacing={6} className={classes.ages}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("requests.stage")}</Table.Th>
            {AGES.map((age) => <Table.Th key={age} scope="col">{t(`reports.age.${age}`)}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {STAGES.filter((stage) => AGES.some((age) => count(stage, age))).map((stage) => (
            <Table.Tr key={stage}>
              <Table.Th scope="row" fw={400}>{t(`requestStatus.${stage}`)}</Table.Th>
              {AGES.map((age) => <Heat key={age} n={count(stage, age)} most={most} told={f.number(count(stage, age))} />)}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Heat({ n, most, told }: { n: number; most: number; told: string }) {
  const strength = n ? Math.ceil((n / most) * 4) : 0;
  return <Table.Td className={classes.heat} data-strength={strength}>{n ? told : "–"}</Table.Td>;
}
