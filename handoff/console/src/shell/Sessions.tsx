import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys } from "../api/keys";
import { useSpeech } from "../i18n/context";
import { useComplain } from "../parts/problems";
import { browserOf } from "./browsers";

/** Where one is signed in; each can be ended, all others at once. */
export function Sessions() {
  const { t, f } = useSpeech();
  const client = useQueryClient();
  const complain = useComplain();
  const { data = [] } = useQuery({ queryKey: keys.sessions, queryFn: () => answer(api.GET("/api/me/sessions")) });
  const options = {
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sessions }),
    onError: complain,
  };
  const end = useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE("/api/me/sessions/{session_id}", { params: { path: { session_id: id } } })),
    ...options,
  });
  const endOthers = useMutation({ mutationFn: () => answer(api.POST("/api/me/sessions/revoke-others")), ...options });
  return (
    <Stack component="section" gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{t("account.sessions")}</Title>
        {data.length > 1 && (
          <Button variant="light" color="red" size="compact-md" onClick={() => endOthers.mutate()}>
            {t("account.endOthers")}
          </Button>
        )}
      </Group>
      {data.map((session) => (
        <Group key={session.id} justify="space-between" wrap="nowrap">
          <div>
            <Text fw={600}>
              <bdi>{browserOf(session.user_agent) ?? t("account.unknownBrowser")}</bdi>{" "}
              {session.current && <Badge ms="xs" variant="light">{t("account.thisOne")}</Badge>}
            </Text>
            <Text size="sm" c="dimmed">
              {t("account.lastSeen", { at: f.stamp(session.last_seen_at) })}
              {session.address && <> · <bdi dir="ltr">{session.address}</bdi></>}
            </Text>
          </div>
          {!session.current && (
            <Button variant="default" size="compact-md" onClick={() => end.mutate(session.id)}>{t("account.end")}</Button>
          )}
        </Group>
      ))}
    </Stack>
  );
}
