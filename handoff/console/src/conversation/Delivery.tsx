import { Button, Tooltip } from "@mantine/core";
import type { LineShown, TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useMe } from "../session/me";
import classes from "./conversation.module.css";
import { useRetry } from "./data";
import { tickOf } from "./lines";

/** How the sending of our words stands; a failure in words, with a way to say it again. */
export function Delivery({ line, talk }: { line: LineShown; talk: TalkWhole }) {
  const { t, maybe } = useSpeech();
  const me = useMe();
  const retry = useRetry(talk.id);
  const tick = tickOf(line);
  if (!tick) return null;
  const bad = tick === "failed" || tick === "unknown" || tick === "dropped";
  if (!bad) {
    return (
      <Tooltip label={t(`tick.${tick}`)}>
        <span className={classes.tick} data-tick={tick} role="img" aria-label={t(`tick.${tick}`)}>
          {tick === "waiting" ? <Icon name="clock" size={14} /> : tick === "sent" ? "✓" : "✓✓"}
        </span>
      </Tooltip>
    );
  }
  const why = line.delivery?.error ? maybe(`sendError.${line.delivery.error}`, "") : "";
  const again = tick === "failed" && line.author === "staff" && talk.owner === "staff" && talk.assignee?.id === me.id;
  return (
    <span className={classes.failure}>
      <Icon name="exclamationTriangle" size={14} />
      {t(`tick.${tick}`)}{why && `: ${why}`}
      {again && (
        <Button variant="subtle" size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate(line.seq)}>
          {t("conversation.sendAgain")}
        </Button>
      )}
    </span>
  );
}
