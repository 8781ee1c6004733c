"""Data are kept as long as promised, and no longer; what is on hold stays; the erased stay erased."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import settings
from bot.dialogue.forms.filling import Filling
from bot.dialogue.state import State
from bot.erased import LIST, Erased
from bot.retention import RetentionJob, period, with_periods
from bot.sealing import Sealing
from bot.settings import Retention, SettingsError
from bot.transfers import Transfers
from storage import contacts, drafts, holds, inbox, otp, outgoing, ownership, privacy, secure_links, staff
from storage.conversations import NewMessage, NewPiece
from storage.db import Database
from tests.storage.people import NOW, VAULT, conversation, submitted

SEALING = Sealing(VAULT)
WORDS = "كلمات قيلت قبل زمن"


def job(db: Database, folder: Path, after: timedelta) -> RetentionJob:
    return RetentionJob(db, Transfers(SEALING), Retention(), folder, now=lambda: NOW + after)


async def somebody(db: Database) -> tuple[int, int]:
    """-> (conversation, person) of somebody with one of everything, the conversation closed."""
    where = await conversation(db, said=WORDS, files=1)
    state = State(form=Filling("service_request", {"city": "أبها"}, id=f"{where}:1:service_request"))
    async with db.transaction() as tx:
        who = await contacts.of_conversation(tx, where)
        assert who
        sealed = json.dumps(SEALING.sealed_state(state))
        await tx.execute(
            text("UPDATE attachment SET state='stored', path=:p WHERE conversation_id=:c"),
            {"p": f"f{where}", "c": where},
        )
        await tx.execute(text("UPDATE inbox SET done_at=received_at WHERE conversation_id=:c"), {"c": where})
        await tx.execute(text("UPDATE conversation SET state=:s, ready_at=NULL WHERE id=:c"), {"s": sealed, "c": where})
        mark = drafts.Mark(f"{where}:1:service_request", "service_request", None, NOW.date())
        await drafts.note(tx, who.identity_id, [mark])
        await outgoing.post(tx, where, NewMessage("bot", WORDS, (NewPiece({"text": WORDS}, stored=True),)), NOW)
        await inbox.quarantine(tx, "telegram", "odd", "{}", NOW)
        await secure_links.make(tx, where, "support_request", [secure_links.PageField("iban", "الآيبان")], "ar", NOW)
        code = otp.NewCode("x", where, "i", "", "n", "h", None, NOW)
        await otp.issue(tx, code, NOW)
        await ownership.resolve(tx, where, NOW)
    return where, who.person_id


async def rows(db: Database, query: str, where: int) -> list[tuple[object, ...]]:
    async with db.read() as tx:
        return [tuple(row) for row in await tx.execute(text(query), {"c": where})]


async def words(db: Database, where: int) -> list[str]:
    found = await rows(db, "SELECT text FROM message WHERE conversation_id = :c ORDER BY seq", where)
    return [str(row[0]) for row in found]


async def test_each_kind_goes_when_its_time_is_over_and_not_before(db: Database, tmp_path: Path) -> None:
    where, _ = await somebody(db)
    (tmp_path / f"f{where}").write_bytes(b"pdf")
    assert not any((await job(db, tmp_path, timedelta(hours=12)).once()).values())
    week = await job(db, tmp_path, timedelta(days=7)).once()
    assert {kind for kind, count in week.items() if count} == {"secure_links", "otps"}
    months = await job(db, tmp_path, timedelta(days=100)).once()
    assert {kind for kind, count in months.items() if count} == {"payloads", "quarantine", "drafts"}
    assert await words(db, where) == [WORDS, WORDS]
    assert (tmp_path / f"f{where}").exists()
    end = job(db, tmp_path, timedelta(days=800))
    assert {kind for kind, count in (await end.due()).items() if count} == {"transcripts", "files"}
    await end.once()
    assert await words(db, where) == ["", ""]
    assert not (tmp_path / f"f{where}").exists()
    assert not any((await end.due()).values())


async def test_a_draft_that_was_left_is_gone_from_the_state_and_its_turn_under_way_is_void(
    db: Database, tmp_path: Path
) -> None:
    where, _ = await somebody(db)
    [(before,)] = await rows(db, "SELECT epoch FROM conversation WHERE id = :c", where)
    await job(db, tmp_path, timedelta(days=91)).once()
    [(state, epoch)] = await rows(db, "SELECT state, epoch FROM conversation WHERE id = :c", where)
    found = SEALING.state(json.loads(state) if isinstance(state, str) else state)
    assert (found.form, found.drafts, found.flow) == (None, {}, None)
    assert epoch == int(str(before)) + 1


async def test_what_is_on_hold_stays_and_goes_once_it_is_lifted(db: Database, tmp_path: Path) -> None:
    held, person = await somebody(db)
    other, _ = await somebody(db)
    late = job(db, tmp_path, timedelta(days=1000))
    async with db.transaction() as tx:
        await staff.add(tx, "a@example.org", "a", "admin", "", NOW)
        hold = await holds.place(tx, VAULT, "قضية", 1, NOW, person=person, request=None)
    await late.once()
    assert await words(db, held) == [WORDS, WORDS]
    assert await words(db, other) == ["", ""]
    async with db.transaction() as tx:
        await holds.lift(tx, hold, 1, NOW)
    await late.once()
    assert await words(db, held) == ["", ""]


async def test_a_hold_on_a_request_keeps_the_talk_it_was_made_in(db: Database, tmp_path: Path) -> None:
    where, _ = await somebody(db)
    made = await submitted(db, where)
    async with db.transaction() as tx:
        await staff.add(tx, "a@example.org", "a", "admin", "", NOW)
        await holds.place(tx, VAULT, "قضية", 1, NOW, person=None, request=made.id)
    await job(db, tmp_path, timedelta(days=1000)).once()
    assert await words(db, where) == [WORDS, WORDS]


# --- the erased


async def test_whom_a_backup_brings_back_is_erased_again(db: Database, tmp_path: Path) -> None:
    """The list lies beside the database: the backup, older than the erasure, knows nothing of it."""
    where, person = await somebody(db)
    other, _ = await somebody(db)
    erased = Erased(db, VAULT, tmp_path)
    backup = await rows(db, "SELECT id, key, channel, address FROM identity WHERE person_id = :c", person)
    async with db.transaction() as tx:
        await privacy.erase(tx, VAULT, person, NOW)
    await erased.keep()
    assert await erased.replay() == 0, "nobody came back"
    async with db.transaction() as tx:  # what the backup holds of them
        await tx.execute(text("DELETE FROM erasure"))
        await tx.execute(text("UPDATE message SET text = :w WHERE conversation_id = :c"), {"w": WORDS, "c": where})
        for row_id, key, channel, address in backup:
            values = {"i": row_id, "k": key, "h": channel, "a": address}
            await tx.execute(text("UPDATE identity SET key = :k, channel = :h, address = :a WHERE id = :i"), values)
    assert await erased.replay() == 1
    assert await words(db, where) == ["", ""]
    assert await words(db, other) == [WORDS, WORDS]
    assert await erased.replay() == 0


async def test_the_list_names_nobody_and_survives_a_line_cut_short(db: Database, tmp_path: Path) -> None:
    _, person = await somebody(db)
    (tmp_path / LIST).write_bytes(b'\n{"person": 9, "ident')
    [(address,)] = await rows(db, "SELECT address FROM identity WHERE person_id = :c", person)
    async with db.transaction() as tx:
        await privacy.erase(tx, VAULT, person, NOW)
    erased = Erased(db, VAULT, tmp_path)
    await erased.keep()
    await erased.keep()
    content = (tmp_path / LIST).read_text()
    assert content.count('"at"') == 1
    assert str(address) not in content


# --- the notice


@pytest.mark.parametrize(
    ("days", "ar", "en"),
    [
        (1, "يوم", "1 day"),
        (2, "يومين", "2 days"),
        (8, "٨ أيام", "8 days"),
        (45, "٤٥ يومًا", "45 days"),
        (90, "٣ أشهر", "3 months"),
        (365, "سنة", "1 year"),
        (730, "سنتين", "2 years"),
        (1825, "٥ سنوات", "5 years"),
    ],
)
def test_periods_are_told_as_people_say_them(days: int, ar: str, en: str) -> None:
    assert (period(days, "ar"), period(days, "en")) == (ar, en)


def test_the_privacy_notice_tells_the_periods_that_are_kept() -> None:
    config = settings.load_config(settings.ROOT / "config.yml")
    for periods in (config.retention, Retention(transcripts=365, files=180, drafts=45, audit=3650)):
        kept = with_periods(config.organisation, periods)["privacy"]["kept"]
        for kind in ("transcripts", "files", "drafts", "audit"):
            for locale in ("ar", "en"):
                assert period(getattr(periods, kind), locale) in kept[locale], (kind, kept[locale])


def test_a_period_that_is_not_kept_cannot_be_told() -> None:
    organisation = {"privacy": {"kept": {"ar": "{forever}", "en": ""}}}
    with pytest.raises(SettingsError, match=r"kept\.ar.*may name addresses, audit, consents"):
        with_periods(organisation, Retention())
