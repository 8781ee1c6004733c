import { Collapse, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import type { HandoffCard as Card, TalkWhole } from "../api/types";
import { useSpeech, type Speech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { usePhone } from "../parts/screen";
import classes from "./conversation.module.css";
import { useCard } from "./data";

const WORTH_A_WORD = 0.01;

/** The bot's own title; what it has no answer of its own for is named by us. */
function titled({ intent, title }: { intent: string | null; title: string | null }, maybe: Speech["maybe"]): string {
  return title && title !== intent ? title : maybe(`intent.${intent}`, intent ?? "");
}

/**
 * What somebody who takes over must know, so that nobody repeats themselves. Folds, on a phone from the
 * start; stays as it was left.
 */
export function HandoffCard({ talk }: { talk: TalkWhole }) {
  const { t, f, maybe } = useSpeech();
  const phone = usePhone();
  const [open, setOpen] = useLocalStorage({ key: phone ? "tawasul.console.card.phone" : "tawasul.console.card", defaultValue: !phone });
  const { data: card } = useCard(talk);
  const reason = card?.need.reason ?? talk.priority_reason ?? talk.queue_reason;
  if (talk.owner === "bot" || !(card || reason)) return null;
  const why = reason ? maybe(`reason.${reason}`, maybe(`intent.${reason}`, reason)) : null;
  const need = card?.need.intent ? titled(card.need, maybe) : why;
  return (
    <section className={classes.card} aria-label={t("card.title")}>
      <UnstyledButton className={classes.cardHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="clipboardDocumentList" size={18} />
        <strong>{need ?? t("card.title")}</strong>
        {why && why !== need && reason !== card?.need.intent && <span>{why}</span>}
        {talk.queued_at && talk.owner === "queued" && <span>{t("card.waitingSince", { at: f.time(talk.queued_at) })}</span>}
        <Icon name={open ? "chevronUp" : "chevronDown"} size={16} style={{ marginInlineStart: "auto" }} />
      </UnstyledButton>
      {card && <Collapse expanded={open}><Details card={card} /></Collapse>}
    </section>
  );
}

function Details({ card }: { card: Card }) {
  const { t, f, maybe } = useSpeech();
  const { need, form, citation, uncertainty, documents } = card;
  return (
    <dl className={classes.facts}>
      {need.words && <Fact label={t("card.words")}><q dir="auto">{need.words}</q></Fact>}
      {form && (
        <>
          <Fact label={t("card.form")}>{form.title}</Fact>
          {form.filled.map((field) => <Fact key={field.name} label={field.label}><bdi>{field.value}</bdi></Fact>)}
          {form.missing.length > 0 && <Fact label={t("card.missing")}>{f.list(form.missing.map((field) => field.label))}</Fact>}
        </>
      )}
      {documents.length > 0 && <Fact label={t("card.documents")}>{f.list(documents.map((file) => file.filename ?? t("file.document")))}</Fact>}
      {citation && (
        <Fact label={t("card.cited")}>
          {maybe(`intent.${citation.intent}`, citation.intent)}
          {citation.section && ` · ${t("card.section", { section: f.list(citation.section.split("، ").map((one) => f.number(Number(one)))) })}`}
        </Fact>
      )}
      {uncertainty && (
        <Fact label={t("card.uncertain")}>
          <q dir="auto">{uncertainty.text}</q>
          <br />
          {uncertainty.ranking.filter((one) => one.confidence >= WORTH_A_WORD).map((one) => (
            <span key={one.intent} className={classes.guess}>{titled(one, maybe)} {f.percent(one.confidence)}</span>
          ))}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
