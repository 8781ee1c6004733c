import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Account } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { AccountDialog } from "./AccountDialog";
import { AccountMenu } from "./AccountMenu";
import { useAccounts } from "./data";
import { Secret } from "./Secret";
import classes from "./admin.module.css";

/** Everybody who has an account. A new password is shown once, to be handed over. */
export function Accounts() {
  const { t } = useSpeech();
  const { data = [] } = useAccounts();
  const [edited, setEdited] = useState<Account | "new" | null>(null);
  const [secret, setSecret] = useState<{ name: string; password: string } | null>(null);
  return (
    <Stack gap="md">
      <Group>
        <Button leftSection={<Icon name="userPlus" size={18} />} onClick={() => setEdited("new")}>{t("admin.add")}</Button>
      </Group>
      <ul className={classes.list}>
        {data.map((who) => (
          <li key={who.id} className={classes.line}>
            <Who who={who} />
            <AccountMenu who={who} onEdit={() => setEdited(who)} onPassword={(password) => setSecret({ name: who.name, password })} />
          </li>
        ))}
      </ul>
      <AccountDialog key={edited === "new" ? "new" : edited?.id} edited={edited} onClose={() => setEdited(null)} onMade={setSecret} />
      <Secret secret={secret} onClose={() => setSecret(null)} />
    </Stack>
  );
}

function Who({ who }: { who: Account }) {
  const { t, f } = useSpeech();
  return (
    <div className={classes.who}>
      <Group gap="xs">
        <Text fw={600} c={who.disabled_at ? "dimmed" : undefined}><bdi>{who.name}</bdi></Text>
        <Badge variant="light" tt="none">{t(`role.${who.role}`)}</Badge>
        {who.totp && <Badge variant="light" color="gray" tt="none">{t("admin.totp")}</Badge>}
        {who.disabled_at && <Badge color="red" variant="light" tt="none">{t("admin.disabled")}</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        <bdi dir="ltr">{who.email}</bdi> · {who.last_seen_at ? t("admin.seen", { at: f.stamp(who.last_seen_at) }) : t("admin.neverSeen")}
      </Text>
    </div>
  );
}
