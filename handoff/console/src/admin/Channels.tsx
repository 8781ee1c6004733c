import { Badge, Button, Group, Text } from "@mantine/core";
import type { ChannelShown } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useChannelCheck, useChannels } from "./data";
import classes from "./admin.module.css";

/** How each channel is: on or off and why, its last check, and what it carries. */
export function Channels() {
  const { data = [] } = useChannels();
  return <ul className={classes.list}>{data.map((channel) => <li key={channel.name} className={classes.line}><Line channel={channel} /></li>)}</ul>;
}

function Line({ channel }: { channel: ChannelShown }) {
  const { t, f, maybe } = useSpeech();
  const check = useChannelCheck();
  return (
    <>
      <div className={classes.who}>
        <Group gap="xs">
          <Text fw={600}>{maybe(`channel.${channel.name}`, channel.name)} <Text span c="dimmed" size="sm"><bdi dir="ltr">{channel.name}</bdi></Text></Text>
          <State channel={channel} />
        </Group>
        <Text size="sm" c="dimmed">
          {channel.last_inbound_at ? t("channels.lastInbound", { at: f.stamp(channel.last_inbound_at) }) : t("channels.noInbound")}
          {" · "}{t("channels.pending", { n: channel.pending })} · {t("channels.failed", { n: channel.failed_24h })}
          {channel.unknown > 0 && <> · {t("channels.unknown", { n: channel.unknown })}</>}
        </Text>
        {channel.missing && <Text size="sm">{t("channels.missing")} <bdi dir="ltr" className="code">{channel.missing}</bdi></Text>}
        {channel.detail && <Text size="sm" c="dimmed"><bdi dir="ltr">{channel.detail}</bdi>{channel.checked_at && <> · {f.stamp(channel.checked_at)}</>}</Text>}
      </div>
      {channel.on && <Button variant="default" loading={check.isPending} onClick={() => check.mutate(channel.name)}>{t("channels.check")}</Button>}
    </>
  );
}

function State({ channel }: { channel: ChannelShown }) {
  const { t } = useSpeech();
  if (!channel.on) return <Badge color="gray" variant="light" tt="none">{t("channels.off")}</Badge>;
  if (channel.ok === false) return <Badge color="red" variant="light" tt="none">{t("channels.bad")}</Badge>;
  return <Badge color="green" variant="light" tt="none">{channel.ok ? t("channels.good") : t("channels.on")}</Badge>;
}
