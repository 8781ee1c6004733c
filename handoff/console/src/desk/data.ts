/** The desk's rules: hours, single days, promises. What was changed here shows at once wherever it is seen. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, Problem } from "../api/client";
import type { DayBody, DayShown, Hours, Practice } from "../api/schema";
import { useT } from "../i18n/context";
import { useComplain } from "../parts/problems";

import { NOTHING_WRONG, wrongOf, type Wrong } from "./week";

const desk = ["desk"] as const;

export function useHours() {
  return useQuery({ queryKey: [...desk, "hours"], queryFn: () => answer(api.GET("/api/desk/hours")) as Promise<Hours> });
}

export function usePractice() {
  return useQuery({ queryKey: [...desk, "practice"], queryFn: () => answer(api.GET("/api/desk/practice")) as Promise<Practice> });
}

export function useCalendar(from: string, to: string) {
  return useQuery({
    queryKey: [...desk, "calendar", from, to],
    queryFn: () => answer(api.GET("/api/desk/calendar", { params: { query: { from, to } } })) as Promise<DayShown[]>,
  });
}

export function useDays(year: number) {
  return useQuery({
    queryKey: [...desk, "days", year],
    queryFn: () => answer(api.GET("/api/desk/days", { params: { query: { year } } })) as Promise<DayShown[]>,
  });
}

export const putHours = (body: Hours) => answer(api.PUT("/api/desk/hours", { body }));
export const putPractice = (body: Practice) => answer(api.PUT("/api/desk/practice", { body }));

/** Saves rules; says so, or which fields the server would not have. */
export function useSaving<Body>(save: (body: Body) => Promise<unknown>) {
  const t = useT();
  const client = useQueryClient();
  const complain = useComplain();
  const [wrong, setWrong] = useState<Wrong>(NOTHING_WRONG);
  const mutation = useMutation({
    mutationFn: save,
    onMutate: () => setWrong(NOTHING_WRONG),
    onSuccess: () => {
      notifications.show({ message: t("desk.saved") });
      return client.invalidateQueries({ queryKey: desk });
    },
    onError: (error) => {
      if (error instanceof Problem) setWrong(wrongOf(error.fields));
      complain(error);
    },
  });
  return { save: mutation.mutate, saving: mutation.isPending, wrong };
}

export function useDayDeeds() {
  const client = useQueryClient();
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: desk }), onError: useComplain() };
  const put = useMutation({ mutationFn: (body: DayBody) => answer(api.POST("/api/desk/days", { body })), ...then });
  const remove = useMutation({
    mutationFn: (day: string) => answer(api.DELETE("/api/desk/days/{day}", { params: { path: { day } } })),
    ...then,
  });
  return { put, remove };
}
