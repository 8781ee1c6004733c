/** Requests as fetched: lists by pages, one whole, and what may be done to it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { FormShown, RequestWhole, Step } from "../api/types";
import { useSpeech } from "../i18n/context";
import { useComplain } from "../parts/problems";

export type Filters = { status: Step["status"][]; type: string[]; q: string };
export const NO_FILTERS: Filters = { status: [], type: [], q: "" };

export function useRequests(filters: Filters) {
  return useInfiniteQuery({
    queryKey: [...keys.requests, "list", filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor }) =>
      answer(api.GET("/api/requests", { params: { query: { ...filters, cursor } } })),
    getNextPageParam: (page) => page.cursor,
  });
}

export function useRequest(reference: string) {
  return useQuery({
    queryKey: keys.request(reference),
    queryFn: () => answer(api.GET("/api/requests/{reference}", { params: { path: { reference } } })),
  });
}

/** A change to one request: what comes back is what it is now. */
function useChange<V>(reference: string, call: (values: V) => Promise<RequestWhole>) {
  const client = useQueryClient();
  const complain = useComplain();
  return useMutation({
    mutationFn: call,
    onSuccess: (request) => {
      client.setQueryData(keys.request(reference), request);
      void client.invalidateQueries({ queryKey: [...keys.requests, "list"] });
    },
    onError: (error) => {
      complain(error);
      void client.invalidateQueries({ queryKey: keys.request(reference) });
    },
  });
}

export function useMove(reference: string) {
  return useChange(reference, (body: Step) =>
    answer(api.POST("/api/requests/{reference}/status", { params: { path: { reference } }, body })),
  );
}

export function useAssign(reference: string) {
  return useChange(reference, (staff_id: number | null) =>
    answer(api.POST("/api/requests/{reference}/assign", { params: { path: { reference } }, body: { staff_id } })),
  );
}

/** Clear values of masked fields; each look is on record. */
export function useReveal(reference: string) {
  const complain = useComplain();
  return useMutation({
    mutationFn: (fields: string[]) =>
      answer(api.POST("/api/requests/{reference}/reveal", { params: { path: { reference } }, body: { fields, reason: "" } })),
    onError: complain,
  });
}

export function useForms() {
  return useQuery({ queryKey: ["forms"], queryFn: () => answer(api.GET("/api/forms")), staleTime: Infinity });
}

/** What fields and choices are called, in the language of the page. */
export function useNames(type: string) {
  const { language, maybe } = useSpeech();
  const { data = [] } = useForms();
  const form: FormShown | undefined = data.find((one) => one.name === type);
  const fieldOf = (name: string) =>
    form?.fields.find((field) => field.name === name) ??
    data.flatMap((one) => one.fields).find((field) => field.name === name);
  const label = (name: string) => fieldOf(name)?.label[language] ?? maybe(`field.${name}`, name);
  const choice = (name: string, value: string) =>
    fieldOf(name)?.options.find((option) => option.key === value)?.title[language] ?? value;
  return { form, label, choice, typeOf: (name: string) => fieldOf(name)?.type ?? "text" };
}
