import type { CSSProperties } from "react";
import { ICON_PATHS } from "./iconPaths";

export type IconName = keyof typeof ICON_PATHS;

/** Icons that point forward or back in reading direction; they turn with it. */
const TURNING = new Set<IconName>(["chevronLeft", "chevronRight", "arrowUturnLeft", "paperAirplane", "arrowRightStartOnRectangle"]);

/** An icon beside words, or inside a control that has a label of its own: never read aloud. */
export function Icon({ name, size = 20, style }: { name: IconName; size?: number; style?: CSSProperties }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={TURNING.has(name) ? "turns" : undefined}
      style={{ flex: "none", ...style }}
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
