import { Button } from "@mantine/core";
import { useState } from "react";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";

/** Browsers show notes only once somebody has agreed, by a click of their own. */
export function NotificationPermission() {
  const t = useT();
  const known = "Notification" in window;
  const [permission, setPermission] = useState(known ? Notification.permission : "denied");
  if (!known || permission !== "default") return null;
  return (
    <Button
      variant="light"
      size="compact-sm"
      leftSection={<Icon name="bell" size={16} />}
      onClick={() => void Notification.requestPermission().then(setPermission)}
    >
      {t("shell.allowNotifications")}
    </Button>
  );
}
