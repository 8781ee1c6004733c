import { linked } from "./links";
import classes from "./conversation.module.css";

/** A text as it was written, in its own direction; web addresses in it can be followed. */
export function Words({ text }: { text: string }) {
  return (
    <p className={classes.words} dir="auto">
      {linked(text).map((part, index) =>
        part.href ? (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">{part.text}</a>
        ) : (
          <span key={index}>{part.text}</span>
        ),
      )}
    </p>
  );
}
