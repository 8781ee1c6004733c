import { Indicator, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link, useRoute } from "wouter";
import { useSpeech } from "../i18n/context";
import { useCounts } from "../inbox/data";
import type { Page } from "../pages";
import { Icon } from "../parts/Icon";
import icon from "../styles/icon.svg";
import { AccountMenu } from "./AccountMenu";
import { NewsMenu } from "./NewsMenu";
import classes from "./shell.module.css";

/** The way between the views. */
export function Rail({ pages }: { pages: readonly Page[] }) {
  const { t } = useSpeech();
  return (
    <nav className={classes.rail} aria-label={t("shell.navigation")}>
      <img className={classes.mark} src={icon} width={40} height={40} alt={t("shell.title")} />
      <ul className={classes.pages}>
        {pages.map((page) => <Entry key={page.path} page={page} />)}
      </ul>
      <NewsMenu />
      <AccountMenu />
    </nav>
  );
}

function Entry({ page }: { page: Page }) {
  const { t, f } = useSpeech();
  const [active] = useRoute(`${page.path}/*?`);
  const { data } = useCounts();
  const unread = page.path === "/inbox" ? (data?.unread ?? 0) : 0;
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) place.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  return (
    <li ref={place}>
      <UnstyledButton component={Link} href={page.path} className={classes.entry} aria-current={active ? "page" : undefined}>
        <Indicator disabled={!unread} label={f.number(Math.min(unread, 99))} size={18} color="gold.4" autoContrast offset={2}>
          <Icon name={page.icon} size={24} />
        </Indicator>
        <span className={classes.label}>{t(page.label)}</span>
      </UnstyledButton>
    </li>
  );
}
