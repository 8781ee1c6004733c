import { Tooltip } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Icon, type IconName } from "./Icon";

const ICONS: Record<string, IconName> = {
  webchat: "globeAlt",
  whatsapp_cloud: "phone",
  twilio_whatsapp: "phone",
  twilio_sms: "devicePhoneMobile",
  telegram: "paperAirplane",
};

/** Where somebody writes from. */
export function ChannelIcon({ channel, size = 16 }: { channel: string; size?: number }) {
  const { maybe } = useSpeech();
  const name = maybe(`channel.${channel}`, channel);
  return (
    <Tooltip label={name}>
      <span role="img" aria-label={name} style={{ display: "inline-flex" }}>
        <Icon name={ICONS[channel] ?? "chatBubbleOvalLeft"} size={size} />
      </span>
    </Tooltip>
  );
}
