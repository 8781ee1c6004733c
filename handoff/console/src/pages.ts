/** The main views: where they are, who may open them, and their code, fetched when first opened. */
import { lazy, type ComponentType } from "react";
import type { Key } from "./i18n/context";
import type { IconName } from "./parts/Icon";
import type { Permission } from "./session/me";

export type Page = {
  /** Below `/console`. */
  path: string;
  label: Key;
  icon: IconName;
  permission: Permission;
  /** `view` finds its own way below `path`. */
  view: ComponentType;
};

export const PAGES: readonly Page[] = [
  {
    path: "/inbox",
    label: "page.inbox",
    icon: "inbox",
    permission: "conversations.see",
    view: lazy(() => import("./inbox/InboxPage")),
  },
  {
    path: "/requests",
    label: "page.requests",
    icon: "clipboardDocumentList",
    permission: "requests.see",
    view: lazy(() => import("./requests/RequestsPage")),
  },
  {
    path: "/knowledge",
    label: "page.knowledge",
    icon: "bookOpen",
    permission: "knowledge.edit",
    view: lazy(() => import("./knowledge/KnowledgePage")),
  },
  {
    path: "/unanswered",
    label: "page.unanswered",
    icon: "questionMarkCircle",
    permission: "knowledge.edit",
    view: lazy(() => import("./unanswered/UnansweredPage")),
  },
  {
    path: "/reports",
    label: "page.reports",
    icon: "chartBar",
    permission: "reports.see",
    view: lazy(() => import("./reports/ReportsPage")),
  },
  {
    path: "/desk",
    label: "page.desk",
    icon: "adjustmentsHorizontal",
    permission: "desk.configure",
    view: lazy(() => import("./desk/DeskPage")),
  },
  {
    path: "/admin",
    label: "page.admin",
    icon: "cog6Tooth",
    permission: "audit.see",
    view: lazy(() => import("./admin/AdminPage")),
  },
];
