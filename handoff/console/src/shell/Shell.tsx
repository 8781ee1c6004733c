/** The frame around every view: the way between them on one side (at the bottom on a phone), the view beside it. */
import { Center, Loader } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useRoute } from "wouter";
import { useT } from "../i18n/context";
import { PAGES } from "../pages";
import { usePhone } from "../parts/screen";
import { useMe } from "../session/me";
import { AccountPage } from "./AccountPage";
import { ConnectionBanner } from "./ConnectionBanner";
import { ErrorBoundary } from "./ErrorBoundary";
import { NothingHere } from "./NothingHere";
import { Rail } from "./Rail";
import { StatusBanner } from "./StatusBanner";
import { useAlerts } from "./useAlerts";
import classes from "./shell.module.css";

const PersonPage = lazy(() => import("../person/PersonPage"));

export function Shell() {
  const t = useT();
  const { permissions } = useMe();
  useAlerts();
  const phone = usePhone();
  const [inTalk] = useRoute("/inbox/:id");
  const bare = phone && inTalk; // a conversation has a small screen to itself; its own arrow leads back
  const own = PAGES.filter((page) => permissions.includes(page.permission));
  const home = own[0]?.path ?? "/account";
  return (
    <div className={classes.shell}>
      <a className="skip" href="#main">{t("shell.skip")}</a>
      {!bare && <Rail pages={own} />}
      <div className={classes.body}>
        <ConnectionBanner />
        {!bare && <StatusBanner />}
        <main id="main" className={classes.main} tabIndex={-1}>
          <Suspense fallback={<Center h="100%"><Loader aria-label={t("state.loading")} /></Center>}>
            <Switch>
              {own.map(({ path, view: View }) => (
                <Route key={path} path={`${path}/*?`}>
                  <ErrorBoundary key={path}><View /></ErrorBoundary>
                </Route>
              ))}
              {permissions.includes("conversations.see") && (
                <Route path="/people/:id"><ErrorBoundary><PersonPage /></ErrorBoundary></Route>
              )}
              <Route path="/account"><AccountPage /></Route>
              <Route path="/"><Redirect to={home} replace /></Route>
              <Route><NothingHere /></Route>
            </Switch>
          </Suspense>
        </main>
      </div>
    </div>
  );
}
