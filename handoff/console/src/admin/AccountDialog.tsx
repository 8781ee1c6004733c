import { Button, Select, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Account } from "../api/types";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { ROLES, useAccountDeeds, type Role } from "./data";

type Props = { edited: Account | "new" | null; onClose: () => void; onMade: (secret: { name: string; password: string }) => void };

/** A new account, or changes to one. */
export function AccountDialog({ edited, onClose, onMade }: Props) {
  const t = useT();
  const { add, change } = useAccountDeeds();
  const known = edited === "new" ? null : edited;
  const [name, setName] = useState(known?.name ?? "");
  const [email, setEmail] = useState(known?.email ?? "");
  const [role, setRole] = useState<Role>(known?.role ?? "agent");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (known) {
      change.mutate({ id: known.id, name: name.trim(), role }, { onSuccess: onClose });
      return;
    }
    add.mutate({ name: name.trim(), email: email.trim(), role }, {
      onSuccess: ({ password }) => {
        onClose();
        onMade({ name: name.trim(), password });
      },
    });
  };
  return (
    <Dialog opened={edited !== null} onClose={onClose} title={known ? t("action.edit") : t("admin.add")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t("admin.name")} required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <TextInput label={t("signIn.email")} type="email" dir="ltr" required={!known} disabled={known !== null} maxLength={320} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Select
            label={t("admin.role")}
            description={t(`admin.roleHint.${role}`)}
            data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
            value={role}
            onChange={(value) => value && setRole(value as Role)}
            allowDeselect={false}
          />
          <Button type="submit" loading={add.isPending || change.isPending}>{t("action.save")}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
