import { ActionIcon, Progress, Text } from "@mantine/core";
import { useRef, useState, type ClipboardEvent } from "react";
import { upload } from "../api/client";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useProblemText } from "../parts/problems";
import classes from "./conversation.module.css";

const ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,audio/*,video/*,.docx,.xlsx";
type Uploaded = { attachment_id: number };
export type Upload = ReturnType<typeof useUpload>;

/** One file on its way to be sent with the next message. */
export function useUpload(talk: number) {
  const words = useProblemText();
  const running = useRef<AbortController | null>(null);
  const [name, setName] = useState<string | null>(null);
  const [size, setSize] = useState(0);
  const [share, setShare] = useState(0);
  const [id, setId] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  function clear() {
    running.current?.abort();
    setName(null);
    setId(null);
    setProblem(null);
    setShare(0);
  }
  async function start(file: File) {
    clear();
    const stop = new AbortController();
    running.current = stop;
    setName(file.name);
    setSize(file.size);
    const form = new FormData();
    form.append("file", file);
    try {
      const done = await upload<Uploaded>(`/api/conversations/${talk}/attachments`, form, setShare, stop.signal);
      setId(done.attachment_id);
    } catch (error) {
      if (!stop.signal.aborted) setProblem(words(error));
    }
  }
  function choose() {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ACCEPTED;
    input.onchange = () => input.files?.[0] && void start(input.files[0]);
    input.click();
  }
  function paste(event: ClipboardEvent) {
    const file = event.clipboardData.files[0];
    if (!file) return;
    event.preventDefault();
    void start(file);
  }
  const done = id !== null && name ? { id, name } : null;
  return { name, size, share, problem, done, busy: name !== null && id === null && problem === null, choose, paste, clear };
}

export function UploadChip({ file }: { file: Upload }) {
  const { t, f } = useSpeech();
  if (!file.name) return null;
  return (
    <div className={classes.upload} role="status">
      <Icon name="paperClip" size={18} />
      <span className={classes.fileName}>
        <bdi>{file.name}</bdi>
        <small>{f.size(file.size)}</small>
        {file.busy && <Progress value={file.share * 100} size="xs" aria-label={t("composer.uploading")} />}
        {file.problem && <Text component="span" size="xs" c="var(--danger-ink)">{file.problem}</Text>}
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={t("composer.removeFile")} onClick={file.clear}><Icon name="xMark" size={18} /></ActionIcon>
    </div>
  );
}
