/** A masked number, shown on a click with a reason that is on record. Never kept: it leaves the page by itself. */
import { Button, Popover, Stack, Text, Textarea } from "@mantine/core";
import { useCallback, useEffect, useState, type FormEvent } from "react";
import { answer, api } from "../api/client";
import type { LineRevealed } from "../api/types";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useComplain } from "../parts/problems";
import { useMay } from "../session/me";
import classes from "./conversation.module.css";
import { SHOWN_MS } from "./masks";
import { Words } from "./Words";

export function Reveal({ talk, seq }: { talk: number; seq: number }) {
  const t = useT();
  const may = useMay("reveal");
  const [asking, setAsking] = useState(false);
  const [look, setLook] = useState<LineRevealed | null>(null);
  const hide = useCallback(() => setLook(null), []);
  useEffect(() => {
    if (!look) return undefined;
    const timer = setTimeout(hide, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [look, hide]);
  if (!may) return null;
  if (look) return <Shown look={look} onHide={hide} />;
  return (
    <Popover opened={asking} onChange={setAsking} width={300} position="bottom-start" withArrow trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button data-reveal size="compact-xs" variant="subtle" leftSection={<Icon name="eye" size={14} />} onClick={() => setAsking(!asking)}>
          {t("reveal.ask")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("reveal.ask")}>
        <Reason
          talk={talk}
          seq={seq}
          onLook={(found) => {
            setAsking(false);
            setLook(found);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Reason({ talk, seq, onLook }: { talk: number; seq: number; onLook: (look: LineRevealed) => void }) {
  const t = useT();
  const complain = useComplain();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const params = { path: { conversation_id: talk } };
      onLook(await answer(api.POST("/api/conversations/{conversation_id}/reveal", { params, body: { seq, reason } })));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form data-reveal-form onSubmit={(event) => void ask(event)}>
      <Stack gap="xs">
        <Textarea
          label={t("reveal.reason")}
          description={t("reveal.onRecord")}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={busy} disabled={reason.trim().length < 3}>{t("reveal.show")}</Button>
      </Stack>
    </form>
  );
}

function Shown({ look, onHide }: { look: LineRevealed; onHide: () => void }) {
  const t = useT();
  return (
    <div data-revealed className={classes.revealed} role="status">
      {look.text !== null ? <Words text={look.text} /> : <Text size="sm">{t(look.state === "over" ? "reveal.over" : "reveal.neverStored")}</Text>}
      <Button size="compact-xs" variant="subtle" leftSection={<Icon name="eyeSlash" size={14} />} onClick={onHide}>{t("reveal.hide")}</Button>
      {look.text !== null && <Text span size="xs" c="dimmed">{t("reveal.brief")}</Text>}
    </div>
  );
}
