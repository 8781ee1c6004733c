import { Button, Stack, Textarea } from "@mantine/core";
import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog } from "../parts/Dialog";

type Props = {
  title: string;
  /** What the field is for. */
  label: string;
  required?: boolean;
  most?: number;
  deed: string;
  busy?: boolean;
  onDone: (words: string) => void;
  onClose: () => void;
  children?: ReactNode;
};

/** A deed that takes a few words with it: a note, or the reason. */
export function DeedDialog({ title, label, required = false, most = 2000, deed, busy, onDone, onClose, children }: Props) {
  const [words, setWords] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() || !required) onDone(words.trim());
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          <Textarea
            label={label}
            required={required}
            maxLength={most}
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            data-autofocus
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} disabled={required && !words.trim()}>{deed}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
