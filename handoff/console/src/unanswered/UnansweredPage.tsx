/** What people asked and were not answered, by likeness, and the training that learns from it. */
import { Center, Loader, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useT } from "../i18n/context";
import { ClusterCard } from "./ClusterCard";
import { useClusters } from "./data";
import { Training } from "./Training";
import classes from "./unanswered.module.css";

export default function UnansweredPage() {
  const t = useT();
  const [state, setState] = useState<"open" | "done">("open");
  const { data, isPending } = useClusters(state);
  return (
    <div className={classes.page}>
      <Title order={1} size="h3">{t("page.unanswered")}</Title>
      <Text c="dimmed" size="sm" mb="sm">{t("unanswered.intro")}</Text>
      <div className={classes.columns}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t("unanswered.state")}
            value={state}
            onChange={(value) => setState(value === "done" ? "done" : "open")}
            data={[{ value: "open", label: t("unanswered.open") }, { value: "done", label: t("unanswered.done") }]}
          />
          {isPending && <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>}
          {data?.length === 0 && <Text c="dimmed" p="md">{t(state === "open" ? "unanswered.none" : "state.empty")}</Text>}
          {data?.map((cluster) => <ClusterCard key={cluster.id} cluster={cluster} />)}
        </Stack>
        <Training />
      </div>
    </div>
  );
}
