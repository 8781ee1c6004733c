/** A person as fetched, and what may be done about their links and their data. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useComplain } from "../parts/problems";

const at = (id: number) => ({ params: { path: { person_id: id } } });

export function usePerson(id: number) {
  return useQuery({
    queryKey: keys.person(id),
    queryFn: () => answer(api.GET("/api/people/{person_id}", at(id))),
  });
}

function useChange<V>(id: number, call: (values: V) => Promise<unknown>) {
  const client = useQueryClient();
  const complain = useComplain();
  return useMutation({
    mutationFn: call,
    onSettled: () => client.invalidateQueries({ queryKey: keys.person(id) }),
    onError: complain,
  });
}

/** Takes back what links an address to a phone. */
export function useUndoLink(id: number) {
  return useChange(id, (proof_id: number) =>
    answer(api.POST("/api/people/{person_id}/links/{proof_id}/undo", { params: { path: { person_id: id, proof_id } } })),
  );
}

export function useErase(id: number) {
  return useChange(id, (body: { reference: string; verified: string | null; also: number[] }) =>
    answer(api.POST("/api/people/{person_id}/erase", { ...at(id), body })),
  );
}

export function useHold(id: number) {
  return useChange(id, (reason: string) => answer(api.POST("/api/holds", { body: { subject: `person:${id}`, reason } })));
}
