import { Text, Title } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { usePolicy } from "./data";
import classes from "./knowledge.module.css";

/** The policy's own text of the sections that an answer cites, to quote from. */
export function Policy({ sections }: { sections: readonly number[] }) {
  const { t, f } = useSpeech();
  const { data = [] } = usePolicy();
  const cited = data.filter((section) => sections.includes(section.number));
  if (cited.length === 0) return null;
  return (
    <section className={classes.block}>
      <Title order={2} size="h5">{t("knowledge.policy")}</Title>
      {cited.map((section) => (
        <details key={section.number} open={cited.length < 3}>
          <summary>{t("knowledge.section", { sections: f.number(section.number) })} · <bdi>{section.title}</bdi></summary>
          <Text className={classes.policy} dir="rtl" lang="ar">{section.text}</Text>
        </details>
      ))}
    </section>
  );
}
