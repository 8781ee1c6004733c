import { ActionIcon, Button, Checkbox, Divider, Indicator, Popover, Select, Stack, Switch, Text } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { LabelChip } from "../parts/LabelChip";
import { useLabels } from "./data";
import { CHANNELS, narrowing, type Filters } from "./filters";
import { SavedViews } from "./SavedViews";

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
          <SavedViews filters={filters} onFilters={onFilters} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Two providers carry WhatsApp: told apart only here. */
function channelName(channel: string, name: string): string {
  return channel === "twilio_whatsapp" ? `${name} (Twilio)` : name;
}
