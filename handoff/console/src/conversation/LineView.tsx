import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { LineShown, TalkWhole, UnderstoodShown } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { Attachments } from "./Attachments";
import classes from "./conversation.module.css";
import { Delivery } from "./Delivery";
import { hidesNumber } from "./masks";
import { Reveal } from "./Reveal";
import { Words } from "./Words";

/** One line of the transcript: the beneficiary at the start of the line, our side at its end. */
export const LineView = memo(function LineView({ line, talk }: { line: LineShown; talk: TalkWhole }) {
  const { t, f } = useSpeech();
  const staff = line.details.staff_name;
  const author = line.author === "staff" && staff ? staff : t(`author.${line.author}`);
  return (
    <article className={classes.line} data-author={line.author} data-note={line.note || undefined} data-seq={line.seq}>
      {line.author !== "visitor" && (
        <span className={classes.author}>
          {line.note && <Icon name="lockClosed" size={13} />}
          {line.author === "bot" && <Icon name="cpuChip" size={13} />}
          <bdi>{author}</bdi>
          {line.note && <> · {t("conversation.noteTag")}</>}
        </span>
      )}
      <div className={classes.bubble}>
        {line.author === "visitor" && <span className="hidden">{author}:</span>}
        {line.details.forwarded && <p className={classes.aside}>{t("conversation.forwarded")}</p>}
        {line.text && <Words text={line.text} />}
        {hidesNumber(line) && <Reveal talk={talk.id} seq={line.seq} />}
        <Extras line={line} />
        <Attachments files={line.attachments} />
        {line.buttons.length > 0 && (
          <ul className={classes.buttons} aria-label={t("conversation.choices")}>
            {line.buttons.map((button, index) => <li key={index} dir="auto">{button.title}</li>)}
          </ul>
        )}
      </div>
      <span className={classes.meta}>
        <time dateTime={line.at}>{f.time(line.at)}</time>
        <Delivery line={line} talk={talk} />
        {line.understood && <Understood understood={line.understood} />}
      </span>
    </article>
  );
});

/** Places and contact cards. */
function Extras({ line }: { line: LineShown }) {
  const { t } = useSpeech();
  const { location, contacts } = line.details;
  const { latitude, longitude } = location ?? {};
  const placed = typeof latitude === "number" && typeof longitude === "number";
  return (
    <>
      {placed && (
        <a
          className={classes.place}
          target="_blank"
          rel="noopener noreferrer"
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
        >
          <Icon name="mapPin" size={18} />
          <bdi>{location?.name || location?.address || t("conversation.place")}</bdi>
        </a>
      )}
      {contacts?.map((contact, index) => (
        <p key={index} className={classes.place}>
          <Icon name="user" size={18} />
          <bdi>{contact.name}</bdi> <bdi dir="ltr">{contact.phones?.join(" · ")}</bdi>
        </p>
      ))}
    </>
  );
}

/** What the bot took these words for, how surely, and what it answered from. */
function Understood({ understood }: { understood: UnderstoodShown }) {
  const { t, f, maybe } = useSpeech();
  const { intent, confidence, sections, outcome } = understood;
  if (!intent) return null;
  const sure = confidence === null ? "" : ` ${f.percent(confidence)}`;
  const cited = sections.length ? ` · ${t("conversation.cited", { sections: f.list(sections.map(f.number)) })}` : "";
  return (
    <Tooltip label={t("conversation.understood")}>
      <span className={classes.understood} data-missed={outcome === "missed" || outcome === "asked" || undefined}>
        <Icon name="cpuChip" size={13} />
        {maybe(`intent.${intent}`, intent)}{sure}{cited}
      </span>
    </Tooltip>
  );
}
