import { useMediaQuery } from "@mantine/hooks";

/** Whether the screen is as narrow as a phone's: the same border as in the style sheets. */
export function usePhone(): boolean {
  return useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false }) ?? false;
}
