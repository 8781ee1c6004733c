/** What people may ask about their own data, for those who care for it: a copy, erasure; and what the law wants kept. */
import { Alert, Button, Checkbox, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Linked, PersonShown } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { useErase, useHold } from "./data";
import classes from "./person.module.css";

type Asked = "erase" | "hold" | null;

export function Privacy({ person }: { person: PersonShown }) {
  const { t } = useSpeech();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  return (
    <section className={classes.block}>
      <Title order={3} size="h6">{t("privacy.title")}</Title>
      <Text size="sm" c="dimmed" mb="sm">{t("privacy.hint")}</Text>
      <Group gap="xs">
        <Button component="a" href={`/api/people/${person.id}/export`} variant="default" leftSection={<Icon name="arrowDownTray" size={18} />}>
          {t("privacy.copy")}
        </Button>
        {!person.on_hold && <Button variant="default" leftSection={<Icon name="lockClosed" size={18} />} onClick={() => setAsked("hold")}>{t("privacy.hold")}</Button>}
        <Button variant="light" color="red" leftSection={<Icon name="trash" size={18} />} onClick={() => setAsked("erase")}>{t("privacy.erase")}</Button>
      </Group>
      <Dialog opened={asked === "erase"} onClose={close} title={t("privacy.erase")}><Erase person={person} onDone={close} /></Dialog>
      <Dialog opened={asked === "hold"} onClose={close} title={t("privacy.hold")}><Hold person={person} onDone={close} /></Dialog>
    </section>
  );
}

/** Whoever else holds a phone of theirs: each person once. */
function linkedWith(person: PersonShown): Linked[] {
  const others = person.addresses.flatMap((address) => address.phones.flatMap((phone) => phone.others));
  return [...new Map(others.filter((one) => one.person_id !== person.id).map((one) => [one.person_id, one])).values()];
}

function Erase({ person, onDone }: { person: PersonShown; onDone: () => void }) {
  const { t, maybe } = useSpeech();
  const wish = person.requests.find((one) => one.type === "erasure" && ["in_service", "completed"].includes(one.status));
  const [reference, setReference] = useState(wish?.reference ?? "");
  const [verified, setVerified] = useState("");
  const [also, setAlso] = useState<string[]>([]);
  const others = linkedWith(person);
  const erase = useErase(person.id);
  const done = () => {
    notifications.show({ message: t("privacy.erased") });
    onDone();
  };
  return (
    <Stack>
      <Alert color="red">{t("privacy.eraseWhat")}</Alert>
      <TextInput label={t("privacy.reference")} description={t("privacy.referenceHint")} dir="ltr" required value={reference} onChange={(event) => setReference(event.currentTarget.value)} />
      <Textarea label={t("privacy.verified")} description={t("privacy.verifiedHint")} autosize minRows={2} maxLength={500} value={verified} onChange={(event) => setVerified(event.currentTarget.value)} />
      {others.length > 0 && (
        <Checkbox.Group label={t("privacy.also")} description={t("privacy.alsoHint")} value={also} onChange={setAlso}>
          <Stack gap={6} mt={6}>
            {others.map((one) => (
              <Checkbox
                key={one.person_id}
                value={String(one.person_id)}
                label={`${one.name?.trim() || t("person.nameless", { end: one.address.slice(-4) })} · ${maybe(`channel.${one.channel}`, one.channel)}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Button color="red" disabled={!reference.trim()} loading={erase.isPending} onClick={() => erase.mutate({ reference: reference.trim(), verified: verified.trim() || null, also: also.map(Number) }, { onSuccess: done })}>
        {t("privacy.erase")}
      </Button>
    </Stack>
  );
}

function Hold({ person, onDone }: { person: PersonShown; onDone: () => void }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState("");
  const hold = useHold(person.id);
  return (
    <Stack>
      <Text size="sm">{t("privacy.holdWhat")}</Text>
      <Textarea label={t("privacy.holdReason")} autosize minRows={2} maxLength={1000} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Button disabled={reason.trim().length < 3} loading={hold.isPending} onClick={() => hold.mutate(reason.trim(), { onSuccess: onDone })}>{t("privacy.hold")}</Button>
    </Stack>
  );
}
