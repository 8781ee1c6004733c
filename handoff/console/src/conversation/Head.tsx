import { ActionIcon, Avatar, Button, Tooltip } from "@mantine/core";
import { Link, useLocation } from "wouter";
import type { TalkWhole, WhyAssigned } from "../api/types";
import { useSpeech } from "../i18n/context";
import { SlaChip } from "../inbox/SlaChip";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Icon } from "../parts/Icon";
import { initialOf } from "../parts/initials";
import { LabelChip } from "../parts/LabelChip";
import { nameOf } from "../parts/names";
import { PriorityChip } from "../parts/priority";
import { useShortcuts } from "../parts/shortcuts";
import { useTwice } from "../parts/useTwice";
import classes from "./conversation.module.css";
import { useCard } from "./data";
import { DeedDialogs } from "./DeedDialogs";
import { DeedMenu } from "./DeedMenu";
import type { Deeds } from "./deeds";
import type { May } from "./may";
import { useDialogs, type Deed } from "./useDialogs";

type Props = {
  talk: TalkWhole;
  may: May;
  back: string;
  deeds: Deeds;
  onClaim: () => void;
  personShown: boolean;
  onPerson: () => void;
};

/** Who it is, how it stands, and what can be done with it. */
export function Head({ talk, may, back, deeds, onClaim, personShown, onPerson }: Props) {
  const { t } = useSpeech();
  const [, navigate] = useLocation();
  const dialogs = useDialogs();
  const { data: card } = useCard(talk);
  const onResolved = () => navigate(back);
  const start = (deed: Deed) => {
    if (deed === "resolve") deeds.resolve.mutate("", { onSuccess: onResolved });
    else if (deed === "wake") deeds.snooze.mutate(null);
    else if (deed === "release" && !card?.form) deeds.release.mutate("resume");
    else dialogs.show(deed);
  };
  const ending = useTwice(() => start("resolve"));
  useShortcuts({
    t: () => may.transfer && start("transfer"),
    e: () => may.end && (may.reply ? ending.press() : start("resolveWithNote")),
    b: () => may.end && start("release"),
    l: () => start("labels"),
  });
  return (
    <header className={classes.head}>
      <ActionIcon className={classes.back} component={Link} href={back} variant="subtle" size="lg" aria-label={t("action.back")}>
        <Icon name="arrowUturnLeft" />
      </ActionIcon>
      <Avatar size={40} color="green" className={classes.avatar}>{initialOf(talk.person.name)}</Avatar>
      <div className={classes.who}>
        <h2><bdi>{nameOf(talk.person, t)}</bdi></h2>
        <Stands talk={talk} mine={may.reply} />
      </div>
      <div className={classes.deeds}>
        {may.claim && (
          <Button loading={deeds.claim.isPending || deeds.assign.isPending} onClick={onClaim} leftSection={<Icon name="handRaised" size={18} />}>
            {t("conversation.claim")}
          </Button>
        )}
        {may.reply && (
          <Button
            variant={ending.asked ? "filled" : "light"}
            loading={deeds.resolve.isPending}
            onClick={ending.press}
            leftSection={<Icon name="check" size={18} />}
          >
            {t(ending.asked ? "conversation.resolveSure" : "conversation.resolve")}
          </Button>
        )}
        <DeedMenu talk={talk} may={may} onDeed={start} />
        <Tooltip label={t("person.title")}>
          <ActionIcon variant={personShown ? "light" : "subtle"} size={36} aria-label={t("person.title")} aria-pressed={personShown} onClick={onPerson}>
            <Icon name="identification" />
          </ActionIcon>
        </Tooltip>
      </div>
      <DeedDialogs open={dialogs.open} talk={talk} deeds={deeds} onClose={dialogs.close} onResolved={onResolved} />
    </header>
  );
}

/** With whom, how long its promises still hold, how urgent, put off until when. */
function Stands({ talk, mine }: { talk: TalkWhole; mine: boolean }) {
  const { t, f } = useSpeech();
  const held = talk.owner === "staff" && talk.assignee !== null;
  const who = !held ? t(`owner.${talk.owner}`) : mine ? t("conversation.withYou") : t("conversation.with", { name: talk.assignee?.name ?? "" });
  return (
    <p>
      <ChannelIcon channel={talk.channel} size={15} />
      <Who who={who} why={talk.sla?.why_assigned} />
      <SlaChip sla={talk.sla} />
      <PriorityChip priority={talk.priority} reason={talk.priority_reason ?? talk.queue_reason} />
      {talk.snoozed_until && (
        <span className={classes.snoozed}><Icon name="pause" size={14} />{t("conversation.snoozedUntil", { at: f.stamp(talk.snoozed_until) })}</span>
      )}
      {talk.labels.map((label) => <LabelChip key={label.id} label={label} />)}
    </p>
  );
}

/** With whom, and on a look how it came to them. */
function Who({ who, why }: { who: string; why: WhyAssigned | null | undefined }) {
  const { t } = useSpeech();
  if (!why) return <span>{who}</span>;
  return (
    <Tooltip label={why.skill ? t("why.skill", { skill: why.skill }) : t(`why.${why.how === "skill" ? "load" : why.how}`)}>
      <span>{who}</span>
    </Tooltip>
  );
}
