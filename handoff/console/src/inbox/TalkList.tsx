import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useT } from "../i18n/context";
import { useProblemText } from "../parts/problems";
import { useTalks } from "./data";
import type { Filters } from "./filters";
import classes from "./inbox.module.css";
import { TalkRow } from "./TalkRow";

type Props = { filters: Filters; selected: number | null; hrefOf: (talk: number) => string };

/** The conversations that the filters let through; only those on the screen are drawn, more come as one scrolls. */
export function TalkList({ filters, selected, hrefOf }: Props) {
  const t = useT();
  const words = useProblemText();
  const box = useRef<HTMLDivElement>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPending, refetch } = useTalks(filters);
  const talks = data?.pages.flatMap((page) => page.items) ?? [];
  // eslint-disable-next-line react-hooks/incompatible-library -- the list below is drawn anew each time on purpose
  const rows = useVirtualizer({
    count: talks.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => talks[index]?.id ?? index,
    estimateSize: () => 92,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= talks.length - 10) void fetchNextPage();
  }, [last, talks.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (isPending) return <Center className={classes.list}><Loader aria-label={t("state.loading")} /></Center>;
  if (error && !data) {
    return (
      <Center className={classes.list}>
        <Stack align="center" gap="xs">
          <Text size="sm">{words(error)}</Text>
          <Button variant="default" onClick={() => void refetch()}>{t("action.retry")}</Button>
        </Stack>
      </Center>
    );
  }
  return (
    <div ref={box} className={classes.list} id="talks" tabIndex={-1}>
      {talks.length === 0 && <Text className={classes.nothing}>{t(filters.q ? "inbox.nothingFound" : `inbox.empty.${filters.tab}`)}</Text>}
      <ul className={classes.rows} style={{ blockSize: rows.getTotalSize() }} aria-label={t(`inbox.tab.${filters.tab}`)}>
        {items.map((item) => {
          const talk = talks[item.index];
          return talk ? (
            <li
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              aria-setsize={hasNextPage ? -1 : talks.length}
              aria-posinset={item.index + 1}
              className={classes.item}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <TalkRow talk={talk} href={hrefOf(talk.id)} selected={talk.id === selected} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}
