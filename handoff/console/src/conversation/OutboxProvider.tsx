import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useMe } from "../session/me";
import { storedName } from "./kept";
import { Outbox, type Unsent } from "./outbox";

const OutboxContext = createContext<Outbox | null>(null);

/** Sends what was written, from wherever one is in the console. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const client = useQueryClient();
  const outbox = useMemo(() => {
    const send = async (unsent: Unsent) => {
      await (unsent.park ? park(unsent) : answer(api.POST("/api/conversations/{conversation_id}/messages", bodyOf(unsent))));
      await client.invalidateQueries({ queryKey: unsent.park ? keys.parked(unsent.talk) : keys.messages(unsent.talk) });
    };
    return new Outbox(localStorage, storedName(me.id, "unsent"), send);
  }, [me.id, client]);
  useEffect(() => {
    const pump = () => outbox.pump();
    pump();
    addEventListener("online", pump);
    return () => removeEventListener("online", pump);
  }, [outbox]);
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

function park({ clientId, talk, text }: Unsent) {
  const params = { path: { conversation_id: talk } };
  return answer(api.POST("/api/conversations/{conversation_id}/parked", { params, body: { client_id: clientId, text } }));
}

function bodyOf(unsent: Unsent) {
  const params = { path: { conversation_id: unsent.talk } };
  const extra = {
    ...(unsent.template ? { template: unsent.template } : {}),
    ...(unsent.attachmentId ? { attachment_id: unsent.attachmentId } : {}),
    ...(unsent.mentions?.length ? { mentions: unsent.mentions } : {}),
  };
  return { params, body: { client_id: unsent.clientId, text: unsent.text, note: unsent.note, ...extra } };
}

export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext);
  if (!outbox) throw new Error("useOutbox outside of <OutboxProvider>");
  return outbox;
}

/** What of a conversation has not arrived yet. */
export function useUnsent(talk: number): readonly Unsent[] {
  const outbox = useOutbox();
  const all = useSyncExternalStore(outbox.subscribe, outbox.all);
  return useMemo(() => all.filter((one) => one.talk === talk), [all, talk]);
}
