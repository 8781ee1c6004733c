import { Button, Group, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { useNames } from "../parts/colleagues";
import { Icon } from "../parts/Icon";
import { useAudit, type AuditFilters } from "./data";
import { Subject } from "./Subject";
import classes from "./admin.module.css";

/** What colleagues did, the latest first. */
export function Audit() {
  const { t, f, maybe } = useSpeech();
  const [filters, setFilters] = useState<AuditFilters>({});
  const { data, hasNextPage, fetchNextPage } = useAudit(filters);
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md">
      <FilterBar filters={filters} onChange={setFilters} />
      {entries.length === 0 && <Text c="dimmed">{t("state.empty")}</Text>}
      <div className={classes.wide}>
        <Table verticalSpacing="xs" stickyHeader>
          <Table.Thead>
            <Table.Tr>{(["when", "who", "what", "subject"] as const).map((name) => <Table.Th key={name}>{t(`audit.${name}`)}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map((entry) => (
              <Table.Tr key={entry.id}>
                <Table.Td>{f.stamp(entry.at)}</Table.Td>
                <Table.Td><bdi>{entry.staff_name ?? t("author.system")}</bdi></Table.Td>
                <Table.Td>{maybe(`deed.${entry.action}`, entry.action)}</Table.Td>
                <Table.Td><Subject subject={entry.subject} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {hasNextPage && <Button variant="default" onClick={() => void fetchNextPage()}>{t("action.more")}</Button>}
    </Stack>
  );
}

function FilterBar({ filters, onChange }: { filters: AuditFilters; onChange: (next: AuditFilters) => void }) {
  const { t } = useSpeech();
  const { data = [] } = useNames();
  const subject = useDebouncedCallback((value: string) => onChange({ ...filters, subject: value.trim() || undefined }), 300);
  const query = new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
  return (
    <Group align="end">
      <Select
        label={t("audit.who")}
        placeholder={t("audit.everybody")}
        clearable
        searchable
        data={data.map((who) => ({ value: String(who.id), label: who.name }))}
        onChange={(value) => onChange({ ...filters, staff: value ? Number(value) : undefined })}
      />
      <TextInput label={t("audit.subject")} placeholder="request:MD-2026-…" dir="ltr" onChange={(event) => subject(event.currentTarget.value)} />
      <Button component="a" href={`/api/audit.csv?${query}`} variant="default" leftSection={<Icon name="arrowDownTray" size={18} />}>{t("requests.export")}</Button>
    </Group>
  );
}
