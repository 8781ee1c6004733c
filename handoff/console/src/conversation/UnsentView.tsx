import { Button } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import classes from "./conversation.module.css";
import type { Unsent } from "./outbox";
import { useOutbox } from "./OutboxProvider";
import { Words } from "./Words";

/** A message on its way, or one that the server refused: send again, or delete. */
export function UnsentView({ unsent }: { unsent: Unsent }) {
  const { t, f, maybe } = useSpeech();
  const outbox = useOutbox();
  const refused = unsent.state === "refused";
  return (
    <article className={classes.line} data-author="staff" data-note={unsent.note || undefined} data-unsent={unsent.state}>
      <div className={classes.bubble}>
        {unsent.text && <Words text={unsent.text} />}
        {unsent.filename && <p className={classes.place}><Icon name="paperClip" size={16} /><bdi>{unsent.filename}</bdi></p>}
      </div>
      <span className={classes.meta}>
        <time dateTime={unsent.at}>{f.time(unsent.at)}</time>
        {!refused && <span className={classes.tick}><Icon name="clock" size={14} /> {t("conversation.onItsWay")}</span>}
        {refused && (
          <span className={classes.failure} role="alert">
            <Icon name="exclamationTriangle" size={14} />
            {maybe(`problem.${unsent.code ?? "unknown"}`, t("problem.unknown"))}
            {unsent.code === "window_closed" && unsent.text && !unsent.attachmentId && (
              <Button variant="subtle" size="compact-xs" onClick={() => outbox.park(unsent.clientId)}>{t("parked.keep")}</Button>
            )}
            <Button variant="subtle" size="compact-xs" onClick={() => outbox.retry(unsent.clientId)}>{t("action.retry")}</Button>
            <Button variant="subtle" size="compact-xs" color="red" onClick={() => outbox.remove(unsent.clientId)}>{t("action.delete")}</Button>
          </span>
        )}
      </span>
    </article>
  );
}
