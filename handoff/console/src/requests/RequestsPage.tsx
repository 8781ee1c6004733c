/** Requests: the list or the board, and one of them. */
import { useRoute } from "wouter";
import { Requests } from "./Requests";
import { RequestView } from "./RequestView";

export default function RequestsPage() {
  const [one, params] = useRoute("/requests/:reference");
  return one && params.reference ? <RequestView key={params.reference} reference={params.reference} /> : <Requests />;
}
