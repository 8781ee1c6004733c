/** Who works here: for names, and for choosing whom to give something. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useT } from "../i18n/context";
import { useMay } from "../session/me";

/** With what they do now; only for those who have conversations. */
export function useColleagues() {
  const enabled = useMay("conversations.see");
  return useQuery({ queryKey: keys.colleagues, queryFn: () => answer(api.GET("/api/colleagues")), enabled });
}

/** Names alone, which the committee sees too. */
export function useNames() {
  return useQuery({ queryKey: [...keys.colleagues, "names"], queryFn: () => answer(api.GET("/api/colleagues/names")) });
}

export function useColleagueName(): (id: number) => string {
  const t = useT();
  const { data = [] } = useNames();
  return (id) => data.find((colleague) => colleague.id === id)?.name ?? t("author.staff");
}
