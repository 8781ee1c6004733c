import { Button, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { RequestWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useMay } from "../session/me";
import { useNames, useReveal } from "./data";
import { plainText } from "./plain";
import classes from "./requests.module.css";

/** What the form asked and what was answered. Masked values are shown on a click that is on record. */
export function Fields({ request }: { request: RequestWhole }) {
  const { t } = useSpeech();
  const mayReveal = useMay("reveal");
  const reveal = useReveal(request.reference);
  const [shown, setShown] = useState<Record<string, string>>({});
  const masked = Object.entries(request.fields).filter(([, value]) => isMasked(value)).map(([name]) => name);
  const look = () =>
    reveal.mutate(masked, {
      onSuccess: ({ fields }) =>
        setShown(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainText(value)]))),
    });
  return (
    <section className={classes.block}>
      <Group justify="space-between">
        <Title order={2} size="h5">{t("requests.fields")}</Title>
        {masked.length > 0 && mayReveal && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={reveal.isPending}
            leftSection={<Icon name={Object.keys(shown).length ? "eyeSlash" : "eye"} size={16} />}
            onClick={Object.keys(shown).length ? () => setShown({}) : look}
          >
            {Object.keys(shown).length ? t("requests.hide") : t("requests.reveal")}
          </Button>
        )}
      </Group>
      {request.on_behalf && <OnBehalf request={request} />}
      <dl className={classes.fields}>
        {Object.entries(request.fields).map(([name, value]) => (
          <FieldLine key={name} type={request.type} name={name} value={value} clear={shown[name]} />
        ))}
      </dl>
    </section>
  );
}

type Value = RequestWhole["fields"][string];

function FieldLine({ type, name, value, clear }: { type: string; name: string; value: Value; clear: string | undefined }) {
  const { t } = useSpeech();
  const spoken = useSpokenValue(type, name);
  if (value === null || value === undefined || value === "") return null;
  return (
    <div className={classes.field}>
      <dt>{spoken.label}</dt>
      <dd>
        {isMasked(value) ? (
          <span aria-label={clear ?? t("requests.masked")}><bdi dir="ltr" className="code">{clear ?? value.value}</bdi></span>
        ) : (
          <bdi dir={spoken.leftToRight ? "ltr" : undefined}>{spoken.say(plainText(value))}</bdi>
        )}
      </dd>
    </div>
  );
}

/** A value as people say it: choices by their title, money and dates in the page's digits. */
function useSpokenValue(type: string, name: string) {
  const { f } = useSpeech();
  const names = useNames(type);
  const kind = names.typeOf(name);
  const say = (text: string): string => {
    if (kind === "choice") return names.choice(name, text);
    if (kind === "money" && !Number.isNaN(Number(text))) return f.money(Number(text), "SAR");
    if (kind === "number" && !Number.isNaN(Number(text))) return f.number(Number(text));
    if (kind === "date" && /^\d{4}-\d\d-\d\d$/.test(text)) return `${f.date(text)} (${f.hijri(text)})`;
    return text;
  };
  return { label: names.label(name), say, leftToRight: ["mobile", "iban", "national_id", "reference"].includes(kind) };
}

function OnBehalf({ request }: { request: RequestWhole }) {
  const { t, maybe } = useSpeech();
  const relation = String(request.on_behalf?.relation ?? "");
  return (
    <Text className={classes.notice}>
      {t("requests.onBehalf", { relation: maybe(`relation.${relation}`, relation || t("relation.other")) })}
    </Text>
  );
}

function isMasked(value: Value): value is Extract<Value, { masked: true }> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "masked" in value;
}
