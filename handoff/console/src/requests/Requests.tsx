/** Every request that this role may see, as a list or on a board by stage. */
import { Button, Center, Group, Loader, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { Board } from "./Board";
import { NO_FILTERS, useRequests } from "./data";
import { FilterBar } from "./FilterBar";
import { RequestList } from "./RequestList";
import classes from "./requests.module.css";

export function Requests() {
  const { t } = useSpeech();
  const [shape, setShape] = useLocalStorage<"list" | "board">({ key: "tawasul.console.requests", defaultValue: "list" });
  const [filters, setFilters] = useState(NO_FILTERS);
  return (
    <div className={classes.page}>
      <Group justify="space-between" className={classes.head}>
        <Title order={1} size="h3">{t("page.requests")}</Title>
        <Group gap="xs">
          <Button component="a" href="/api/requests.csv" variant="default" leftSection={<Icon name="arrowDownTray" size={18} />}>
            {t("requests.export")}
          </Button>
          <SegmentedControl
            aria-label={t("requests.shape")}
            value={shape}
            onChange={(value) => setShape(value === "board" ? "board" : "list")}
            data={[{ value: "list", label: t("requests.list") }, { value: "board", label: t("requests.board") }]}
          />
        </Group>
      </Group>
      <FilterBar filters={filters} onChange={setFilters} stages={shape === "list"} />
      {shape === "board" ? <Board filters={filters} /> : <Listed filters={filters} />}
    </div>
  );
}

function Listed({ filters }: { filters: typeof NO_FILTERS }) {
  const { t } = useSpeech();
  const { data, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useRequests(filters);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (isPending) return <Center p="xl"><Loader aria-label={t("state.loading")} /></Center>;
  if (items.length === 0) return <Center p="xl"><Text c="dimmed">{t("requests.none")}</Text></Center>;
  return (
    <Stack className={classes.scroll} gap="sm">
      <RequestList items={items} />
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("action.more")}</Button>
      )}
    </Stack>
  );
}
