import { Tooltip } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Icon } from "./Icon";
import classes from "./parts.module.css";

export type Level = "normal" | "high" | "urgent";
export const PRIORITIES: Record<Level, number> = { normal: 0, high: 50, urgent: 100 };

/** The desk's numbers as people say them. */
export function levelOf(priority: number): Level {
  return priority >= PRIORITIES.urgent ? "urgent" : priority >= PRIORITIES.high ? "high" : "normal";
}

/** How pressing, with the reason; nothing for the usual. */
export function PriorityChip({ priority, reason }: { priority: number; reason: string | null | undefined }) {
  const { t, maybe } = useSpeech();
  const level = levelOf(priority);
  if (level === "normal") return null;
  const why = reason ? maybe(`reason.${reason}`, maybe(`intent.${reason}`, reason)) : t(`priority.${level}`);
  return (
    <Tooltip label={`${t(`priority.${level}`)} · ${why}`}>
      <span className={classes.priority} data-level={level}>
        <Icon name={level === "urgent" ? "exclamationTriangle" : "bolt"} size={14} />
        <bdi>{why}</bdi>
      </span>
    </Tooltip>
  );
}
