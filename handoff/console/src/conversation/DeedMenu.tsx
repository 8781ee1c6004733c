import { ActionIcon, Menu } from "@mantine/core";
import type { TalkWhole } from "../api/types";
import { useT, type Key } from "../i18n/context";
import { Icon, type IconName } from "../parts/Icon";
import type { May } from "./may";
import type { Deed } from "./useDialogs";

type Props = { talk: TalkWhole; may: May; onDeed: (deed: Deed) => void };
type Entry = { deed: Deed; label: Key; icon: IconName; shown: boolean };

/** All that can be done with a conversation. */
export function DeedMenu({ talk, may, onDeed }: Props) {
  const t = useT();
  const entries: Entry[] = [
    { deed: "transfer", label: "conversation.transfer", icon: "arrowsRightLeft", shown: may.transfer },
    { deed: "snooze", label: "conversation.snooze", icon: "clock", shown: may.end && talk.snoozed_until === null },
    { deed: "wake", label: "conversation.wake", icon: "bell", shown: may.end && talk.snoozed_until !== null },
    { deed: "priority", label: "conversation.priority", icon: "bolt", shown: may.open },
    { deed: "requeue", label: "conversation.requeue", icon: "queueList", shown: may.end },
    { deed: "release", label: "conversation.release", icon: "cpuChip", shown: may.end },
    { deed: "resolve", label: "conversation.resolve", icon: "check", shown: may.end && !may.reply },
    { deed: "resolveWithNote", label: "conversation.resolveWithNote", icon: "pencilSquare", shown: may.end },
    { deed: "labels", label: "inbox.labels", icon: "tag", shown: true },
    { deed: "timeline", label: "timeline.open", icon: "listBullet", shown: true },
  ];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("conversation.more")}><Icon name="ellipsisVertical" /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.filter((one) => one.shown).map(({ deed, label, icon }) => (
          <Menu.Item key={deed} leftSection={<Icon name={icon} size={18} />} onClick={() => onDeed(deed)}>
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
