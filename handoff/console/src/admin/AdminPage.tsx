/** Administration: who works here, how the channels are, and what was done. */
import { Tabs, Title } from "@mantine/core";
import { useLocation, useRoute } from "wouter";
import { useT } from "../i18n/context";
import { useMe } from "../session/me";
import { Accounts } from "./Accounts";
import { Audit } from "./Audit";
import { Channels } from "./Channels";
import classes from "./admin.module.css";

const TABS = [
  { name: "staff", view: Accounts, permission: "staff.manage" },
  { name: "channels", view: Channels, permission: "desk.configure" },
  { name: "audit", view: Audit, permission: "audit.see" },
] as const;

export default function AdminPage() {
  const t = useT();
  const [, params] = useRoute("/admin/:tab");
  const [, go] = useLocation();
  const { permissions } = useMe();
  const own = TABS.filter(({ permission }) => permissions.includes(permission));
  return (
    <div className={classes.page}>
      <Title order={1} size="h3">{t("page.admin")}</Title>
      <Tabs value={params?.tab ?? own[0]?.name ?? null} onChange={(tab) => go(`/admin/${tab}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {own.map(({ name }) => <Tabs.Tab key={name} value={name}>{t(`admin.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        {own.map(({ name, view: View }) => <Tabs.Panel key={name} value={name}><View /></Tabs.Panel>)}
      </Tabs>
    </div>
  );
}
