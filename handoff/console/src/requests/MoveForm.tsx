/** The next step of a request, with its reason where the rules ask for one, and what the person is told. */
import { Button, Checkbox, Group, MultiSelect, Stack, Text, Textarea, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { RequestWhole, Step } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useMay } from "../session/me";
import { useMove, useNames } from "./data";
import { COLOURS, type Stage } from "./stages";
import classes from "./requests.module.css";

export function MoveForm({ request }: { request: RequestWhole }) {
  const { t, maybe } = useSpeech();
  const may = useMay("requests.move");
  const [chosen, setChosen] = useState<Step["status"] | null>(null);
  if (!may || request.next_statuses.length === 0) return null;
  return (
    <section className={classes.block}>
      <Title order={2} size="h5" mb="xs">{t("requests.nextStep")}</Title>
      <Group gap="xs">
        {request.next_statuses.map((status) => (
          <Button
            key={status}
            size="sm"
            variant={chosen === status ? "filled" : "light"}
            color={COLOURS[status as Stage]}
            aria-pressed={chosen === status}
            onClick={() => setChosen(chosen === status ? null : (status as Step["status"]))}
          >
            {maybe(`move.${status}`, status)}
          </Button>
        ))}
      </Group>
      {chosen && <Details key={chosen} request={request} status={chosen} onDone={() => setChosen(null)} />}
    </section>
  );
}

function Details({ request, status, onDone }: { request: RequestWhole; status: Step["status"]; onDone: () => void }) {
  const { t } = useSpeech();
  const move = useMove(request.reference);
  const [reason, setReason] = useState("");
  const [message, setMessage] = useState("");
  const [missing, setMissing] = useState<string[]>([]);
  const [tell, setTell] = useState(true);
  const needed = request.need_reason.includes(status);
  const step: Step = { status, reason: reason.trim() || null, message: message.trim() || null, missing, version: request.version, tell };
  const done = () => {
    notifications.show({ message: tell ? t("requests.movedAndTold") : t("requests.moved") });
    onDone();
  };
  return (
    <Stack gap="sm" mt="sm">
      {status === "incomplete" && <Missing request={request} value={missing} onChange={setMissing} />}
      <Textarea
        label={t("requests.reason")}
        description={t("requests.reasonHint")}
        required={needed}
        autosize
        minRows={2}
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Textarea
        label={t("requests.message")}
        description={t("requests.messageHint")}
        autosize
        minRows={2}
        maxLength={2000}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Checkbox label={t("requests.tell")} checked={tell} onChange={(event) => setTell(event.currentTarget.checked)} />
      {!tell && <Text size="sm" c="dimmed">{t("requests.notTold")}</Text>}
      <Group>
        <Button loading={move.isPending} disabled={needed && !reason.trim()} onClick={() => move.mutate(step, { onSuccess: done })}>
          {t("action.confirm")}
        </Button>
        <Button variant="default" onClick={onDone}>{t("action.cancel")}</Button>
      </Group>
    </Stack>
  );
}

/** What exactly is asked for; nothing chosen means papers. */
function Missing({ request, value, onChange }: { request: RequestWhole; value: string[]; onChange: (next: string[]) => void }) {
  const { t } = useSpeech();
  const { form, label } = useNames(request.type);
  const names = [...new Set([...(form?.fields.map((field) => field.name) ?? Object.keys(request.fields)), "documents"])];
  return (
    <MultiSelect
      label={t("requests.missing")}
      description={t("requests.missingHint")}
      data={names.map((name) => ({ value: name, label: label(name) }))}
      value={value}
      onChange={onChange}
      searchable
      clearable
    />
  );
}
