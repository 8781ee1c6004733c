import { useEffect, useRef, useState, type RefObject } from "react";
import classes from "./conversation.module.css";

type Option = { key: string; title: string; detail: string };
type Props = { field: RefObject<HTMLTextAreaElement | null>; label: string; options: readonly Option[]; onPick: (index: number) => void };

/** Choices above the field while one types on: arrows move, Enter or Tab takes. */
export function Picker({ field, label, options, onPick }: Props) {
  const [active, setActive] = useState(0);
  const at = Math.min(active, options.length - 1);
  const latest = useRef({ at, onPick, count: options.length });
  useEffect(() => {
    latest.current = { at, onPick, count: options.length };
  });
  useEffect(() => {
    const element = field.current;
    const press = (event: globalThis.KeyboardEvent) => {
      const now = latest.current;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step) setActive((now.at + step + now.count) % now.count);
      else if (event.key === "Enter" || event.key === "Tab") now.onPick(now.at);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener("keydown", press, { capture: true });
    return () => element?.removeEventListener("keydown", press, { capture: true });
  }, [field]);
  return (
    <ul className={classes.picker} role="listbox" aria-label={label}>
      {options.map((option, index) => (
        <li
          key={option.key}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(index);
          }}
          onMouseEnter={() => setActive(index)}
        >
          <bdi>{option.title}</bdi>
          <span dir="auto">{option.detail}</span>
        </li>
      ))}
    </ul>
  );
}
