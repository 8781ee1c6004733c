import { Select, Title } from "@mantine/core";
import type { RequestWhole } from "../api/types";
import { useT } from "../i18n/context";
import { useNames } from "../parts/colleagues";
import { useMay } from "../session/me";
import { useAssign } from "./data";
import classes from "./requests.module.css";

/** Who studies it. */
export function Assignee({ request }: { request: RequestWhole }) {
  const t = useT();
  const may = useMay("requests.move");
  const assign = useAssign(request.reference);
  const { data = [] } = useNames();
  return (
    <section className={classes.block}>
      <Title order={2} size="h5" mb="xs">{t("requests.assignee")}</Title>
      <Select
        aria-label={t("requests.assignee")}
        placeholder={t("requests.unassigned")}
        data={data.map((colleague) => ({ value: String(colleague.id), label: colleague.name }))}
        value={request.assignee_id === null ? null : String(request.assignee_id)}
        onChange={(value) => assign.mutate(value === null ? null : Number(value))}
        disabled={!may || assign.isPending}
        clearable
        searchable
      />
    </section>
  );
}
