import { Button, CloseButton } from "@mantine/core";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useMay } from "../session/me";
import classes from "./shell.module.css";
import { useStatus } from "./status";

/** Nobody is given conversations before they say that they are there: says so, and offers the one button. */
export function StatusBanner() {
  return useMay("conversations.see") ? <Prompt /> : null;
}

function Prompt() {
  const { t, f } = useSpeech();
  const { status, until, known, choose } = useStatus();
  const [put, setPutAside] = useState<string | null>(null);
  if (!known || status === "online" || put === status) return null;
  const words =
    status !== "break" ? t("shell.notGiven") : until ? t("shell.breakUntil", { at: f.time(until) }) : t("shell.onBreak");
  return (
    <div role="status" className={classes.banner} data-kind="status">
      <Icon name={status === "break" ? "pause" : "informationCircle"} size={18} />
      <span>{words}</span>
      <Button size="compact-sm" onClick={() => choose({ status: "online" })}>{t("shell.iAmHere")}</Button>
      <CloseButton size="sm" aria-label={t("action.close")} onClick={() => setPutAside(status)} />
    </div>
  );
}
