import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from channels.channel import Channel
from handoff.otp import Asked, OtpRules, Otps, Tried
from storage.db import Database
from tests.handoff.channels import real_channels
from tests.sql import commits, statements
from tests.storage.people import NOW, VAULT, conversation, later

PHONE = "+966551234567"
PURPOSE = "request:MD-2026-7K3QXA"


class Words:
    def code(self, locale: str, code: str) -> str:
        return f"رمزك {code}" if locale == "ar" else f"Code {code}"

    def code_kept(self, locale: str) -> str:
        return "رمزك ••••••"


def otps_on(db: Database, channels: dict[str, Channel], now: datetime = NOW, **more: Any) -> Otps:
    return Otps(db, VAULT, channels, Words(), now=lambda: now, **more)


@pytest.fixture
def otps(db: Database, tmp_path: Path) -> Otps:
    return otps_on(db, real_channels(tmp_path))


async def ask(
    db: Database, otps: Otps, where: int, phone: str | None = PHONE, at: datetime = NOW, purpose: str = PURPOSE
) -> Asked:
    async with db.transaction() as tx:
        return await otps.ask(tx, purpose, where, phone, "ar", at)


async def check(db: Database, otps: Otps, where: int, code: str, at: datetime = NOW, purpose: str = PURPOSE) -> Tried:
    async with db.transaction() as tx:
        return await otps.check(tx, purpose, where, code, at)


async def codes(db: Database, otps: Otps) -> list[str]:
    """The codes that were sent, oldest first, as their holders would read them."""
    await otps.once()
    async with db.read() as tx:
        rows = await tx.execute(text("SELECT body FROM outbox WHERE purpose = 'otp' AND state = 'pending' ORDER BY id"))
        return [re.search(r"\d{6}", str(row.body)).group() for row in rows]  # type: ignore[union-attr]


def other_than(code: str, n: int = 1) -> str:
    return f"{(int(code) + n) % 10**6:06}"


