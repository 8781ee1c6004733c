import type { Label } from "../api/types";
import classes from "./parts.module.css";

/** A label: its colour as a dot, so that the words stay legible whatever colour somebody chose. */
export function LabelChip({ label }: { label: Label }) {
  return (
    <span className={classes.label}>
      <i style={{ background: label.colour }} />
      <bdi>{label.name}</bdi>
    </span>
  );
}
