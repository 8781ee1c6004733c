import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { TalkWhole } from "../api/types";
import { useT } from "../i18n/context";
import { levelOf, PRIORITIES, type Level } from "../parts/priority";
import type { Deeds } from "./deeds";
import { DeedDialog } from "./DeedDialog";

const LEVELS = ["normal", "high", "urgent"] as const satisfies readonly Level[];

/** More or less urgent than it was taken for; why is shown beside it, so it must be said. */
export function PriorityDialog({ talk, deeds, onClose }: { talk: TalkWhole; deeds: Deeds; onClose: () => void }) {
  const t = useT();
  const [level, setLevel] = useState<Level>(levelOf(talk.priority));
  return (
    <DeedDialog
      title={t("conversation.priority")}
      label={t("conversation.priorityReason")}
      required
      most={500}
      deed={t("action.save")}
      busy={deeds.prioritise.isPending}
      onClose={onClose}
      onDone={(reason) => deeds.prioritise.mutate({ priority: PRIORITIES[level], reason }, { onSuccess: onClose })}
    >
      <SegmentedControl
        aria-label={t("conversation.priority")}
        value={level}
        onChange={(chosen) => setLevel(chosen as Level)}
        data={LEVELS.map((one) => ({ value: one, label: t(`priority.${one}`) }))}
      />
    </DeedDialog>
  );
}
