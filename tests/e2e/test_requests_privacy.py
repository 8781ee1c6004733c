"""A canary ID number and IBAN, given in every way there is, stand nowhere in clear."""

import io
import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from stdnum import luhn

from bot.dialogue.effects import Submission
from bot.dialogue.state import Decision, State
from bot.log import JsonFormatter, TextFormatter
from nlu.embedded.engine import EmbeddedInterpreter
from storage import migrations
from storage.db import Database
from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import SUPPORT
from tests.e2e.requests.house import OPEN
from tests.e2e.requests.office import Office
from tests.gateway import Running, started
from tests.servers import Postgres

pytestmark = pytest.mark.thorough

TYPED, PAGED = "1" + "08374629", "2" + "19283746"
IDS = [nine + luhn.calc_check_digit(nine) for nine in (TYPED, PAGED)]
IBAN = "SA4420000001234567891234"
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _needles() -> list[str]:
    plain = [*IDS, IBAN, IBAN[2:], f"{IDS[0][:4]} {IDS[0][4:]}", "SA44 2000 0001 2345 6789 1234"]
    return plain + [p.translate(ARABIC_DIGITS) for p in plain]


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Everything that any logger says, down to DEBUG, as both formats write it."""
    said, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(said), logging.StreamHandler(said)]
    for handler, formatter in zip(handlers, (TextFormatter(), JsonFormatter()), strict=True):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    ours = [logging.getLogger(name) for name in ("bot", "handoff", "storage", "channels", "nlu")]
    levels = [logger.level for logger in ours]
    for logger in ours:
        logger.setLevel(logging.DEBUG)
    yield said
    for handler in handlers:
        root.removeHandler(handler)
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


async def confide(running: Running) -> list[str]:
    """Canaries typed and put into pages, right and wrong, in forms and out of them; -> what was shown meanwhile."""
    shown: list[str] = []
    answers = {**SUPPORT.answers, "iban": IBAN}
    chatting = Beneficiary(running, "webchat")
    await chatting.say(f"السلام عليكم، هويتي {IDS[0]} وآيباني {IBAN}، متى يأتيني الرد؟")
    await chatting.say(SUPPORT.opening)
    await chatting.until_asked("national_id", answers)
    await chatting.say(f"هذي هويتي {IDS[0][:-1]}{(int(IDS[0][-1]) + 1) % 10}")
    await chatting.say(IDS[0].translate(ARABIC_DIGITS))
    first = await chatting.complete({**answers, "mobile": chatting.mobile, "iban": "SA44 2000 0001 2345 6789 1234"})
    typing = Beneficiary(running, "telegram")
    await typing.say(SUPPORT.opening)
    await typing.until_asked("national_id", answers)
    await typing.say(f"{IDS[0][:4]} {IDS[0][4:]}")
    await typing.until_asked("iban", {**answers, "mobile": typing.mobile})
    page = await typing.open_page()
    shown.append((await page.send({"iban": f"{IBAN[:-1]}{(int(IBAN[-1]) + 1) % 10}"})).text)
    shown.append((await page.send({"iban": IBAN}, origin="https://evil.example")).text)
    await typing.complete({**answers, "mobile": typing.mobile})
    paging = Beneficiary(running, "whatsapp_cloud")
    await paging.say(SUPPORT.opening)
    third = await paging.complete({**answers, "national_id": IDS[1], "mobile": paging.mobile})
    office = await Office.open(running)
    assert await office.in_clear(third, "national_id", "iban") == {"national_id": IDS[1], "iban": IBAN}
    assert await office.in_clear(first, "national_id", "iban") == {"national_id": IDS[0], "iban": IBAN}
    shown += [str(await office.request(reference)) for reference in (first, third)]
    await office.close()
    for who in (chatting, typing, paging):
        shown += [heard.text for heard in who.log]
    bad = await running.client.post(
        "/webchat/messages", json={"client_id": "x", "text": IDS[0]}, headers=chatting_auth(chatting)
    )
    shown += [(await running.client.get(f"/secure/{IDS[0]}")).text, await running.metrics()]
    assert bad.status_code == 422
    return shown


def chatting_auth(person: Beneficiary) -> dict[str, str]:
    return dict(person.person.headers)  # type: ignore[attr-defined]


def absent(where: str, content: str) -> None:
    found = [needle for needle in _needles() if needle in content]
    assert not found, f"{where} holds {found}: {[content[max(0, content.find(n) - 80) :][:120] for n in found]}"


def stumble_once(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first form that is sent fails after its request was made, with everything in it in the exception's words."""
    dialogue = running.gateway.dialogue
    right = dialogue.submitted

    def fail(state: State, submission: Submission, reference: str, today: date) -> Decision:
        monkeypatch.setattr(dialogue, "submitted", right)
        raise ValueError(f"{reference} of {today} cannot be told: {dict(submission.values)}")

    monkeypatch.setattr(dialogue, "submitted", fail)


async def test_nowhere_on_the_disk_in_the_logs_or_in_what_is_shown(
    tmp_path: Path, interpreter: EmbeddedInterpreter, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(f"sqlite:///{tmp_path}/t.db", tmp_path, interpreter=interpreter, changes=OPEN) as running:
        stumble_once(running, monkeypatch)
        shown = await confide(running)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {"t.db", "t.db-wal"} <= {path.name for path in files}
        for path in files:
            absent(path.name, path.read_bytes().decode("utf-8", "ignore"))
    absent("the database after its end", (tmp_path / "t.db").read_bytes().decode("utf-8", "ignore"))
    absent("the logs", logs.getvalue())
    assert "cannot be told" in logs.getvalue()
    for said in shown:
        absent("what was shown", said)


async def test_nowhere_in_any_table_of_postgresql(
    postgres: Postgres, tmp_path: Path, interpreter: EmbeddedInterpreter
) -> None:
    with postgres.database() as url:
        db = Database(url)
        await migrations.upgrade(db)
        async with started(url, tmp_path, interpreter=interpreter, changes=OPEN) as running:
            await confide(running)
        async with db.read() as tx:
            names = (await tx.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).scalars()
            for name in list(names):
                assert re.fullmatch(r"\w+", name)
                rows = (await tx.execute(text(f'SELECT t::text FROM "{name}" t'))).scalars()
                absent(name, "\n".join(rows))
        await db.close()
