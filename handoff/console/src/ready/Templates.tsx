import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import type { TemplateShown } from "../api/schema";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useTemplates, useTemplateSync } from "./data";
import classes from "./ready.module.css";

/** Approved wordings as their providers listed them last, with what may be sent and what may not. */
export function Templates() {
  const { t, f } = useSpeech();
  const { data = [] } = useTemplates();
  const sync = useTemplateSync();
  const last = data.map(({ synced_at }) => synced_at).sort().at(-1);
  return (
    <Stack gap="md" className={classes.narrow}>
      <Text size="sm" c="dimmed">{t("template.hint")}</Text>
      <Group>
        <Button leftSection={<Icon name="arrowPath" size={18} />} loading={sync.isPending} onClick={() => sync.mutate()}>{t("template.sync")}</Button>
        {last && <Text size="sm" c="dimmed">{t("template.synced", { at: f.stamp(last) })}</Text>}
      </Group>
      {data.length === 0 && <Text c="dimmed">{t(sync.isSuccess ? "template.nothingListed" : "template.none")}</Text>}
      <ul className={classes.list}>
        {data.map((one) => <li key={`${one.channel}|${one.name}|${one.language}`} className={classes.line}><Wording one={one} /></li>)}
      </ul>
    </Stack>
  );
}

function Wording({ one }: { one: TemplateShown }) {
  const { t, maybe } = useSpeech();
  const parts = [one.parts.header, one.parts.body, one.parts.footer].filter((part): part is string => typeof part === "string");
  return (
    <div className={classes.words}>
      <Group gap="xs">
        <Text fw={600}><bdi dir="ltr">{one.title}</bdi></Text>
        <Badge variant="light" color={one.usable ? "green" : "red"} tt="none">{maybe(`templateStatus.${one.status}`, one.status)}</Badge>
        {one.category && <Badge variant="light" color="gray" tt="none">{maybe(`templateCategory.${one.category}`, one.category)}</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {maybe(`channel.${one.channel}`, one.channel)} · {maybe(`canned.locale.${one.language}`, one.language)} · {t("template.blanks", { n: one.variables.length })}
      </Text>
      {one.reason && <Text size="sm" className={classes.wrong}>{t("template.reason")} <bdi>{maybe(`templateReason.${one.reason}`, one.reason)}</bdi></Text>}
      {parts.map((part, n) => <Text key={n} size="sm" dir="auto" className={classes.text}>{part}</Text>)}
    </div>
  );
}
