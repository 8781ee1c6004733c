import { Tooltip } from "@mantine/core";
import type { Sla } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { lengthOf, useNow } from "../parts/time";
import classes from "./inbox.module.css";

/** How long is left of the promise to answer or to settle, or by how much it was missed. */
export function SlaChip({ sla }: { sla: Sla | null | undefined }) {
  const { t, f } = useSpeech();
  const now = useNow();
  if (!sla || sla.state === "none" || sla.state === "met") return null;
  const replied = sla.first_replied_at !== null;
  const due = replied ? sla.resolve_due_at : sla.first_reply_due_at;
  if (!due) return null;
  const left = new Date(due).getTime() - now;
  const late = sla.state === "breached" || left < 0;
  const promise = replied ? "sla.resolveIn" : "sla.replyIn";
  const words = t(late ? "sla.late" : promise, { time: lengthOf(Math.abs(left), t, "time.withinDays") });
  const about = t(replied ? "sla.resolveBy" : "sla.replyBy", { at: f.stamp(due) });
  const paused = sla.state === "paused";
  return (
    <Tooltip label={paused ? `${about} · ${t("sla.paused")}` : about}>
      <span className={classes.sla} data-state={late ? "breached" : sla.state}>
        <Icon name={paused ? "pause" : "clock"} size={14} />
        {words}
      </span>
    </Tooltip>
  );
}
