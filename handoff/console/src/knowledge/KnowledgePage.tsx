/** Answers: all of them, and one with its editor. */
import { useRoute } from "wouter";
import { AnswerView } from "./AnswerView";
import { Answers } from "./Answers";

export default function KnowledgePage() {
  const [one, params] = useRoute("/knowledge/:intent");
  return one && params.intent ? <AnswerView key={params.intent} intent={params.intent} /> : <Answers />;
}
