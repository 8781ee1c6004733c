"""What staff are told of away from the console: over a real SMTP server, and in a group of the simulated Telegram."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from handoff import mail
from handoff.alerts import Alerts, planned
from handoff.hours import ServiceHours
from handoff.mail import MailRefused, MailUncertain, NotMailed, SmtpConfig
from storage import console_events, escalations, presence, staff
from storage.alerts import News, Reader
from storage.db import Database
from storage.escalations import Call
from tests.handoff.api import HASHED, Clock
from tests.servers import free_port
from tests.storage.people import conversation

URL = "https://console.example.org"


class Postbox:
    """Takes e-mails, unless told what to answer."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return self.answer


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@contextmanager
def server(postbox: Postbox) -> Iterator[SmtpConfig]:
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield SmtpConfig("127.0.0.1", controller.port, "", "", "tawasul@example.org")
    finally:
        controller.stop()


@pytest.fixture
def smtp(postbox: Postbox) -> Iterator[SmtpConfig]:
    with server(postbox) as config:
        yield config


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def alerts(db: Database, smtp: SmtpConfig, clock: Clock) -> AsyncIterator[Alerts]:
    yield told_by(db, clock, smtp)


def told_by(db: Database, clock: Clock, smtp: SmtpConfig, **more: Any) -> Alerts:
    async def send(message: EmailMessage) -> None:
        await mail.send(smtp, message)

    return Alerts(db, now=clock, hours=ServiceHours(), own_url=URL, mail=send, sender=smtp.sender, **more)


async def hire(db: Database, name: str, role: str = "agent", **prefs: Any) -> int:
    async with db.transaction() as tx:
        await staff.add(tx, f"{name}@example.org", name, role, HASHED, Clock().at)
        made = await staff.by_email(tx, f"{name}@example.org")
        assert made
        await staff.change(tx, made.id, alerts=prefs)
    return made.id


async def calls(db: Database, clock: Clock, priority: int = 0) -> int:
    """Somebody asks for a person."""
    where = await conversation(db, at=clock())
    async with db.transaction() as tx:
        queued = text("UPDATE conversation SET owner = 'queued', priority = :p WHERE id = :c")
        await tx.execute(queued, {"p": priority, "c": where})
        await escalations.call(tx, [Call(where, "asked", priority)], clock())
    return where


async def passes(alerts: Alerts, clock: Clock, minutes: int = 3) -> None:
    await alerts.once()
    clock.passes(minutes=minutes)
    await alerts.once()


async def states(db: Database) -> list[str]:
    async with db.read() as tx:
        return list((await tx.execute(text("SELECT state FROM alert ORDER BY id"))).scalars())


async def test_what_comes_together_is_told_in_one_letter_without_a_word_about_whom(
    db: Database, alerts: Alerts, postbox: Postbox, clock: Clock
) -> None:
    await hire(db, "noura", email=["queue", "urgent", "mention"])
    for priority in (0, 0, 2):
        where = await calls(db, clock, priority)
    async with db.transaction() as tx:
        noura = await staff.by_email(tx, "noura@example.org")
        assert noura
        await console_events.note(tx, [console_events.mention(noura.id, where, 1)], clock())
    await passes(alerts, clock)
    [letter] = postbox.letters
    plain, html = [part.get_content() for part in letter.iter_parts()]
    assert letter["To"] == "noura@example.org"
    assert letter["Subject"] == "تواصل: عندك ما ينتظرك (4)"
    assert plain.splitlines()[:3] == [
        "- حالات عاجلة تنتظر موظفًا: 1",
        "- ملاحظات ذكرك فيها زملاؤك: 1",
        "- محادثات جديدة في الانتظار: 2",
    ]
    assert f'href="{URL}/console"' in html
    assert 'dir="rtl"' in html
    assert "سارة" not in plain + html
    await passes(alerts, clock)
    assert len(postbox.letters) == 1, "and it is told once"


