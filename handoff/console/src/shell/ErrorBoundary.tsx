import { Button, Center, Code, Stack, Text, Title } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { SpeechContext } from "../i18n/context";

type Props = { children: ReactNode };

/** A fault in one view shows here, and leaves the others alone. */
export class ErrorBoundary extends Component<Props, { fault: Error | null }> {
  static override contextType = SpeechContext;
  declare context: React.ContextType<typeof SpeechContext>;
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    const t = this.context?.t;
    return (
      <Center h="100%" p="xl">
        <Stack align="center" maw={480}>
          <Title order={2} size="h4">{t?.("shell.faultTitle")}</Title>
          <Text ta="center">{t?.("shell.faultText")}</Text>
          <Code dir="ltr">{fault.message.slice(0, 200)}</Code>
          <Button onClick={() => location.reload()}>{t?.("shell.reload")}</Button>
        </Stack>
      </Center>
    );
  }
}
