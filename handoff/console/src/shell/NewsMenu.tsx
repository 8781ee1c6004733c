/** The bell: what concerns oneself since the page was opened. */
import { ActionIcon, Indicator, Popover, ScrollArea, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useNews } from "./news";
import { NotificationPermission } from "./NotificationPermission";
import classes from "./shell.module.css";

export function NewsMenu() {
  const { t, f } = useSpeech();
  const [opened, setOpened] = useState(false);
  const [, navigate] = useLocation();
  const { items, seen } = useNews();
  const fresh = items.filter((item) => !item.seen).length;
  const toggle = (open: boolean) => {
    setOpened(open);
    if (!open) seen();
  };
  return (
    <Popover opened={opened} onChange={toggle} position="right-end" width={320} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant="transparent"
          color="inherit"
          c="inherit"
          size={48}
          aria-label={fresh ? t("shell.newsCount", { n: fresh }) : t("shell.news")}
          aria-expanded={opened}
          onClick={() => toggle(!opened)}
        >
          <Indicator disabled={!fresh} label={f.number(fresh)} size={18} color="gold.4" autoContrast offset={2}>
            <Icon name="bell" size={24} />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text fw={600}>{t("shell.news")}</Text>
          <NotificationPermission />
          <ScrollArea.Autosize mah={320}>
            {items.length === 0 && <Text size="sm" c="dimmed">{t("shell.noNews")}</Text>}
            {items.map((item) => (
              <UnstyledButton
                key={item.key}
                className={classes.news}
                onClick={() => {
                  toggle(false);
                  navigate(`/inbox/${item.conversation}`);
                }}
              >
                <Text size="sm" fw={item.seen ? 400 : 600}>{t(`alert.${item.kind}`)}</Text>
                <Text size="xs" c="dimmed">{f.time(item.at)}</Text>
              </UnstyledButton>
            ))}
          </ScrollArea.Autosize>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
