import type { TalkWhole } from "../api/types";
import { useT } from "../i18n/context";
import { TimelineDrawer } from "../timeline/TimelineDrawer";
import { useCard } from "./data";
import type { Deeds } from "./deeds";
import { DeedDialog } from "./DeedDialog";
import { LabelsDialog } from "./LabelsDialog";
import { PriorityDialog } from "./PriorityDialog";
import { ReleaseDialog } from "./ReleaseDialog";
import { SnoozeDialog } from "./SnoozeDialog";
import { TransferDialog } from "./TransferDialog";
import type { Deed } from "./useDialogs";

type Props = { open: Deed | null; talk: TalkWhole; deeds: Deeds; onClose: () => void; onResolved: () => void };

/** The dialog of the deed that is being done. */
export function DeedDialogs({ open, talk, deeds, onClose, onResolved }: Props) {
  const t = useT();
  const { data: card } = useCard(talk);
  switch (open) {
    case "transfer":
      return <TransferDialog talk={talk} deeds={deeds} onClose={onClose} />;
    case "labels":
      return <LabelsDialog opened onClose={onClose} talk={talk} />;
    case "timeline":
      return <TimelineDrawer talk={talk.id} opened onClose={onClose} />;
    case "snooze":
      return <SnoozeDialog deeds={deeds} onClose={onClose} />;
    case "priority":
      return <PriorityDialog talk={talk} deeds={deeds} onClose={onClose} />;
    case "release":
      return <ReleaseDialog form={card?.form?.title ?? ""} deeds={deeds} onClose={onClose} />;
    case "requeue":
      return (
        <DeedDialog
          title={t("conversation.requeue")}
          label={t("conversation.noteFor")}
          deed={t("conversation.requeue")}
          busy={deeds.requeue.isPending}
          onClose={onClose}
          onDone={(reason) => deeds.requeue.mutate(reason, { onSuccess: onClose })}
        />
      );
    case "resolveWithNote":
      return (
        <DeedDialog
          title={t("conversation.resolveWithNote")}
          label={t("conversation.noteFor")}
          deed={t("conversation.resolve")}
          busy={deeds.resolve.isPending}
          onClose={onClose}
          onDone={(note) => deeds.resolve.mutate(note, { onSuccess: onResolved })}
        />
      );
    default:
      return null;
  }
}
