import { Button, ColorInput, Group, Menu, ActionIcon, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { LabelListed } from "../api/schema";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { LabelChip } from "../parts/LabelChip";
import { useLabelDeeds, useLabelUses } from "./data";
import { RemoveDialog } from "./RemoveDialog";
import classes from "./ready.module.css";

const COLOURS = ["#0f5b4f", "#3f6fb0", "#b57c22", "#9a2c19", "#7d5ba6", "#868e96", "#2b8a3e", "#c2255c"];

/** The words that conversations are sorted by, and on how many each is. */
export function Labels() {
  const t = useT();
  const { data = [] } = useLabelUses();
  const { remove } = useLabelDeeds();
  const [edited, setEdited] = useState<LabelListed | "new" | null>(null);
  const [going, setGoing] = useState<LabelListed | null>(null);
  return (
    <Stack gap="md" className={classes.narrow}>
      <Group><Button leftSection={<Icon name="plus" size={18} />} onClick={() => setEdited("new")}>{t("label.add")}</Button></Group>
      {data.length === 0 && <Text c="dimmed">{t("label.none")}</Text>}
      <ul className={classes.list}>
        {data.map((label) => (
          <li key={label.id} className={classes.line}>
            <Group gap="sm"><LabelChip label={label} /><Text size="sm" c="dimmed">{t("label.uses", { n: label.conversations })}</Text></Group>
            <Menu>
              <Menu.Target><ActionIcon variant="subtle" size="lg" aria-label={t("ready.deeds", { name: label.name })}><Icon name="ellipsisVertical" /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setEdited(label)}>{t("action.edit")}</Menu.Item>
                <Menu.Item color="red" onClick={() => setGoing(label)}>{t("action.delete")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
      </ul>
      {edited && <LabelDialog edited={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {going && (
        <RemoveDialog name={going.name} text={t("label.removeText", { n: going.conversations })} pending={remove.isPending} onClose={() => setGoing(null)} onRemove={() => remove.mutate(going.id, { onSuccess: () => setGoing(null) })} />
      )}
    </Stack>
  );
}

function LabelDialog({ edited, onClose }: { edited: LabelListed | null; onClose: () => void }) {
  const t = useT();
  const { add, change } = useLabelDeeds();
  const [name, setName] = useState(edited?.name ?? "");
  const [colour, setColour] = useState(edited?.colour ?? COLOURS[0] ?? "");
  const valid = Boolean(name.trim()) && /^#[0-9a-f]{6}$/i.test(colour);
  function submit(event: FormEvent) {
    event.preventDefault();
    const body = { name: name.trim(), colour };
    if (edited) change.mutate({ id: edited.id, ...body }, { onSuccess: onClose });
    else add.mutate(body, { onSuccess: onClose });
  }
  return (
    <Dialog onClose={onClose} title={t(edited ? "label.change" : "label.add")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t("label.name")} required maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <ColorInput label={t("label.colour")} value={colour} onChange={setColour} swatches={COLOURS} withPicker={false} withEyeDropper={false} dir="ltr" error={/^#[0-9a-f]{6}$/i.test(colour) ? undefined : t("label.badColour")} />
          <Group gap="xs"><Text size="sm" c="dimmed">{t("ready.looks")}</Text><LabelChip label={{ id: 0, name: name.trim() || t("label.name"), colour }} /></Group>
          <Button type="submit" disabled={!valid} loading={add.isPending || change.isPending}>{t("action.save")}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
