/** What a wording would change, what stands against it, and what the known questions would be answered. */
import { Alert, Stack, Text, Title } from "@mantine/core";
import type { EvaluationView } from "../api/types";
import { useSpeech } from "../i18n/context";
import classes from "./knowledge.module.css";

export function Evaluation({ found }: { found: EvaluationView }) {
  const { t, f } = useSpeech();
  const lost = found.questions.filter((question) => question.before !== question.after);
  return (
    <Stack gap="sm" aria-live="polite">
      <Alert color={found.ok ? "green" : "red"} title={found.ok ? t("evaluation.ok") : t("evaluation.refused")}>
        {t("evaluation.questions", { n: found.questions.length })}{" "}
        {lost.length > 0 && t("evaluation.lost", { n: lost.length })}
        {found.lengths && <div>{t("evaluation.length", { characters: f.number(found.lengths.ar.characters), segments: f.number(found.lengths.ar.segments) })}</div>}
      </Alert>
      {found.problems.length > 0 && (
        <ul className={classes.problems}>
          {found.problems.map((problem, n) => <ProblemLine key={n} problem={problem} />)}
        </ul>
      )}
      <Difference locale="ar" changes={found.diff.ar} />
      <Difference locale="en" changes={found.diff.en} />
    </Stack>
  );
}

function ProblemLine({ problem }: { problem: EvaluationView["problems"][number] }) {
  const { maybe, t } = useSpeech();
  return (
    <li className={problem.severity === "error" ? classes.error : classes.warning}>
      {maybe(`against.${problem.code}`, problem.message)}
      {problem.locale && <> ({problem.locale === "ar" ? t("knowledge.arabic") : t("knowledge.english")})</>}
      {problem.excerpt && <>: «<bdi>{problem.excerpt}</bdi>»</>}
    </li>
  );
}

function Difference({ locale, changes }: { locale: "ar" | "en"; changes: EvaluationView["diff"]["ar"] }) {
  const { t } = useSpeech();
  if (!changes.some((change) => change.kind !== "same")) return null;
  return (
    <section>
      <Title order={3} size="h6">{t("evaluation.difference")} · {locale === "ar" ? t("knowledge.arabic") : t("knowledge.english")}</Title>
      <Text component="p" className={classes.difference} dir={locale === "ar" ? "rtl" : "ltr"} lang={locale}>
        {changes.map((change, n) =>
          change.kind === "same" ? <span key={n}>{change.text}</span> : change.kind === "added" ? <ins key={n}>{change.text}</ins> : <del key={n}>{change.text}</del>,
        )}
      </Text>
    </section>
  );
}
