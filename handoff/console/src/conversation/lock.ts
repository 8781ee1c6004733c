/** Of two who write at once the first goes on, and the other is asked to wait. Pure. */
import type { Viewer } from "../live/context";

/** For whom one waits now. `busy`: one is writing oneself; `held`: for whom one has waited so far. */
export function lockAfter(
  viewers: readonly Viewer[],
  { me, busy, held }: { me: number; busy: boolean; held: Viewer | null },
): Viewer | null {
  const writers = viewers.filter((viewer) => viewer.composing && viewer.id !== me);
  const same = writers.find((viewer) => viewer.id === held?.id);
  return same ?? (busy ? null : (writers[0] ?? null));
}
