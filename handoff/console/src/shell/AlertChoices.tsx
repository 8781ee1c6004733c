import { Checkbox, Group, Stack, Switch, Table, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { Alerts } from "../api/types";
import { useT } from "../i18n/context";
import { useComplain } from "../parts/problems";
import { useMe } from "../session/me";
import { KINDS } from "./newsKind";
import { NotificationPermission } from "./NotificationPermission";

const WAYS = ["browser", "email"] as const;

/** What one is told of, and how, while away from the console. */
export function AlertChoices() {
  const t = useT();
  const { alerts } = useMe();
  const client = useQueryClient();
  const complain = useComplain();
  const save = useMutation({
    mutationFn: (changed: Alerts) => answer(api.PATCH("/api/me", { body: { alerts: changed } })),
    onSuccess: (me) => client.setQueryData(keys.me, me),
    onError: complain,
  });
  const shown = save.isPending ? save.variables : alerts;
  const toggle = (way: (typeof WAYS)[number], kind: (typeof KINDS)[number], on: boolean) =>
    save.mutate({ ...shown, [way]: on ? [...shown[way], kind] : shown[way].filter((one) => one !== kind) });

  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h4">{t("account.alerts")}</Title>
      <Text c="dimmed" size="sm">{t("account.alertsText")}</Text>
      <Group><NotificationPermission /></Group>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th><span className="hidden">{t("account.alerts")}</span></Table.Th>
            {WAYS.map((way) => <Table.Th key={way} w={110}>{t(`account.way.${way}`)}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {KINDS.map((kind) => (
            <Table.Tr key={kind}>
              <Table.Th scope="row" fw={400}>{t(`alertKind.${kind}`)}</Table.Th>
              {WAYS.map((way) => (
                <Table.Td key={way}>
                  <Checkbox
                    aria-label={`${t(`alertKind.${kind}`)}: ${t(`account.way.${way}`)}`}
                    checked={shown[way].includes(kind)}
                    onChange={(event) => toggle(way, kind, event.currentTarget.checked)}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch
        label={t("account.sound")}
        checked={shown.sound}
        onChange={(event) => save.mutate({ ...shown, sound: event.currentTarget.checked })}
      />
    </Stack>
  );
}
