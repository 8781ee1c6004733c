/** The list of conversations with the open one beside it; on a phone one of the two. */
import { useDisclosure } from "@mantine/hooks";
import { useCallback, useMemo } from "react";
import { useLocation, useRoute, useSearch } from "wouter";
import { ConversationPane } from "../conversation/ConversationPane";
import { useT } from "../i18n/context";
import { readFilters, writeFilters, type Filters } from "./filters";
import classes from "./inbox.module.css";
import { KeysSheet } from "./KeysSheet";
import { ListPane } from "./ListPane";
import { useListKeys } from "./useListKeys";

export default function InboxPage() {
  const t = useT();
  const search = useSearch();
  const [, navigate] = useLocation();
  const [, params] = useRoute("/inbox/:id");
  const open = Number(params?.id) || null;
  const filters = useMemo(() => readFilters(new URLSearchParams(search)), [search]);
  const address = writeFilters(filters).toString();
  const [help, sheet] = useDisclosure(false);
  const hrefOf = useCallback((talk: number) => `/inbox/${talk}?${address}`, [address]);
  const show = (changed: Filters) =>
    navigate(`${open ? `/inbox/${open}` : "/inbox"}?${writeFilters(changed).toString()}`, { replace: true });
  useListKeys({ onHelp: sheet.open });
  return (
    <div className={classes.inbox} data-open={open ?? undefined}>
      <ListPane filters={filters} onFilters={show} selected={open} hrefOf={hrefOf} onHelp={sheet.open} />
      <div className={classes.beside}>
        {open ? (
          <ConversationPane key={open} id={open} back={`/inbox?${address}`} />
        ) : (
          <div className={classes.empty}>{t("inbox.choose")}</div>
        )}
      </div>
      <KeysSheet opened={help} onClose={sheet.close} />
    </div>
  );
}
