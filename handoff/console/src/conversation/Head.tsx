import { ActionIcon, Avatar, Button, Menu, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useLocation } from "wouter";
import type { TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { SlaChip } from "../inbox/SlaChip";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Icon } from "../parts/Icon";
import { initialOf } from "../parts/initials";
import { LabelChip } from "../parts/LabelChip";
import { nameOf } from "../parts/names";
import { PriorityChip } from "../parts/priority";
import { useShortcuts } from "../parts/shortcuts";
import { useMay } from "../session/me";
import classes from "./conversation.module.css";
import type { useDeeds } from "./data";
import { LabelsDialog } from "./LabelsDialog";
import { TransferDialog } from "./TransferDialog";

type Props = {
  talk: TalkWhole;
  mine: boolean;
  back: string;
  deeds: ReturnType<typeof useDeeds>;
  personShown: boolean;
  onPerson: () => void;
};

/** Who it is, how it stands, and what can be done with it. */
export function Head({ talk, mine, back, deeds, personShown, onPerson }: Props) {
  const { t } = useSpeech();
  const [, navigate] = useLocation();
  const [transfer, transferring] = useDisclosure(false);
  const [labels, labelling] = useDisclosure(false);
  const mayReassign = useMay("conversations.reassign");
  const held = talk.owner === "staff";
  const open = talk.owner !== "closed";
  const mayEnd = open && (mine || (mayReassign && held));
  const resolve = () => deeds.resolve.mutate(undefined, { onSuccess: () => navigate(back) });
  const release = () => deeds.release.mutate();
  useShortcuts({
    t: () => open && (mine || mayReassign || !held) && transferring.open(),
    e: () => mayEnd && resolve(),
    b: () => mayEnd && release(),
    l: labelling.open,
  });
  const who = held && talk.assignee ? (mine ? t("conversation.withYou") : t("conversation.with", { name: talk.assignee.name })) : t(`owner.${talk.owner}`);
  return (
    <header className={classes.head}>
      <ActionIcon className={classes.back} component={Link} href={back} variant="subtle" size="lg" aria-label={t("action.back")}>
        <Icon name="arrowUturnLeft" />
      </ActionIcon>
      <Avatar size={40} color="green" className={classes.avatar}>{initialOf(talk.person.name)}</Avatar>
      <div className={classes.who}>
        <h2><bdi>{nameOf(talk.person, t)}</bdi></h2>
        <p>
          <ChannelIcon channel={talk.channel} size={15} />
          <span>{who}</span>
          <SlaChip sla={talk.sla} />
          <PriorityChip priority={talk.priority} reason={talk.priority_reason ?? talk.queue_reason} />
          {talk.labels?.map((label) => <LabelChip key={label.id} label={label} />)}
        </p>
      </div>
      <div className={classes.deeds}>
        {open && !mine && (!held || mayReassign) && (
          <Button loading={deeds.claim.isPending} onClick={() => deeds.claim.mutate()} leftSection={<Icon name="handRaised" size={18} />}>
            {t("conversation.claim")}
          </Button>
        )}
        {mine && (
          <Button variant="light" loading={deeds.resolve.isPending} onClick={resolve} leftSection={<Icon name="check" size={18} />}>
            {t("conversation.resolve")}
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("conversation.more")}><Icon name="ellipsisVertical" /></ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {open && (mine || mayReassign || !held) && (
              <Menu.Item leftSection={<Icon name="arrowsRightLeft" size={18} />} onClick={transferring.open}>{t("conversation.transfer")}</Menu.Item>
            )}
            {mayEnd && <Menu.Item leftSection={<Icon name="cpuChip" size={18} />} onClick={release}>{t("conversation.release")}</Menu.Item>}
            {mayEnd && !mine && <Menu.Item leftSection={<Icon name="check" size={18} />} onClick={resolve}>{t("conversation.resolve")}</Menu.Item>}
            <Menu.Item leftSection={<Icon name="tag" size={18} />} onClick={labelling.open}>{t("inbox.labels")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={t("person.title")}>
          <ActionIcon variant={personShown ? "light" : "subtle"} size={36} aria-label={t("person.title")} aria-pressed={personShown} onClick={onPerson}>
            <Icon name="identification" />
          </ActionIcon>
        </Tooltip>
      </div>
      <TransferDialog opened={transfer} onClose={transferring.close} onChosen={(staff) => deeds.assign.mutate(staff)} talk={talk} />
      <LabelsDialog opened={labels} onClose={labelling.close} talk={talk} />
    </header>
  );
}
