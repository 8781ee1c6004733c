import { Anchor, Text, Title } from "@mantine/core";
import type { RequestWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import classes from "./requests.module.css";

/** The papers, as downloads; every download is on record. */
export function Documents({ request }: { request: RequestWhole }) {
  const { t, f, maybe } = useSpeech();
  return (
    <section className={classes.block}>
      <Title order={2} size="h5">{t("requests.documents")}</Title>
      {request.documents.length === 0 && <Text c="dimmed">{t("requests.noDocuments")}</Text>}
      <ul className={classes.documents}>
        {request.documents.map((file) => (
          <li key={file.id}>
            <Icon name={file.mime?.startsWith("image/") ? "photo" : "document"} />
            {file.state === "stored" ? (
              <Anchor href={file.url} download>{file.filename ?? t("requests.file")}</Anchor>
            ) : (
              <span>{file.filename ?? t("requests.file")} · {maybe(`fileState.${file.state}`, file.state)}</span>
            )}
            <Text size="sm" c="dimmed">{file.size !== null && <>{f.size(file.size)} · </>}{f.stamp(file.added_at)}</Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
