import { Button, Stack, Switch, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Problem } from "../api/client";
import type { DayShown } from "../api/schema";
import { useT } from "../i18n/context";
import { dayKey } from "../i18n/formats";
import { DayField } from "../parts/DayField";
import { Dialog } from "../parts/Dialog";
import { useDayDeeds } from "./data";
import { NOTHING_WRONG, wrongOf } from "./week";
import { Spans } from "./Spans";
import { useDayName } from "./words";

/** A day of its own: closed, or with hours of its own. `edited` null: a new one. */
export function DayDialog({ edited, onClose }: { edited: DayShown | null; onClose: () => void }) {
  const t = useT();
  const { put } = useDayDeeds();
  const dayName = useDayName();
  const [date, setDate] = useState(edited?.date ?? dayKey(new Date()));
  const [name, setName] = useState(edited ? dayName(edited) : "");
  const [spans, setSpans] = useState(edited?.spans ?? []);
  const wrong = put.error instanceof Problem ? wrongOf(put.error.fields) : NOTHING_WRONG;
  function submit(event: FormEvent) {
    event.preventDefault();
    put.mutate({ date, name: name.trim(), spans }, { onSuccess: onClose });
  }
  return (
    <Dialog onClose={onClose} title={t(edited ? "desk.changeDay" : "desk.addDay")}>
      <form onSubmit={submit}>
        <Stack>
          <DayField label={t("desk.date")} value={date} onChange={setDate} disabled={edited !== null} error={wrong.has("date") && t("desk.notAccepted")} />
          <TextInput label={t("desk.dayTitle")} placeholder={t("desk.dayTitleHint")} required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} error={wrong.has("name") && t("desk.notAccepted")} data-autofocus />
          <Switch label={t("desk.open")} checked={spans.length > 0} onChange={(event) => setSpans(event.currentTarget.checked ? [{ start: "09:00", end: "12:00" }] : [])} />
          {spans.length > 0 && <Spans name={name || t("desk.date")} spans={spans} onChange={setSpans} wrong={wrong} path="spans" />}
          <Button type="submit" loading={put.isPending} disabled={!name.trim()}>{t("action.save")}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
