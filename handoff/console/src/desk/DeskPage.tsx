/** What supervisors look after: hours, days off, promises, labels, replies kept ready, templates. */
import { Tabs, Title } from "@mantine/core";
import { useLocation, useRoute } from "wouter";
import { useT } from "../i18n/context";
import { Canned } from "../ready/Canned";
import { Labels } from "../ready/Labels";
import { Templates } from "../ready/Templates";
import { Days } from "./Days";
import { Hours } from "./Hours";
import { Practice } from "./Practice";
import classes from "./desk.module.css";

const TABS = [
  { name: "hours", view: Hours },
  { name: "days", view: Days },
  { name: "practice", view: Practice },
  { name: "labels", view: Labels },
  { name: "canned", view: Canned },
  { name: "templates", view: Templates },
] as const;

export default function DeskPage() {
  const t = useT();
  const [, params] = useRoute("/desk/:tab");
  const [, go] = useLocation();
  return (
    <div className={classes.page}>
      <Title order={1} size="h3">{t("page.desk")}</Title>
      <Tabs value={params?.tab ?? "hours"} onChange={(tab) => go(`/desk/${tab}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map(({ name }) => <Tabs.Tab key={name} value={name}>{t(`desk.tab.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        {TABS.map(({ name, view: View }) => <Tabs.Panel key={name} value={name}><View /></Tabs.Panel>)}
      </Tabs>
    </div>
  );
}
