import { Badge, Button, Group, Text, Title } from "@mantine/core";
import type { KnowledgeWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useMay } from "../session/me";
import { useDeeds } from "./data";
import classes from "./knowledge.module.css";

/** What was said before; any version can be said again. */
export function Versions({ whole }: { whole: KnowledgeWhole }) {
  const { t, f, language } = useSpeech();
  const may = useMay("knowledge.publish");
  const { revert } = useDeeds(whole.intent);
  return (
    <section className={classes.block}>
      <Title order={2} size="h5">{t("knowledge.versions")}</Title>
      <ul className={classes.versions}>
        {whole.versions.map((version) => (
          <li key={version.number}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text fw={600}>
                  {t("knowledge.version", { n: f.number(version.number) })}{" "}
                  {version.live && <Badge variant="light" tt="none">{t("knowledge.live")}</Badge>}
                </Text>
                <Text size="sm" c="dimmed">
                  {version.source === "file" ? t("knowledge.shipped") : <><bdi>{version.by}</bdi>{version.published_at && <> · {f.stamp(version.published_at)}</>}</>}
                </Text>
              </div>
              {may && !version.live && (
                <Button size="compact-md" variant="default" loading={revert.isPending} onClick={() => revert.mutate(version.number)}>
                  {t("knowledge.revert")}
                </Button>
              )}
            </Group>
            <details>
              <summary>{t("knowledge.showText")}</summary>
              <Text size="sm" className={classes.policy}><bdi>{version[language]}</bdi></Text>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
