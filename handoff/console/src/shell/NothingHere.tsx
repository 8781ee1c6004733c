import { Button, Center, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { useT } from "../i18n/context";

export function NothingHere() {
  const t = useT();
  return (
    <Center h="100%">
      <Stack align="center">
        <Text>{t("problem.not_found")}</Text>
        <Button component={Link} href="/" variant="default">{t("shell.home")}</Button>
      </Stack>
    </Center>
  );
}
