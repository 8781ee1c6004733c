import { Avatar, Tooltip } from "@mantine/core";
import { memo } from "react";
import { Link } from "wouter";
import type { Talk } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useLive } from "../live/context";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Icon } from "../parts/Icon";
import { initialOf } from "../parts/initials";
import { LabelChip } from "../parts/LabelChip";
import { nameOf } from "../parts/names";
import { PriorityChip } from "../parts/priority";
import { shortTime } from "../parts/time";
import { useMe } from "../session/me";
import classes from "./inbox.module.css";
import { SlaChip } from "./SlaChip";

type Props = { talk: Talk; href: string; selected: boolean };

/** One conversation in the list: who, what was said last, how pressing, and who has it. */
export const TalkRow = memo(function TalkRow({ talk, href, selected }: Props) {
  const { t, f, maybe } = useSpeech();
  const live = useLive();
  const me = useMe();
  const viewers = (live.viewers.get(talk.id) ?? talk.viewers ?? []).filter((viewer) => viewer.id !== me.id);
  const name = nameOf(talk.person, t);
  const at = talk.last_message?.at ?? talk.last_inbound_at;
  const typing = live.typing.has(talk.id);
  return (
    <Link href={href} className={classes.row} aria-current={selected ? "true" : undefined} data-talk={talk.id} data-unread={talk.unread || undefined}>
      <span className={classes.face}>
        <Avatar size={42} color="green">{initialOf(talk.person.name)}</Avatar>
        <span className={classes.badge}><ChannelIcon channel={talk.channel} size={13} /></span>
      </span>
      <span className={classes.what}>
        <span className={classes.line}>
          <bdi className={classes.name}>{name}</bdi>
          {talk.unread && <span className={classes.dot} role="img" aria-label={t("inbox.unread")} />}
          {at && <time className={classes.time} dateTime={at}>{shortTime(at, f)}</time>}
        </span>
        <span className={classes.said} data-typing={typing || undefined}>
          {typing ? t("inbox.typing") : <LastSaid talk={talk} />}
        </span>
        <span className={classes.chips}>
          <PriorityChip priority={talk.priority} reason={talk.priority_reason ?? talk.queue_reason} />
          <SlaChip sla={talk.sla} />
          {talk.owner === "staff" && talk.assignee && talk.assignee.id !== me.id && (
            <span className={classes.holder}><Icon name="user" size={13} /><bdi>{talk.assignee.name}</bdi></span>
          )}
          {talk.owner === "closed" && <span className={classes.holder}>{maybe("owner.closed", "")}</span>}
          {talk.labels?.map((label) => <LabelChip key={label.id} label={label} />)}
          {viewers.length > 0 && (
            <Tooltip label={t("inbox.viewing", { names: f.list(viewers.map((viewer) => viewer.name)) })}>
              <span className={classes.holder}>
                <Icon name="eye" size={14} />
                <span className="hidden">{t("inbox.viewing", { names: f.list(viewers.map((viewer) => viewer.name)) })}</span>
                {f.number(viewers.length)}
              </span>
            </Tooltip>
          )}
        </span>
      </span>
    </Link>
  );
});

function LastSaid({ talk }: { talk: Talk }) {
  const { t } = useSpeech();
  const last = talk.last_message;
  if (!last) return null;
  const own = last.author === "visitor" ? "" : `${t(`author.${last.author}`)}: `;
  const text = last.text || (last.kind === "media" ? t("inbox.file") : "");
  return <>{own}<bdi>{text}</bdi></>;
}
