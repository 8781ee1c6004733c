import { Button } from "@mantine/core";
import { useState } from "react";
import type { FileShown } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Dialog } from "../parts/Dialog";
import { Icon, type IconName } from "../parts/Icon";
import classes from "./conversation.module.css";

const ICONS: Record<string, IconName> = { image: "photo", sticker: "photo", audio: "microphone", voice: "microphone", video: "play" };

/** Files of a message. A picture is fetched when somebody asks for it: each look is on record. */
export function Attachments({ files }: { files: readonly FileShown[] }) {
  return <>{files.map((file) => <Attachment key={file.id} file={file} />)}</>;
}

function Attachment({ file }: { file: FileShown }) {
  const { t, f, maybe } = useSpeech();
  const [shown, setShown] = useState(false);
  const kind = maybe(`file.${file.kind}`, t("file.document"));
  const name = file.filename || kind;
  const size = file.size ? f.size(file.size) : null;
  if (!file.url) {
    return <p className={classes.place}><Icon name="document" size={18} /><bdi>{name}</bdi> · {maybe(`fileState.${file.state}`, t("fileState.pending"))}</p>;
  }
  if (file.kind === "audio" || file.kind === "voice") {
    return <audio className={classes.audio} controls preload="none" src={file.url} aria-label={name} />;
  }
  if (file.kind === "video") {
    return <video className={classes.video} controls preload="none" src={file.url} aria-label={name} />;
  }
  const picture = file.kind === "image" || file.kind === "sticker";
  return (
    <div className={classes.file}>
      <Icon name={ICONS[file.kind] ?? "document"} size={20} />
      <span className={classes.fileName}><bdi>{name}</bdi>{size && <small>{size}</small>}</span>
      {picture && <Button variant="light" size="compact-sm" onClick={() => setShown(true)}>{t("file.show")}</Button>}
      <Button variant="subtle" size="compact-sm" component="a" href={file.url} download={name} aria-label={t("file.download", { name })}>
        <Icon name="arrowDownTray" size={18} />
      </Button>
      <Dialog opened={shown} onClose={() => setShown(false)} size="auto" title={<bdi>{name}</bdi>}>
        <img className={classes.picture} src={file.url} alt={name} />
      </Dialog>
    </div>
  );
}
