"""Weeks that have passed at the association, written straight into the tables: what reports look at."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import update

from storage import clusters, interpretations, requests
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.interpretations import Cited, NewInterpretation, Taken
from storage.models import Base, Conversation, Identity, Message, Person, table_of
from storage.models_desk import Escalation
from storage.models_knowledge import MissCluster
from storage.models_outbox import Outbox
from storage.models_requests import RatingRow, Request
from storage.requests import NewRequest

T = TypeVar("T")
OUTCOMES = {"answered": 12, "talked": 2, "queued": 3, "missed": 2}
CHANNELS = {"whatsapp_cloud": 8, "webchat": 5, "telegram": 3, "twilio_sms": 1}
HOURS = {7: 1, 9: 5, 10: 8, 11: 7, 12: 3, 13: 4, 15: 3, 17: 3, 20: 5, 22: 2}  # of Riyadh
QUESTIONS = {"faq_how_to_apply": 9, "faq_required_documents": 7, "faq_decision_time": 5, "faq_donate": 3, "faq_fees": 1}
STATUSES = {"submitted": 4, "verifying": 3, "incomplete": 2, "under_review": 5, "completed": 6, "rejected": 1}
MISSED = (["زكاة", "فطر"], ["سلة", "غذائية"], ["كفالة", "يتيم"])


async def weeks(db: Database, vault: Vault, now: datetime, days: int = 30, talks_a_day: int = 6) -> None:
    """So many talks a day on average up to yesterday, all of them over; always the same, whatever the hour of `now`."""
    dice = random.Random(7)
    async with db.transaction() as tx:
        alike = [await _insert(tx, MissCluster, keywords=words, created_at=now) for words in MISSED]
        person = await _insert(tx, Person, display_name="سارة", created_at=now)
        for day in range(1, days + 1):
            for _ in range(dice.randint(talks_a_day // 2, talks_a_day * 3 // 2)):
                at = (now - timedelta(days=day)).replace(hour=_of(dice, HOURS) - 3, minute=dice.randint(0, 59))
                await _talk(tx, dice, vault, (person, dice.choice(alike)), at)


async def _talk(tx: Transaction, dice: random.Random, vault: Vault, whose: tuple[int, int], at: datetime) -> None:
    """`whose`: the person, and the cluster that a miss belongs to."""
    person, cluster = whose
    channel, outcome = _of(dice, CHANNELS), _of(dice, OUTCOMES)
    address = f"{channel}-{uuid4()}"
    there = {"channel": channel, "account": "1", "address": address}
    identity = await _insert(tx, Identity, person_id=person, key=address, created_at=at, **there)
    over = {"owner": "closed", "created_at": at, "closed_at": at, "next_seq": 2}
    here = await _insert(tx, Conversation, identity_id=identity, **over)
    said = {"author": "visitor", "kind": "text", "text": "السلام عليكم", "at": at, "created_at": at}
    await tx.execute(table_of(Message).insert(), {"conversation_id": here, "seq": 1, **said})
    cited = (Cited(_of(dice, QUESTIONS), (5,), 1),) if outcome == "answered" else ()
    miss = dice.choice(("out_of_scope", "unhelpful")) if outcome == "missed" else None
    heard = NewInterpretation(1, outcome, at, cited=cited, miss=miss)
    await interpretations.note(tx, [Taken(here, channel, None, [heard])])
    if miss:
        await clusters.assign(tx, cluster, [(here, 1)])
    if channel != "webchat":
        left = {"author": "bot", "purpose": "reply", "body": {}, "state": "sent", "segments": dice.randint(1, 3)}
        await _insert(tx, Outbox, conversation_id=here, message_seq=1, next_at=at, created_at=at, **there, **left)
    if outcome == "queued":
        await _escalation(tx, dice, here, at)
        await _request(tx, dice, vault, person, here, at)
        score = dice.choice((3, 4, 5, 5))
        await _insert(
            tx, RatingRow, subject=address, score=score, person_id=person, conversation_id=here, channel=channel, at=at
        )


async def _escalation(tx: Transaction, dice: random.Random, here: int, at: datetime) -> None:
    reply, end = timedelta(minutes=dice.randint(2, 40)), timedelta(minutes=dice.randint(60, 600))
    due = {"first_reply_due_at": at + timedelta(minutes=30), "resolve_due_at": at + timedelta(hours=8)}
    done = {"first_replied_at": at + reply, "ended_at": at + end, "outcome": "resolved"}
    await _insert(tx, Escalation, conversation_id=here, opened_at=at, queued_since=at, told={}, **due, **done)


async def _request(tx: Transaction, dice: random.Random, vault: Vault, person: int, here: int, at: datetime) -> None:
    new = NewRequest("service_request", person, here, f"key-{here}", {"full_name": "سارة القحطاني"})
    made = await requests.create(tx, vault, new, at)
    table, since = table_of(Request), at + timedelta(hours=dice.randint(1, 40))
    moved = {"status": _of(dice, STATUSES), "status_since": since}
    await tx.execute(update(table).where(table.c.reference == made.reference).values(**moved))


async def _insert(tx: Transaction, model: type[Base], **values: Any) -> int:
    table = table_of(model)
    return int((await tx.execute(table.insert().values(values).returning(table.c.id))).scalar_one())


def _of(dice: random.Random, weights: Mapping[T, int]) -> T:
    return dice.choices(list(weights), weights=list(weights.values()))[0]
