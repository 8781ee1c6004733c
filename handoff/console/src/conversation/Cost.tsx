import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { useSpeech } from "../i18n/context";

/** How many text messages the words make, and what they cost where the price is known. */
export function Cost({ talk, text }: { talk: number; text: string }) {
  const { t, f } = useSpeech();
  const [settled] = useDebouncedValue(text.trim(), 350);
  const { data } = useQuery({
    queryKey: ["preview", talk, settled],
    queryFn: () =>
      answer(api.POST("/api/conversations/{conversation_id}/preview", { params: { path: { conversation_id: talk } }, body: { text: settled } })),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!settled || !data) return null;
  return (
    <Text size="xs" c="dimmed" role="status">
      {t("composer.segments", { n: data.segments ?? 0 })}
      {data.cost && <> · {f.money(data.cost.amount, data.cost.currency)}</>}
    </Text>
  );
}
