import { Group, MultiSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import type { Filters } from "./data";
import { STAGES, TYPES } from "./stages";
import classes from "./requests.module.css";

/** Search by reference, phone, ID number or name; kinds and stages. `stages`: the board shows them all itself. */
export function FilterBar({ filters, onChange, stages }: { filters: Filters; onChange: (next: Filters) => void; stages: boolean }) {
  const t = useT();
  const search = useDebouncedCallback((q: string) => onChange({ ...filters, q }), 250);
  return (
    <Group className={classes.filters} gap="xs">
      <TextInput
        type="search"
        defaultValue={filters.q}
        onChange={(event) => search(event.currentTarget.value)}
        placeholder={t("requests.search")}
        aria-label={t("requests.search")}
        leftSection={<Icon name="magnifyingGlass" size={18} />}
        className={classes.search}
      />
      <MultiSelect
        data={TYPES.map((value) => ({ value, label: t(`request.${value}`) }))}
        value={filters.type}
        onChange={(type) => onChange({ ...filters, type })}
        placeholder={filters.type.length ? undefined : t("requests.allTypes")}
        aria-label={t("requests.type")}
        clearable
        className={classes.filter}
      />
      {stages && (
        <MultiSelect
          data={STAGES.map((value) => ({ value, label: t(`requestStatus.${value}`) }))}
          value={filters.status}
          onChange={(status) => onChange({ ...filters, status: status as Filters["status"] })}
          placeholder={filters.status.length ? undefined : t("requests.allStages")}
          aria-label={t("requests.stage")}
          clearable
          className={classes.filter}
        />
      )}
    </Group>
  );
}
