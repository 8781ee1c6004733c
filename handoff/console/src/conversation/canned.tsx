import { useQuery } from "@tanstack/react-query";
import { type RefObject } from "react";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { Canned, Composer } from "../api/types";
import { useT } from "../i18n/context";
import { filled } from "./placeholders";
import { Picker } from "./Picker";

/** `none`: somebody asks for them, and there are none at all. */
type Found = { found: readonly Canned[]; fill: (canned: Canned) => string; none: boolean };

/** The answers kept ready that fit what stands after «/» at the start of the field. */
export function useCanned(text: string, placeholders: Composer["placeholders"]): Found {
  const { data = [], isSuccess } = useQuery({
    queryKey: keys.canned,
    queryFn: () => answer(api.GET("/api/canned")),
    staleTime: 300_000,
    enabled: text.startsWith("/"),
  });
  const typed = /^\/(\S{0,40})$/u.exec(text)?.[1];
  const found = typed === undefined ? [] : data.filter((one) => one.shortcut.startsWith(typed) || one.title.includes(typed)).slice(0, 8);
  return { found, fill: (canned) => filled(canned.text, placeholders), none: typed !== undefined && isSuccess && data.length === 0 };
}

type Props = { field: RefObject<HTMLTextAreaElement | null>; canned: Found; onPick: (text: string) => void };

export function CannedMenu({ field, canned, onPick }: Props) {
  const t = useT();
  return (
    <Picker
      field={field}
      label={t("composer.canned")}
      options={canned.found.map((one) => ({ key: String(one.id), title: `/${one.shortcut} · ${one.title}`, detail: canned.fill(one) }))}
      onPick={(index) => {
        const chosen = canned.found[index];
        if (chosen) onPick(canned.fill(chosen));
      }}
    />
  );
}
