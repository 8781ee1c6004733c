import { Button, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { PersonAddress, PhoneLink } from "../api/types";
import { useSpeech } from "../i18n/context";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { useMay } from "../session/me";
import { useUndoLink } from "./data";
import classes from "./person.module.css";

/** Where they write from, what proves a phone, and whom that links. */
export function Addresses({ person, addresses }: { person: number; addresses: readonly PersonAddress[] }) {
  const { t, f } = useSpeech();
  return (
    <section>
      <Title order={3} size="h6">{t("person.addresses")}</Title>
      {addresses.length === 0 && <Text size="sm" c="dimmed">{t("person.noAddresses")}</Text>}
      {addresses.map((one, index) => (
        <div key={index} className={classes.address}>
          <ChannelIcon channel={one.channel} size={18} />
          <div>
            <Text size="sm">
              {one.channel === "webchat" ? t("person.visitor") : <bdi dir="ltr" className="code">{one.address}</bdi>}
            </Text>
            {one.last_inbound_at && <Text size="xs" c="dimmed">{t("person.lastWrote", { at: f.stamp(one.last_inbound_at) })}</Text>}
            {one.opted_out && <Text size="xs" c="var(--danger-ink)">{t("person.optedOut")}</Text>}
            {one.blocked && <Text size="xs" c="var(--danger-ink)">{t("person.blocked")}</Text>}
            {one.phones.map((phone) => <Phone key={phone.id} person={person} phone={phone} />)}
          </div>
        </div>
      ))}
    </section>
  );
}

function Phone({ person, phone }: { person: number; phone: PhoneLink }) {
  const { t, f, maybe } = useSpeech();
  const [asking, setAsking] = useState(false);
  const mayUndo = useMay("privacy");
  return (
    <div className={classes.phone}>
      <Text size="sm">
        <Icon name="shieldCheck" size={15} style={{ verticalAlign: "-2px" }} /> <bdi dir="ltr" className="code">{phone.phone}</bdi>{" "}
        {t("person.verified")}
      </Text>
      <Text size="xs" c="dimmed">
        {maybe(`proof.${phone.method}`, phone.method)} · {f.date(phone.made_at)} · {t("person.holdsUntil", { at: f.date(phone.expires_at) })}
      </Text>
      {phone.others.map((other, index) => (
        <Text key={index} size="xs">
          <Icon name="link" size={13} style={{ verticalAlign: "-2px" }} /> {t("person.linkedWith")}{" "}
          <Link href={`/people/${other.person_id}`}><bdi>{other.name?.trim() || t("person.nameless", { end: other.address.slice(-4) })}</bdi></Link>{" "}
          {maybe(`channel.${other.channel}`, other.channel)}
        </Text>
      ))}
      {mayUndo && (
        <Button size="compact-xs" variant="subtle" color="red" mt={4} onClick={() => setAsking(true)}>{t("person.undoLink")}</Button>
      )}
      <UndoDialog opened={asking} onClose={() => setAsking(false)} person={person} phone={phone} />
    </div>
  );
}

function UndoDialog({ opened, onClose, person, phone }: { opened: boolean; onClose: () => void; person: number; phone: PhoneLink }) {
  const { t } = useSpeech();
  const undo = useUndoLink(person);
  return (
    <Dialog opened={opened} onClose={onClose} title={t("person.undoLink")}>
      <Stack>
        <Text>{t("person.undoLinkWhat")} <bdi dir="ltr" className="code">{phone.phone}</bdi></Text>
        <Button color="red" loading={undo.isPending} onClick={() => undo.mutate(phone.id, { onSuccess: onClose })}>{t("person.undoLink")}</Button>
      </Stack>
    </Dialog>
  );
}
