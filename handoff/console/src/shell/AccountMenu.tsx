/** Oneself: whether one takes conversations now, the language, the way out. */
import { Avatar, Indicator, Menu, Text, UnstyledButton, useComputedColorScheme, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { forgetKept } from "../conversation/kept";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { initialOf } from "../parts/initials";
import { useComplain } from "../parts/problems";
import { useForget, useMay, useMe } from "../session/me";
import { BREAKS, STATUSES, STATUS_COLOURS, useStatus, type Status } from "./status";
import classes from "./shell.module.css";

export function AccountMenu() {
  const { t, language, setLanguage } = useSpeech();
  const me = useMe();
  const client = useQueryClient();
  const complain = useComplain();
  const forget = useForget();
  const { status, choose } = useStatus();
  const talks = useMay("conversations.see");
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme() === "dark"; // the system's own, where nothing was chosen
  const other = language === "ar" ? "en" : "ar";
  const saveLanguage = useMutation({
    mutationFn: (locale: "ar" | "en") => answer(api.PATCH("/api/me", { body: { locale } })),
    onSuccess: (changed) => client.setQueryData(keys.me, changed),
    onError: complain,
  });
  const signOut = useMutation({
    mutationFn: () => answer(api.POST("/api/auth/logout")),
    onSettled: () => {
      forgetKept(me.id);
      forget();
    },
  });

  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.entry}>
          <VisuallyHidden>{talks ? t("shell.account", { name: me.name, status: t(`status.${status}`) }) : `${t("shell.myAccount")}: ${me.name}`}</VisuallyHidden>
          <Indicator disabled={!talks} color={STATUS_COLOURS[status]} size={14} withBorder position="bottom-end" offset={4}>
            <Avatar name={me.name} size={38} color="gold" variant="filled" aria-hidden>{initialOf(me.name)}</Avatar>
          </Indicator>
          <span className={classes.label} aria-hidden>{talks ? t(`status.${status}`) : t("shell.myAccount")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} truncate>{me.name}</Text>
          <Text size="xs" c="dimmed">{t(`role.${me.role}`)}</Text>
        </Menu.Label>
        <Menu.Divider />
        {talks && <Statuses status={status} choose={choose} />}
        <Menu.Item component={Link} href="/account" leftSection={<Icon name="user" size={18} />}>{t("shell.myAccount")}</Menu.Item>
        <Menu.Item
          leftSection={<Icon name="language" size={18} />}
          lang={other}
          onClick={() => {
            setLanguage(other);
            saveLanguage.mutate(other);
          }}
        >
          {other === "ar" ? "العربية" : "English"}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name={dark ? "sun" : "moon"} size={18} />}
          onClick={() => setColorScheme(dark ? "light" : "dark")}
        >
          {t(dark ? "shell.light" : "shell.dark")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="arrowRightStartOnRectangle" size={18} />} onClick={() => signOut.mutate()}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Nobody but who takes conversations is asked whether they are there. */
function Statuses({ status, choose }: Pick<ReturnType<typeof useStatus>, "status" | "choose">) {
  const { t } = useSpeech();
  return (
    <>
      <Menu.Label>{t("shell.myStatus")}</Menu.Label>
      <Menu.RadioGroup value={status} onChange={(one) => choose({ status: one as Status })}>
        {STATUSES.map((one) => (
          <Menu.RadioItem
            key={one}
            value={one}
            closeMenuOnClick
            rightSection={<Indicator color={STATUS_COLOURS[one]} size={10} position="middle-center" processing={false}><span /></Indicator>}
          >
            {t(`status.${one}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      {BREAKS.map((minutes) => (
        <Menu.Item
          key={minutes}
          leftSection={<Icon name="clock" size={16} />}
          onClick={() => choose({ status: "break", until: new Date(Date.now() + minutes * 60_000).toISOString() })}
        >
          {t("shell.breakFor", { n: minutes })}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
