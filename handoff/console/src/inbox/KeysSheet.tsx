import { Kbd, Table } from "@mantine/core";
import { useT } from "../i18n/context";
import { Dialog } from "../parts/Dialog";

const KEYS = [
  ["j", "keys.next"], ["k", "keys.previous"], ["Enter", "keys.open"], ["/", "keys.search"], ["c", "keys.claim"],
  ["r", "keys.reply"], ["n", "keys.note"], ["t", "keys.transfer"], ["b", "keys.release"], ["e", "keys.resolve"],
  ["l", "keys.labels"], ["p", "keys.person"], ["?", "keys.title"],
] as const;
const WRITING = [["Enter", "keys.send"], ["Shift + Enter", "keys.newLine"], ["/", "keys.canned"], ["@", "keys.mention"], ["Esc", "keys.leave"]] as const;

/** Every key, told on `?`. */
export function KeysSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  const rows = (keys: typeof KEYS | typeof WRITING) =>
    keys.map(([key, what]) => (
      <Table.Tr key={what}>
        <Table.Td w={120}><Kbd dir="ltr" style={{ whiteSpace: "nowrap" }}>{key}</Kbd></Table.Td>
        <Table.Td>{t(what)}</Table.Td>
      </Table.Tr>
    ));
  return (
    <Dialog opened={opened} onClose={onClose} title={t("keys.title")}>
      <Table verticalSpacing={5}><Table.Tbody>{rows(KEYS)}</Table.Tbody></Table>
      <Table verticalSpacing={5} mt="md" captionSide="top">
        <Table.Caption>{t("keys.writing")}</Table.Caption>
        <Table.Tbody>{rows(WRITING)}</Table.Tbody>
      </Table>
    </Dialog>
  );
}
