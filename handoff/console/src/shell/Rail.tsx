import { Indicator, Menu, UnstyledButton } from "@mantine/core";
import { Link, useRoute } from "wouter";
import { useSpeech } from "../i18n/context";
import { useCounts } from "../inbox/data";
import type { Page } from "../pages";
import { Icon } from "../parts/Icon";
import { usePhone } from "../parts/screen";
import icon from "../styles/icon.svg";
import { AccountMenu } from "./AccountMenu";
import { NewsMenu } from "./NewsMenu";
import classes from "./shell.module.css";

/** On a phone so many pages have room beside the bell and oneself; where there are more, the last place holds the rest. */
const ROOM = 4;

/** The way between the views. */
export function Rail({ pages }: { pages: readonly Page[] }) {
  const { t } = useSpeech();
  const phone = usePhone();
  const shown = phone && pages.length > ROOM ? pages.slice(0, ROOM - 1) : pages;
  const rest = pages.slice(shown.length);
  return (
    <nav className={classes.rail} aria-label={t("shell.navigation")}>
      <img className={classes.mark} src={icon} width={40} height={40} alt={t("shell.title")} />
      <ul className={classes.pages}>
        {shown.map((page) => <Entry key={page.path} page={page} />)}
        {rest.length > 0 && <li><Rest pages={rest} /></li>}
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
  return (
    <li>
      <UnstyledButton component={Link} href={page.path} className={classes.entry} aria-current={active ? "page" : undefined}>
        <Indicator disabled={!unread} label={f.number(Math.min(unread, 99))} size={18} color="gold.4" autoContrast offset={2}>
          <Icon name={page.icon} size={24} />
        </Indicator>
        <span className={classes.label}>{t(page.label)}</span>
      </UnstyledButton>
    </li>
  );
}

/** What has no place of its own; where one is in it, it bears that page's sign and name. */
function Rest({ pages }: { pages: readonly Page[] }) {
  const { t } = useSpeech();
  const [, params] = useRoute("/:page/*?");
  const here = pages.find((page) => page.path === `/${params?.page ?? ""}`);
  return (
    <Menu position="top" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.entry} data-here={here ? true : undefined}>
          <Icon name={here?.icon ?? "ellipsisVertical"} size={24} />
          <span className={classes.label}>{t(here?.label ?? "shell.more")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map((page) => (
          <Menu.Item key={page.path} component={Link} href={page.path} leftSection={<Icon name={page.icon} size={20} />} aria-current={page === here ? "page" : undefined}>
            {t(page.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
