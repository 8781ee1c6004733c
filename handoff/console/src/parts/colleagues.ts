/** Who works here: for names, and for choosing whom to give something. */
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useT } from "../i18n/context";

export function useColleagues() {
  return useQuery({ queryKey: keys.colleagues, queryFn: () => answer(api.GET("/api/colleagues")) });
}

export function useColleagueName(): (id: number) => string {
  const t = useT();
  const { data = [] } = useColleagues();
  return (id) => data.find((colleague) => colleague.id === id)?.name ?? t("author.staff");
}
