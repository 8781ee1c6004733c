import { Badge } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { COLOURS, type Stage } from "./stages";

export function StageBadge({ status }: { status: string }) {
  const { maybe } = useSpeech();
  return (
    <Badge variant="light" tt="none" color={COLOURS[status as Stage] ?? "gray"} autoContrast>
      {maybe(`requestStatus.${status}`, status)}
    </Badge>
  );
}
