"""What a turn leaves on record of each message: how it was understood, and what came of it. Pure."""

from typing import Any

from bot.dialogue.discontent import answer_was_none
from bot.dialogue.state import Decision, State
from bot.dialogue.understood import INTENT_PAYLOAD, Understood
from storage import interpretations
from storage.conversations import Owner, Pending
from storage.interpretations import Amendment, NewInterpretation


def recorded(
    pending: Pending, understood: Understood | None, before: State, decision: Decision | None
) -> NewInterpretation:
    """`understood` is None for what holds no words, `decision` where nothing was to be said."""
    outcome = _outcome(before, decision)
    return NewInterpretation(
        seq=pending.seq,
        at=pending.received_at,
        outcome=outcome,
        intent=(decision.intent if decision else None) or (understood.intent if understood else None),
        confidence=round(understood.heard.confidence, 4) if understood and understood.ranking else None,
        ranking=tuple((i.name, i.confidence) for i in understood.ranking) if understood else (),
        engine=understood.engine if understood else None,
        cited=decision.cited if decision else (),
        miss=_MISSES.get(outcome),
        decided=_decided(decision) if decision else {},
        amends=_amendment(before, understood, outcome) if understood else None,
    )


def left_to_staff(pending: Pending) -> NewInterpretation:
    """A person has the conversation: nothing was asked of the engine."""
    return NewInterpretation(pending.seq, "staff", pending.received_at)


def called(pending: Pending, owner: Owner) -> NewInterpretation:
    """Passed on to people unread."""
    return NewInterpretation(pending.seq, "queued", pending.received_at, decided=_handed(owner))


_MISSES = {"missed": interpretations.OUT_OF_SCOPE, "asked": interpretations.AMBIGUOUS}  # asked: until they choose


def _outcome(before: State, decision: Decision | None) -> str:
    if decision is None:
        return "talked"
    if decision.owner is not None:
        return "queued"
    if decision.outcome:
        return decision.outcome
    if decision.cited:
        return "answered"
    at_work = (before.form, before.flow, decision.state.form, decision.state.flow, decision.submit, decision.action)
    return "form" if any(at_work) else "talked"


def _amendment(before: State, understood: Understood, outcome: str) -> Amendment | None:
    """A choice says what an ambiguous message meant; a complaint, that an answer was none; a call, that all failed."""
    payload = understood.payload or ""
    if payload.startswith(INTENT_PAYLOAD) and any(choice.payload == payload for choice in before.choices):
        return Amendment("asked", None, understood.intent)
    if understood.text and answer_was_none(understood.text):
        return Amendment("answered", interpretations.UNHELPFUL)
    if outcome == "queued" and before.misses:
        return Amendment("missed", interpretations.HANDOFF)
    return None


def _decided(decision: Decision) -> dict[str, Any]:
    opened = decision.state.form.form if decision.state.form else None
    sent = decision.submit.form if decision.submit else None
    found = {"form": opened or sent, "asks": decision.reply.asks if decision.reply else None}
    handed = _handed(decision.owner) if decision.owner else {}
    return {name: value for name, value in found.items() if value} | handed


def _handed(owner: Owner) -> dict[str, Any]:
    return {"owner": owner.owner, "reason": owner.reason, "priority": owner.priority}
