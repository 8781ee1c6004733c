/** How a step of the case view is told: its icon, its title and what stands below. Pure. */
import type { TimelineStep } from "../api/types";
import type { Speech } from "../i18n/context";
import type { IconName } from "../parts/Icon";

export type Told = { icon: IconName; title: string; words?: string; notes: string[] };

export function tellStep(step: TimelineStep, speech: Speech): Told {
  switch (step.kind) {
    case "received":
      return received(step, speech);
    case "understood":
      return understood(step, speech);
    case "decided":
      return decided(step, speech);
    case "said":
      return said(step, speech);
    case "attempt":
      return attempt(step, speech);
    case "status":
      return status(step, speech);
    case "escalation":
      return escalation(step, speech);
    case "deed":
      return deed(step, speech);
    case "request":
      return request(step, speech);
  }
}

type Of<K extends TimelineStep["kind"]> = Extract<TimelineStep, { kind: K }>;

function received(step: Of<"received">, { t }: Speech): Told {
  const notes = [];
  if (step.event !== null) notes.push(t("timeline.keptOnce", { event: step.event }));
  if (step.set_aside_at) notes.push(t("timeline.setAside", { n: step.failures ?? 0 }));
  else if (step.event !== null && !step.done_at) notes.push(t("timeline.waiting"));
  return { icon: "chatBubbleOvalLeft", title: t("timeline.received"), words: step.text || undefined, notes };
}

function understood(step: Of<"understood">, { t, f, maybe }: Speech): Told {
  const named = (intent: string) => maybe(`intent.${intent}`, intent);
  const title = step.intent ? t("timeline.understood", { intent: named(step.intent) }) : t("timeline.notGuessed");
  const others = step.ranking.filter((guess) => guess.intent !== step.intent && guess.confidence >= 0.01).slice(0, 2);
  const notes = step.confidence === null ? [] : [t("timeline.confidence", { share: f.percent(step.confidence) })];
  if (others.length > 0)
    notes.push(t("timeline.otherGuesses", { guesses: f.list(others.map((guess) => `${named(guess.intent)} ${f.percent(guess.confidence)}`)) }));
  if (step.miss) notes.push(maybe(`timeline.miss.${step.miss}`, step.miss));
  return { icon: "sparkles", title, notes };
}

function decided(step: Of<"decided">, { t, f, maybe }: Speech): Told {
  const sections = [...new Set(step.cited.flatMap((answer) => answer.sections))];
  const notes = [];
  if (sections.length > 0) notes.push(t("timeline.sections", { sections: f.list(sections.map(f.number)) }));
  if (step.form) notes.push(maybe(`request.${step.form}`, step.form));
  if (step.reason) notes.push(maybe(`reason.${step.reason}`, maybe(`intent.${step.reason}`, step.reason)));
  if (step.owner) notes.push(maybe(`owner.${step.owner}`, step.owner));
  return { icon: "cpuChip", title: maybe(`timeline.outcome.${step.outcome}`, step.outcome), notes };
}

function said(step: Of<"said">, { t, maybe }: Speech): Told {
  const who = step.staff_name ?? maybe(`author.${step.author}`, step.author);
  const title = step.note ? t("timeline.noted", { name: who }) : t("timeline.said", { name: who });
  return { icon: step.note ? "lockClosed" : "chatBubbleLeftRight", title, words: step.text || undefined, notes: [] };
}

function attempt(step: Of<"attempt">, { t, f, maybe }: Speech): Told {
  const outcome = step.outcome ? maybe(`timeline.attempt.${step.outcome}`, step.outcome) : t("timeline.running");
  const took = step.finished_at ? Date.parse(step.finished_at) - Date.parse(step.at) : null;
  const notes = [outcome, maybe(`channel.${step.channel}`, step.channel)];
  if (took !== null && took >= 0) notes.push(t("timeline.took", { ms: f.number(took) }));
  if (step.error_code) notes.push(t("timeline.code", { code: step.error_code }));
  return { icon: "paperAirplane", title: t("timeline.tried", { n: step.number }), notes };
}

function status(step: Of<"status">, { t, maybe }: Speech): Told {
  const notes = step.error_reason ? [maybe(`sendError.${step.error_reason}`, step.error_reason)] : [];
  if (step.error_code) notes.push(t("timeline.code", { code: step.error_code }));
  const failed = step.status === "failed" || step.status === "dropped";
  return { icon: failed ? "xCircle" : "checkCircle", title: maybe(`timeline.status.${step.status}`, step.status), notes };
}

function escalation(step: Of<"escalation">, { t, maybe }: Speech): Told {
  const why = step.reason && step.reason !== "taken" ? [maybe(`reason.${step.reason}`, maybe(`intent.${step.reason}`, step.reason))] : [];
  const notes = step.what === "opened" ? why : [];
  if (step.what === "opened" && step.priority > 0) notes.push(t("timeline.priority", { n: step.priority }));
  const taken = step.what === "opened" && step.reason === "taken";
  const title = taken ? t("timeline.stay.taken") : t(`timeline.stay.${step.what}`);
  return { icon: step.what === "breached" ? "exclamationTriangle" : "handRaised", title, notes };
}

function deed(step: Of<"deed">, { t, maybe }: Speech): Told {
  const notes = [step.by ?? t("timeline.desk")];
  if (step.to) notes.push(t("timeline.to", { name: step.to }));
  return { icon: "user", title: maybe(`timeline.deed.${step.action}`, step.action), notes };
}

function request(step: Of<"request">, { t, maybe }: Speech): Told {
  const type = maybe(`request.${step.type}`, step.type);
  const what = step.what === "move" ? maybe(`requestStatus.${step.to_status ?? ""}`, step.to_status ?? "") : maybe(`timeline.request.${step.what}`, step.what);
  const by = step.staff_name ?? t(step.by === "person" ? "requests.byPerson" : "author.system");
  return { icon: "clipboardDocumentList", title: t("timeline.request", { type, what }), notes: [step.reference, by] };
}
