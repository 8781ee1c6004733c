import { ActionIcon, Badge, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { CannedShown } from "../api/schema";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { CannedDialog } from "./CannedDialog";
import { useReplies, useReplyDeeds } from "./data";
import { RemoveDialog } from "./RemoveDialog";
import classes from "./ready.module.css";

/** Answers kept ready: everybody's, and one's own. */
export function Canned() {
  const t = useT();
  const { data = [] } = useReplies();
  const { remove } = useReplyDeeds();
  const [edited, setEdited] = useState<CannedShown | "new" | null>(null);
  const [going, setGoing] = useState<CannedShown | null>(null);
  return (
    <Stack gap="md" className={classes.narrow}>
      <Text size="sm" c="dimmed">{t("canned.hint")}</Text>
      <Group><Button leftSection={<Icon name="plus" size={18} />} onClick={() => setEdited("new")}>{t("canned.add")}</Button></Group>
      {data.length === 0 && <Text c="dimmed">{t("canned.none")}</Text>}
      <ul className={classes.list}>
        {data.map((one) => (
          <li key={one.id} className={classes.line}>
            <Reply one={one} />
            <Menu>
              <Menu.Target><ActionIcon variant="subtle" size="lg" aria-label={t("ready.deeds", { name: one.title })}><Icon name="ellipsisVertical" /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setEdited(one)}>{t("action.edit")}</Menu.Item>
                <Menu.Item color="red" onClick={() => setGoing(one)}>{t("action.delete")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
      </ul>
      {edited && <CannedDialog edited={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {going && (
        <RemoveDialog name={going.title} text={t(going.shared ? "canned.removeShared" : "canned.removeOwn")} pending={remove.isPending} onClose={() => setGoing(null)} onRemove={() => remove.mutate(going.id, { onSuccess: () => setGoing(null) })} />
      )}
    </Stack>
  );
}

function Reply({ one }: { one: CannedShown }) {
  const t = useT();
  return (
    <div className={classes.words}>
      <Group gap="xs">
        <Text fw={600}><bdi>{one.title}</bdi></Text>
        <Text size="sm" c="dimmed"><bdi className="code">/{one.shortcut}</bdi></Text>
        <Badge variant="light" color={one.shared ? "green" : "gray"} tt="none">{t(one.shared ? "canned.shared" : "canned.own")}</Badge>
      </Group>
      <Text size="sm" dir="auto" lineClamp={3} className={classes.text}>{one.text}</Text>
    </div>
  );
}
