import { Anchor } from "@mantine/core";
import { Link } from "wouter";
import { useSpeech } from "../i18n/context";
import { useNames } from "../parts/colleagues";

const PLACES: Record<string, string> = { request: "/requests/", conversation: "/inbox/", person: "/people/", answer: "/knowledge/" };

/** What a deed was done to, as people call it, and the way there: `request:MD-…`, `conversation:12`, `staff:4`, `audit`. */
export function Subject({ subject }: { subject: string }) {
  const { maybe } = useSpeech();
  const { data: colleagues = [] } = useNames();
  const [kind = "", id = ""] = subject.split(":", 2);
  const name = kind === "staff" ? colleagues.find((one) => String(one.id) === id)?.name : undefined;
  const words = (
    <>
      {maybe(`subject.${kind}`, kind)} {name ? <bdi>{name}</bdi> : <bdi dir="ltr" className="code">{id}</bdi>}
    </>
  );
  return PLACES[kind] && id ? <Anchor component={Link} href={PLACES[kind] + id} size="sm">{words}</Anchor> : words;
}
