import { Text } from "@mantine/core";
import type { Composer } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { lengthOf, useNow } from "../parts/time";

const SOON_MS = 2 * 3_600_000;

/** How long WhatsApp still takes free words. */
export function WindowClock({ window }: { window: NonNullable<Composer["window"]> }) {
  const { t } = useSpeech();
  const now = useNow();
  if (!window.open || !window.closes_at) return null;
  const left = new Date(window.closes_at).getTime() - now;
  return (
    <Text component="span" size="xs" c={left < SOON_MS ? "var(--gold-ink)" : "dimmed"} fw={left < SOON_MS ? 600 : 400} style={{ display: "inline-flex", gap: 4, alignItems: "center" }}>
      <Icon name="clock" size={14} />
      {t("composer.window", { time: lengthOf(left, t) })}
    </Text>
  );
}
