import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useT } from "../i18n/context";

/** A dialog with a name for its way out, which gives the keyboard back also where it is taken away whole. */
export function Dialog({ opened = true, ...props }: Omit<ModalProps, "opened" | "closeButtonProps"> & { opened?: boolean }) {
  const t = useT();
  useKeyboardBack();
  return <Modal opened={opened} closeButtonProps={{ "aria-label": t("action.close") }} {...props} />;
}

/** When this is gone, the keyboard is where it was before: at what opened it, or at the button of the menu that did. */
export function useKeyboardBack(): void {
  const [before] = useState(() => {
    const active = document.activeElement;
    const menu = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
    return menu ? document.getElementById(menu) : active;
  });
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
      });
    },
    [before],
  );
}
