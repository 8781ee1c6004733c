import { useT } from "../i18n/context";
import { useLive } from "../live/context";
import { Icon } from "../parts/Icon";
import classes from "./shell.module.css";

/** Says that news are not arriving, so that nobody trusts an old screen. */
export function ConnectionBanner() {
  const t = useT();
  const { interrupted } = useLive();
  return (
    <div role="status" className={interrupted ? classes.banner : undefined}>
      {interrupted && <Icon name="signal" size={18} />}
      {interrupted && t("shell.interrupted")}
    </div>
  );
}
