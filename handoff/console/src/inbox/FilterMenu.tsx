import { ActionIcon, Button, Checkbox, Divider, Group, Indicator, Popover, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { LabelChip } from "../parts/LabelChip";
import { useComplain } from "../parts/problems";
import { useLabels, useViews } from "./data";
import { CHANNELS, narrowing, readFilters, writeFilters, type Filters } from "./filters";

type Props = { filters: Filters; onFilters: (filters: Filters) => void };

/** Narrows the list further, and keeps a set of filters under a name. */
export function FilterMenu({ filters, onFilters }: Props) {
  const { t, f } = useSpeech();
  const { data: labels = [] } = useLabels();
  const active = narrowing(filters);
  const change = (part: Partial<Filters>) => onFilters({ ...filters, ...part });
  const toggle = (id: number, on: boolean) =>
    change({ labels: on ? [...filters.labels, id] : filters.labels.filter((one) => one !== id) });
  return (
    <Popover position="bottom-end" width={290} trapFocus shadow="md">
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={active ? t("inbox.filtersCount", { n: active }) : t("inbox.filters")}>
          <Indicator disabled={!active} label={f.number(active)} size={16}>
            <Icon name="funnel" size={18} />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Select
            label={t("inbox.channel")}
            placeholder={t("inbox.everyChannel")}
            clearable
            comboboxProps={{ withinPortal: false }}
            data={CHANNELS.map((channel) => ({ value: channel, label: channelName(channel, t(`channel.${channel}`)) }))}
            value={filters.channel}
            onChange={(channel) => change({ channel })}
          />
          {labels.length > 0 && (
            <Stack gap={6} role="group" aria-label={t("inbox.labels")}>
              <Text size="sm" fw={600}>{t("inbox.labels")}</Text>
              {labels.map((label) => (
                <Checkbox
                  key={label.id}
                  label={<LabelChip label={label} />}
                  checked={filters.labels.includes(label.id)}
                  onChange={(event) => toggle(label.id, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          )}
          {(["unread", "snoozed", "closed"] as const).map((flag) => (
            <Switch
              key={flag}
              label={t(`inbox.only.${flag}`)}
              checked={filters[flag]}
              onChange={(event) => change({ [flag]: event.currentTarget.checked })}
            />
          ))}
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={!active}
            onClick={() => change({ channel: null, labels: [], unread: false, snoozed: false, closed: false })}
          >
            {t("inbox.clearFilters")}
          </Button>
          <Divider />
          <Views filters={filters} onFilters={onFilters} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Two providers carry WhatsApp: told apart only here. */
function channelName(channel: string, name: string): string {
  return channel === "twilio_whatsapp" ? `${name} (Twilio)` : name;
}

function Views({ filters, onFilters }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const complain = useComplain();
  const { data: views = [] } = useViews();
  const [name, setName] = useState("");
  const done = { onSuccess: () => client.invalidateQueries({ queryKey: keys.views }), onError: complain };
  const save = useMutation({
    mutationFn: () => {
      const query = { address: writeFilters(filters).toString() };
      return answer(api.POST("/api/views", { body: { name: name.trim(), query, shared: false } }));
    },
    ...done,
  });
  const remove = useMutation({
    mutationFn: (id: number) => answer(api.DELETE("/api/views/{view_id}", { params: { path: { view_id: id } } })),
    ...done,
  });
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>{t("inbox.views")}</Text>
      {views.map((view) => (
        <Group key={view.id} gap={4} wrap="nowrap">
          <Button
            variant="subtle"
            size="compact-md"
            justify="flex-start"
            flex={1}
            leftSection={<Icon name="bookmark" size={16} />}
            onClick={() => onFilters(readFilters(new URLSearchParams(String(view.query.address ?? ""))))}
          >
            <bdi>{view.name}</bdi>
          </Button>
          <ActionIcon variant="subtle" color="gray" aria-label={t("inbox.deleteView", { name: view.name })} onClick={() => remove.mutate(view.id)}>
            <Icon name="trash" size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap={6} wrap="nowrap">
        <TextInput
          flex={1}
          size="xs"
          aria-label={t("inbox.viewName")}
          placeholder={t("inbox.viewName")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" disabled={!name.trim()} loading={save.isPending} onClick={() => save.mutate(undefined, { onSuccess: () => setName("") })}>
          {t("action.save")}
        </Button>
      </Group>
    </Stack>
  );
}
