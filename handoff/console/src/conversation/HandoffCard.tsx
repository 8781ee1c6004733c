import { Collapse, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { HandoffCard as Card, TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import classes from "./conversation.module.css";

/** What somebody who takes over must know, so that nobody repeats themselves. Folds; stays as it was left. */
export function HandoffCard({ talk }: { talk: TalkWhole }) {
  const { t, f, maybe } = useSpeech();
  const [open, setOpen] = useLocalStorage({ key: "tawasul.console.card", defaultValue: true });
  const { data: card } = useQuery({
    queryKey: keys.card(talk.id),
    queryFn: () => answer(api.GET("/api/conversations/{conversation_id}/card", { params: { path: { conversation_id: talk.id } } })),
    enabled: talk.owner !== "bot",
  });
  const reason = card?.need.reason ?? talk.priority_reason ?? talk.queue_reason;
  if (talk.owner === "bot" || !(card || reason)) return null;
  const why = reason ? maybe(`reason.${reason}`, maybe(`intent.${reason}`, reason)) : null;
  const need = card?.need.title ?? (card?.need.intent ? maybe(`intent.${card.need.intent}`, card.need.intent) : why);
  return (
    <section className={classes.card} aria-label={t("card.title")}>
      <UnstyledButton className={classes.cardHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="clipboardDocumentList" size={18} />
        <strong>{need ?? t("card.title")}</strong>
        {why && why !== need && <span>{why}</span>}
        {talk.queued_at && talk.owner === "queued" && <span>{t("card.waitingSince", { at: f.time(talk.queued_at) })}</span>}
        <Icon name={open ? "chevronUp" : "chevronDown"} size={16} style={{ marginInlineStart: "auto" }} />
      </UnstyledButton>
      {card && <Collapse expanded={open}><Details card={card} /></Collapse>}
    </section>
  );
}

function Details({ card }: { card: Card }) {
  const { t, f } = useSpeech();
  const { need, form, citation, uncertainty } = card;
  return (
    <dl className={classes.facts}>
      {need.words && <Fact label={t("card.words")}><q dir="auto">{need.words}</q></Fact>}
      {form && (
        <>
          <Fact label={t("card.form")}>{form.title}</Fact>
          {form.filled.map((field) => <Fact key={field.name} label={field.label}><bdi>{field.value}</bdi></Fact>)}
          {form.missing.length > 0 && <Fact label={t("card.missing")}>{f.list(form.missing.map((field) => field.label))}</Fact>}
          {form.documents.length > 0 && <Fact label={t("card.documents")}>{f.number(form.documents.length)}</Fact>}
        </>
      )}
      {citation && <Fact label={t("card.cited")}>{t("card.section", { section: citation.section })}</Fact>}
      {uncertainty && (
        <Fact label={t("card.uncertain")}>
          <q dir="auto">{uncertainty.text}</q>
          {uncertainty.ranking.slice(0, 3).map((one) => (
            <span key={one.intent} className={classes.guess}>{one.title} {f.percent(one.confidence)}</span>
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
