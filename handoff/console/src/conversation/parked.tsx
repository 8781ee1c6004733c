import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import type { ParkedShown, TalkWhole } from "../api/types";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useComplain } from "../parts/problems";
import classes from "./conversation.module.css";
import { Words } from "./Words";

/** Replies that wait for the person to answer the template. Only WhatsApp knows such a wait. */
export function useParked(talk: TalkWhole): readonly ParkedShown[] {
  const { data = [] } = useQuery({
    queryKey: keys.parked(talk.id),
    queryFn: () => answer(api.GET("/api/conversations/{conversation_id}/parked", { params: { path: { conversation_id: talk.id } } })),
    enabled: talk.channel.includes("whatsapp"),
  });
  return data;
}

export function ParkedView({ parked, talk, mayWithdraw }: { parked: ParkedShown; talk: number; mayWithdraw: boolean }) {
  const { t, f } = useSpeech();
  const client = useQueryClient();
  const complain = useComplain();
  const withdraw = useMutation({
    mutationFn: () => {
      const params = { path: { conversation_id: talk, parked_id: parked.id } };
      return answer(api.DELETE("/api/conversations/{conversation_id}/parked/{parked_id}", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.parked(talk) }),
    onError: complain,
  });
  return (
    <article className={classes.line} data-author="staff" data-parked={parked.id}>
      <span className={classes.author}><bdi>{parked.by.name}</bdi></span>
      <div className={classes.bubble}><Words text={parked.text} /></div>
      <span className={classes.meta}>
        <time dateTime={parked.at}>{f.time(parked.at)}</time>
        <span className={classes.parked}><Icon name="pause" size={14} />{t("parked.waits")}</span>
        {mayWithdraw && (
          <Button variant="subtle" size="compact-xs" color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t("parked.withdraw")}
          </Button>
        )}
      </span>
    </article>
  );
}