async def test_the_right_code_is_right_once_in_any_digits(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    assert await ask(db, otps, where) is Asked.ON_ITS_WAY
    [code] = await codes(db, otps)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert await check(db, otps, where, arabic) is Tried.RIGHT
    assert await check(db, otps, where, code) is Tried.OVER


async def test_it_goes_to_the_phone_by_text_message_and_stands_nowhere_else(db: Database, otps: Otps) -> None:
    await ask(db, otps, await conversation(db))
    [code] = await codes(db, otps)
    async with db.read() as tx:
        [row] = await tx.execute(text("SELECT channel, address, purpose, author FROM outbox"))
        assert tuple(row) == ("twilio_sms", PHONE, "otp", "system")
        for table in ("message", "otp", "conversation", "notification"):
            stored = str((await tx.execute(text(f"SELECT * FROM {table}"))).all())
            assert code not in stored
            assert "551234567" not in stored


@pytest.mark.parametrize("state", ["sent", "failed", "pending"])
async def test_the_code_is_wiped_once_it_was_sent_or_is_over(db: Database, otps: Otps, state: str) -> None:
    await ask(db, otps, await conversation(db))
    [code] = await codes(db, otps)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE outbox SET state = :s"), {"s": state})
    over = otps_on(db, {}, NOW if state != "pending" else later(11))
    await over.once()
    async with db.read() as tx:
        [row] = await tx.execute(text("SELECT state, body FROM outbox"))
    assert code not in str(row.body)
    assert row.state == ("dropped" if state == "pending" else state), "what was not sent in time never goes out"


async def test_looking_for_codes_writes_nothing_while_none_is_due(db: Database, otps: Otps) -> None:
    """Every look once took SQLite's one writer."""
    with commits(db) as made:
        assert await otps.once() == 0
    assert made == []
    await ask(db, otps, await conversation(db))
    assert await otps.once() == 1
    with commits(db) as made:
        await otps.once()
    assert made == [], "it waits in the outbox, and is good for a while"
    await otps_on(db, {}, later(11)).once()
    with commits(db) as made:
        await otps_on(db, {}, later(12)).once()
    assert made == [], "it is wiped"


async def test_a_code_ends_after_ten_minutes(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    await ask(db, otps, where)
    [code] = await codes(db, otps)
    assert await check(db, otps, where, code, NOW + timedelta(minutes=10)) is Tried.OVER


async def test_a_code_is_good_for_its_purpose_and_its_conversation_only(db: Database, otps: Otps) -> None:
    where, elsewhere = await conversation(db), await conversation(db)
    await ask(db, otps, where)
    [code] = await codes(db, otps)
    assert await check(db, otps, where, code, purpose="link") is Tried.OVER
    assert await check(db, otps, elsewhere, code) is Tried.OVER
    await ask(db, otps, elsewhere, "+966500000001")
    assert await check(db, otps, elsewhere, code) is Tried.WRONG
    assert await check(db, otps, where, code) is Tried.RIGHT


async def test_the_fifth_wrong_try_is_the_last(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    await ask(db, otps, where)
    [code] = await codes(db, otps)
    answers = [await check(db, otps, where, other_than(code, n)) for n in range(1, 6)]
    assert answers == [Tried.WRONG] * 4 + [Tried.OVER]
    assert await check(db, otps, where, code) is Tried.OVER


async def test_tries_at_the_same_moment_are_all_counted(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    await ask(db, otps, where)
    [code] = await codes(db, otps)
    answers = await asyncio.gather(*(check(db, otps, where, other_than(code, n)) for n in range(1, 13)))
    assert sorted(answers) == [Tried.OVER] * 8 + [Tried.WRONG] * 4
    rights = await asyncio.gather(*(check(db, otps, where, code) for _ in range(3)))
    assert set(rights) == {Tried.OVER}


async def test_a_right_code_used_twice_at_once_is_right_once(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    await ask(db, otps, where)
    [code] = await codes(db, otps)
    answers = await asyncio.gather(*(check(db, otps, where, code) for _ in range(4)))
    assert answers.count(Tried.RIGHT) == 1


async def test_a_new_code_voids_the_one_before(db: Database, otps: Otps) -> None:
    where = await conversation(db)
    await ask(db, otps, where)
    await ask(db, otps, where, at=later(1))
    first_or_second = await codes(db, otps)
    assert len(first_or_second) == 1, "the voided one, not yet sent, is not sent at all"
    assert await check(db, otps, where, first_or_second[0], later(2)) is Tried.RIGHT


async def test_a_phone_gets_three_codes_in_ten_minutes_however_many_ask(db: Database, otps: Otps) -> None:
    askers = [await conversation(db) for _ in range(6)]
    assert [await ask(db, otps, who) for who in askers] == [Asked.ON_ITS_WAY] * 6
    assert len(await codes(db, otps)) == 3
    await ask(db, otps, await conversation(db), at=later(10))
    assert len(await codes(db, otps)) == 4


async def test_at_the_same_moment_too(db: Database, otps: Otps) -> None:
    askers = [await conversation(db) for _ in range(8)]
    await asyncio.gather(*(ask(db, otps, who) for who in askers))
    assert len(await codes(db, otps)) == 3


async def test_a_conversation_asks_for_three_and_is_told_so_whoever_it_asks_about(db: Database, otps: Otps) -> None:
    for phone in (PHONE, None):
        where = await conversation(db)
        assert [await ask(db, otps, where, phone) for _ in range(4)] == [Asked.ON_ITS_WAY] * 3 + [Asked.TOO_OFTEN]


async def test_brute_force_from_many_addresses_ends_at_the_phone(db: Database, otps: Otps) -> None:
    guesses, opened = 0, 0
    for round_ in range(6):  # an hour, three conversations each ten minutes
        at = NOW + timedelta(minutes=9 + round_ * 10)
        for _ in range(3):
            where = await conversation(db)
            await ask(db, otps, where, at=at)
            sent = await codes(db, otps_on(db, real_channels(Path("unused")), at))
            code = sent[-1] if len(sent) > opened else None
            opened = len(sent)
            for n in range(1, 6):
                if await check(db, otps, where, other_than(code or "123456", n), at) is Tried.WRONG and code:
                    guesses += 1
    assert guesses <= 12, "wrong tries at one phone are counted over all who try"
    where = await conversation(db)
    last = NOW + timedelta(minutes=62)
    await ask(db, otps, where, at=last)
    assert len(await codes(db, otps_on(db, real_channels(Path("unused")), last))) == opened


@pytest.mark.parametrize(
    ("rules", "phones", "sent"),
    [
        (OtpRules(per_prefix_and_day=2), ["+966551230001", "+966551230002", "+966551230003", "+966541230001"], 3),
        (OtpRules(per_day=2), ["+966551230001", "+966541230002", "+966531230003"], 2),
        (OtpRules(), ["+15005550006", "+96551234567", "+966551234567"], 1),
    ],
)
async def test_budgets_and_countries_bound_what_is_sent(
    db: Database, tmp_path: Path, rules: OtpRules, phones: list[str], sent: int
) -> None:
    otps = otps_on(db, real_channels(tmp_path), rules=rules)
    for phone in phones:
        assert await ask(db, otps, await conversation(db), phone) is Asked.ON_ITS_WAY
    assert len(await codes(db, otps)) == sent


async def test_an_asker_cannot_tell_a_phone_from_none(db: Database, otps: Otps) -> None:
    """The same answers and the same statements, asked and tried; the real one held back by its limit included."""
    seen: list[tuple[list[Any], list[str]]] = []
    for _ in range(3):
        await ask(db, otps, await conversation(db))
    for phone in ("+966551119999", None, PHONE):
        where = await conversation(db)
        with statements(db) as log:
            answers: list[Any] = [await ask(db, otps, where, phone)]
            answers += [await check(db, otps, where, "000000") for _ in range(6)]
        seen.append((answers, log))
    assert seen[0] == seen[1] == seen[2]


async def test_without_text_messages_an_approved_template_carries_it(db: Database, tmp_path: Path) -> None:
    channels = {name: c for name, c in real_channels(tmp_path).items() if name != "twilio_sms"}
    otps = otps_on(db, channels, templates={"whatsapp_cloud": {"otp": "login_code"}})
    await ask(db, otps, await conversation(db))
    [code] = await codes(db, otps)
    async with db.read() as tx:
        [row] = await tx.execute(text("SELECT channel, address, body FROM outbox"))
    assert (row.channel, row.address) == ("whatsapp_cloud", PHONE.removeprefix("+"))
    assert "login_code" in str(row.body)
    assert code in str(row.body)


async def test_with_no_way_to_send_nothing_stays_behind(db: Database) -> None:
    otps = otps_on(db, {})
    await ask(db, otps, await conversation(db))
    assert await otps.once() == 1
    assert await otps.once() == 0
