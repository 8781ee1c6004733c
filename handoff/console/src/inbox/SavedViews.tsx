import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { SavedView } from "../api/types";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useComplain } from "../parts/problems";
import { useMay } from "../session/me";
import { useViews } from "./data";
import { readFilters, writeFilters, type Filters } from "./filters";

type Props = { filters: Filters; onFilters: (filters: Filters) => void };

/** Filters kept under a name: one's own, and those that supervisors keep for all. */
export function SavedViews({ filters, onFilters }: Props) {
  const t = useT();
  const { data: views = [] } = useViews();
  const { remove } = useViewDeeds();
  const keeper = useMay("desk.configure");
  return (
    <Stack gap={6} role="group" aria-label={t("inbox.views")}>
      <Text size="sm" fw={600}>{t("inbox.views")}</Text>
      {views.map((view) => (
        <Group key={view.id} gap={4} wrap="nowrap">
          <Choice view={view} onChoose={() => onFilters(readFilters(new URLSearchParams(view.query.address)))} />
          {(keeper || !view.shared) && (
            <ActionIcon variant="subtle" color="gray" aria-label={t("inbox.deleteView", { name: view.name })} onClick={() => remove.mutate(view.id)}>
              <Icon name="trash" size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Keep filters={filters} />
    </Stack>
  );
}

function Choice({ view, onChoose }: { view: SavedView; onChoose: () => void }) {
  const t = useT();
  return (
    <>
      <Button variant="subtle" size="compact-md" justify="flex-start" flex={1} miw={0} leftSection={<Icon name="bookmark" size={16} />} onClick={onChoose}>
        <bdi>{view.name}</bdi>
      </Button>
      {view.shared && (
        <Tooltip label={t("inbox.sharedView")}>
          <span role="img" aria-label={t("inbox.sharedView")}><Icon name="users" size={16} /></span>
        </Tooltip>
      )}
    </>
  );
}

/** The present filters under a new name. */
function Keep({ filters }: { filters: Filters }) {
  const t = useT();
  const { add } = useViewDeeds();
  const keeper = useMay("desk.configure");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = () => add.mutate({ name: name.trim(), query: { address: writeFilters(filters).toString() }, shared }, { onSuccess: () => setName("") });
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <TextInput flex={1} size="xs" aria-label={t("inbox.viewName")} placeholder={t("inbox.viewName")} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button size="xs" disabled={!name.trim()} loading={add.isPending} onClick={save}>{t("action.save")}</Button>
      </Group>
      {keeper && <Switch size="xs" label={t("inbox.shareView")} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
    </>
  );
}

function useViewDeeds() {
  const client = useQueryClient();
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: keys.views }), onError: useComplain() };
  const add = useMutation({
    mutationFn: (body: { name: string; query: { address: string }; shared: boolean }) => answer(api.POST("/api/views", { body })),
    ...then,
  });
  const remove = useMutation({
    mutationFn: (id: number) => answer(api.DELETE("/api/views/{view_id}", { params: { path: { view_id: id } } })),
    ...then,
  });
  return { add, remove };
}
