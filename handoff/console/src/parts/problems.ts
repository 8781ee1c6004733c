import { notifications } from "@mantine/notifications";
import { useCallback } from "react";
import { Problem } from "../api/client";
import { useSpeech } from "../i18n/context";

/** An error in words for the person at the screen. */
export function useProblemText(): (error: unknown) => string {
  const { t, maybe } = useSpeech();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof Problem)) return t("problem.unknown");
      if (error.status >= 500) return t("problem.internal");
      return maybe(`problem.${error.code}`, t("problem.unknown"));
    },
    [t, maybe],
  );
}

/** Tells of an error in a toast: `onError: complain`. */
export function useComplain(): (error: unknown) => void {
  const words = useProblemText();
  return useCallback((error: unknown) => void notifications.show({ color: "red", message: words(error) }), [words]);
}