async def test_nobody_is_written_to_whose_console_is_open(
    db: Database, alerts: Alerts, postbox: Postbox, clock: Clock
) -> None:
    noura = await hire(db, "noura", email=["queue"])
    async with db.transaction() as tx:
        await presence.seen(tx, [noura], clock())
    await calls(db, clock)
    await passes(alerts, clock)
    assert postbox.letters == []
    assert await states(db) == ["skipped"]


async def test_what_happens_at_night_is_told_in_the_morning(
    db: Database, alerts: Alerts, postbox: Postbox, clock: Clock
) -> None:
    await hire(db, "noura", email=["queue"])
    clock.passes(hours=10)  # 22:00 in Riyadh
    await calls(db, clock)
    await passes(alerts, clock)
    assert postbox.letters == []
    clock.passes(hours=11)
    await alerts.once()
    assert len(postbox.letters) == 1


async def test_a_process_that_died_while_sending_doubles_nothing(
    db: Database, alerts: Alerts, postbox: Postbox, clock: Clock
) -> None:
    await hire(db, "noura", email=["queue"])
    await calls(db, clock)
    await alerts.once()
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE alert SET state = 'sending'"))
    await passes(alerts, clock)
    assert await states(db) == ["sending"], "another process may be at it"
    clock.passes(minutes=11)
    await alerts.once()
    assert (postbox.letters, await states(db)) == ([], ["unknown"])


@pytest.mark.parametrize(
    ("answer", "state"), [("451 try again later", "waiting"), ("554 no such thing here", "failed")]
)
async def test_a_letter_that_was_surely_not_sent_is_tried_again_or_given_up(
    db: Database, alerts: Alerts, postbox: Postbox, clock: Clock, answer: str, state: str
) -> None:
    await hire(db, "noura", email=["queue"])
    await calls(db, clock)
    postbox.answer = answer
    await passes(alerts, clock)
    assert await states(db) == [state]
    postbox.answer = "250 OK"
    clock.passes(minutes=6)
    await alerts.once()
    assert len(postbox.letters) == (state == "waiting")


async def test_a_server_that_is_away_is_no_letter_lost() -> None:
    nobody = SmtpConfig("127.0.0.1", free_port(), "", "", "tawasul@example.org")
    with pytest.raises(NotMailed):
        await mail.send(nobody, mail.composed(nobody.sender, "noura@example.org", "x", "x", "x"))
    assert not issubclass(NotMailed, MailRefused | MailUncertain)


EVERYTHING = ["queue", "assigned", "mention", "sla", "urgent"]


def reader(key: int, role: str, *, present: bool = False, kinds: Any = EVERYTHING) -> Reader:
    return Reader(key, f"{key}@example.org", "نورة", role, "ar", {"email": kinds}, present)


def test_each_is_told_what_they_chose_and_what_concerns_them() -> None:
    people = [reader(1, "agent"), reader(2, "supervisor"), reader(3, "committee"), reader(4, "agent", kinds=[])]
    told = {
        one.kind: [a.staff_id for a in planned([one], people, group=False)]
        for one in (
            News("queue", 5, None, "a"),
            News("assigned", 5, 1, "b"),
            News("mention", 5, 2, "c"),
            News("sla", 5, None, "d"),
            News("urgent", 5, None, "e"),
        )
    }
    assert told == {"queue": [1, 2], "assigned": [1], "mention": [2], "sla": [2], "urgent": [1, 2]}


def test_the_group_hears_of_urgent_cases_always_and_of_the_others_when_nobody_is_there() -> None:
    news = [News("queue", 5, None, "a"), News("urgent", 5, None, "b"), News("mention", 5, 1, "c")]
    for present, kinds in ((False, ["queue", "urgent"]), (True, ["urgent"])):
        people = [reader(1, "agent", present=present, kinds=[])]
        assert [a.kind for a in planned(news, people, group=True)] == kinds
