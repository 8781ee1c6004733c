import { ActionIcon, CloseButton, TextInput, Title, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useCounts } from "./data";
import { FilterMenu } from "./FilterMenu";
import { TABS, type Filters } from "./filters";
import classes from "./inbox.module.css";
import { TalkList } from "./TalkList";

type Props = {
  filters: Filters;
  onFilters: (filters: Filters) => void;
  selected: number | null;
  hrefOf: (talk: number) => string;
  onHelp: () => void;
};

/** The list with its tabs, its search and its filters. */
export function ListPane({ filters, onFilters, selected, hrefOf, onHelp }: Props) {
  const { t, f } = useSpeech();
  const { data: counts } = useCounts();
  return (
    <section className={classes.pane} aria-label={t("page.inbox")}>
      <div className={classes.head}>
        <div className={classes.title}>
          <Title order={1} size="h4">{t("page.inbox")}</Title>
          <ActionIcon variant="subtle" color="gray" className={classes.keys} aria-label={t("keys.title")} onClick={onHelp}>
            <Icon name="questionMarkCircle" />
          </ActionIcon>
        </div>
        <div className={classes.tabs}>
          {TABS.map((tab) => (
            <UnstyledButton
              key={tab}
              className={classes.tab}
              aria-pressed={filters.tab === tab}
              onClick={() => onFilters({ ...filters, tab, closed: false })}
            >
              <span>{t(`inbox.tab.${tab}`)}</span>
              {counts && <span className={classes.count}>{f.number(counts[tab])}</span>}
            </UnstyledButton>
          ))}
        </div>
        <div className={classes.search}>
          <Search value={filters.q} onChange={(q) => onFilters({ ...filters, q })} />
          <FilterMenu filters={filters} onFilters={onFilters} />
        </div>
      </div>
      <TalkList filters={filters} selected={selected} hrefOf={hrefOf} />
    </section>
  );
}

function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState(value);
  const settle = useDebouncedCallback(onChange, 250);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (value !== typed.trim()) setTyped(value);
  }
  const change = (text: string) => {
    setTyped(text);
    settle(text.trim());
  };
  return (
    <TextInput
      id="search"
      type="search"
      flex={1}
      aria-label={t("inbox.search")}
      placeholder={t("inbox.searchHint")}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        change("");
        event.currentTarget.blur();
      }}
      leftSection={<Icon name="magnifyingGlass" size={18} />}
      rightSection={typed ? <CloseButton size="sm" aria-label={t("action.clear")} onClick={() => change("")} /> : null}
    />
  );
}
