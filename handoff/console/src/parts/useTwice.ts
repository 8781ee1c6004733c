import { useEffect, useState } from "react";

const PATIENCE_MS = 4000;

/** For what cannot be taken back: the first press asks, a second one soon after does it. */
export function useTwice(deed: () => void) {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const press = () => {
    if (asked) deed();
    setAsked(!asked);
  };
  return { asked, press };
}
