"""What colleagues send and note: files, mentions, a second try; and what they read of files."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from handoff.files import LINK, StaffFiles
from storage import audit, interpretations, outbox, receipts
from storage.attachments import Stored
from storage.db import Database
from storage.interpretations import Cited, NewInterpretation, Taken
from storage.outbox import Due, Outcome
from storage.receipts import NewStatus
from tests.handoff.api import Colleague, Office, files_folder
from tests.handoff.conversations import MAX_BYTES, code, conversation_office, message, talk, upload
from tests.storage.people import NOW, VAULT, later

LEASE = timedelta(seconds=30)
PDF = b"%PDF-1.7 papers"


@pytest.fixture
def staff_office(db: Database, tmp_path: Path) -> Office:
    return conversation_office(db, tmp_path.parent)


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(output, "PNG")
    return output.getvalue()


async def claimed(db: Database, agent: Colleague, **how: Any) -> int:
    where = await talk(db, **how)
    assert (await agent.post(f"/api/conversations/{where}/claim")).is_success
    return where


async def say(who: Colleague, where: int, body: dict[str, Any]) -> Any:
    return await who.post(f"/api/conversations/{where}/messages", body)


async def due(db: Database) -> list[Due]:
    async with db.transaction() as tx:
        return await outbox.claim(tx, "w", NOW, limit=10, lease=LEASE)


async def ended(db: Database, one: Due, outcome: str, **more: Any) -> None:
    async with db.transaction() as tx:
        await outbox.record(tx, [Outcome(one, outcome, NOW, **more)])


async def lines(who: Colleague, where: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await who.get(f"/api/conversations/{where}/messages")).json()
    return found


@pytest.mark.parametrize("channel", ["telegram", "whatsapp_cloud", "webchat"])
async def test_a_file_is_sent_under_its_words(db: Database, staff_office: Office, tmp_path: Path, channel: str) -> None:
    async with staff_office.colleague("agent") as agent:
        where = await claimed(db, agent, channel=channel)
        kept = (await upload(agent, where, PDF)).json()
        assert (kept["kind"], kept["filename"], kept["mime"]) == ("document", "عقد.pdf", "application/pdf")
        body = message("هذا عقدك", attachment_id=kept["attachment_id"])
        first, again = await say(agent, where, body), await say(agent, where, body)
        assert (first.status_code, again.json()) == (201, first.json())
        line = (await lines(agent, where))[-1]
        assert (line["text"], line["kind"]) == ("هذا عقدك", "media")
        [file] = line["attachments"]
        assert (await agent.get(file["url"])).content == PDF
        assert code(await say(agent, where, message("", attachment_id=kept["attachment_id"]))) == (
            422,
            "unknown_attachment",
        ), "a file is sent once"
    sent = await due(db)
    assert len(sent) == (0 if channel == "webchat" else 1)
    assert all(str(files_folder(tmp_path.parent)) in str(one.body) for one in sent)


async def test_a_provider_that_fetches_files_is_given_an_address_that_ends(
    db: Database, staff_office: Office, tmp_path: Path
) -> None:
    async with staff_office.colleague("agent") as agent:
        where = await claimed(db, agent, channel="twilio_whatsapp", address="+966551234567")
        kept = (await upload(agent, where, picture(), "صورة.png")).json()
        assert (await say(agent, where, message("", attachment_id=kept["attachment_id"]))).status_code == 201
    [one] = await due(db)
    url = one.body["body"]["MediaUrl"]
    assert url.startswith("https://own.example/files/")
    files = StaffFiles(NoKeeper(), VAULT, tmp_path, "https://own.example", 1)
    token = url.rpartition("/")[2]
    found = files.linked(token, NOW)
    assert found
    assert (files_folder(tmp_path.parent) / found.path).read_bytes().startswith(b"\x89PNG")
    assert files.linked(token, NOW + LINK) is None
    for forged in (token[:-2], token + "A", "", "%", "a" * 400):
        assert files.linked(forged, NOW) is None


class NoKeeper:
    async def keep(self, content: bytes) -> Stored:
        raise NotImplementedError

    async def discard(self, file: Stored) -> None: ...


async def test_what_may_not_be_sent_is_refused(db: Database, staff_office: Office, tmp_path: Path) -> None:
    before = set(files_folder(tmp_path.parent).iterdir())
    async with staff_office.colleague("agent") as agent, staff_office.colleague("committee") as member:
        where, other = await claimed(db, agent), await claimed(db, agent)
        sms = await claimed(db, agent, channel="twilio_sms", address="+966551234567")
        for content in (b"<svg onload=alert(1)>", b"<html><script>", b"MZ program", b""):
            assert code(await upload(agent, where, content, "x.pdf")) == (422, "refused_file")
        assert code(await upload(agent, where, PDF + b" " * MAX_BYTES)) == (413, "too_big")
        assert (await upload(member, where, PDF)).status_code == 404
        assert (await upload(agent, 99_999, PDF)).status_code == 404
        assert code(await agent.post(f"/api/conversations/{where}/attachments")) == (422, "no_file")
        theirs = (await upload(agent, other, PDF)).json()["attachment_id"]
        here = await say(agent, where, message(attachment_id=theirs))
        assert code(here) == (422, "unknown_attachment"), "another conversation's file"
        words_only = (await upload(agent, sms, PDF)).json()["attachment_id"]
        assert code(await say(agent, sms, message(attachment_id=words_only))) == (422, "no_files_here")
    left = set(files_folder(tmp_path.parent).iterdir()) - before
    assert len(left) == 2, "what was refused is not kept"


@pytest.mark.parametrize(
    ("mime", "inline"),
    [
        ("image/jpeg", True),
        ("audio/ogg", True),
        ("application/pdf", False),
        ("image/svg+xml", False),
        ("text/html", False),
        ("video/mp4", False),
        (None, False),
    ],
)
async def test_only_pictures_and_sound_are_shown_in_place(
    db: Database, staff_office: Office, tmp_path: Path, mime: str | None, inline: bool
) -> None:
    where, other = await talk(db, files=1), await talk(db)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE attachment SET state = 'stored', path = 'abc', mime = :m"), {"m": mime})
    (files_folder(tmp_path.parent) / "abc").write_bytes(b"bytes of a file")
    async with staff_office.colleague("agent") as agent:
        [file] = (await lines(agent, where))[0]["attachments"]
        answer = await agent.get(file["url"])
        part = await agent.client.get(file["url"], headers={"Range": "bytes=0-4"})
        assert (await agent.get(f"/api/conversations/{other}/files/{file['id']}")).status_code == 404
    assert answer.headers["content-disposition"].startswith("inline" if inline else "attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert (part.status_code, part.content) == (206, b"bytes"), "sound can be wound forward"


async def test_a_note_calls_colleagues(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    async with (
        staff_office.colleague("agent", "a") as a,
        staff_office.colleague("agent", "b") as b,
        staff_office.colleague("committee") as member,
    ):
        called = await say(a, where, message("راجعي من فضلك", note=True, mentions=[b.account.id, a.account.id]))
        assert called.status_code == 201
        nobody = await say(a, where, message("؟", note=True, mentions=[member.account.id]))
        assert code(nobody) == (422, "unknown_staff")
        line = (await lines(a, where))[-1]
        assert line["details"]["mentions"] == sorted([a.account.id, b.account.id])
        async with db.read() as tx:
            query = text("SELECT staff_id FROM console_event WHERE kind = 'mention'")
            assert list((await tx.execute(query)).scalars()) == [b.account.id], "not oneself"


async def test_what_failed_is_sent_once_more_and_what_may_have_arrived_never(
    db: Database, staff_office: Office
) -> None:
    async with staff_office.colleague("agent", "a") as a, staff_office.colleague("agent", "b") as b:
        where = await claimed(db, a)
        seq = (await say(a, where, message())).json()["seq"]
        path = f"/api/conversations/{where}/messages/{seq}/retry"
        assert code(await a.post(path)) == (409, "not_failed"), "it has not even been tried"
        [first] = await due(db)
        await ended(db, first, "failed", provider_id="m1", error_reason="other", error_code="500")
        assert (await lines(a, where))[-1]["delivery"]["state"] == "failed"
        assert code(await b.post(path)) == (409, "held_by_another")
        assert (await a.post(path)).status_code == 204
        assert code(await a.post(path)) == (409, "not_failed"), "it is under way again"
        async with db.transaction() as tx:
            late = NewStatus("telegram", "1", "m1", "failed", 3, later(), first.id, "500", "other")
            await receipts.apply_statuses(tx, [late], later())
        assert (await lines(a, where))[-1]["delivery"]["state"] == "pending", "old news of the first try change nothing"
        [second] = await due(db)
        assert (second.body, second.id == first.id) == (first.body, False)
        await ended(db, second, "unknown")
        assert code(await a.post(path)) == (409, "not_failed")
    async with db.read() as tx:
        assert "conversation.retry" in [e.action for e in await audit.of_subject(tx, f"conversation:{where}")]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"]
)
async def test_hostile_words_and_names_stay_data(db: Database, staff_office: Office, hostile: str) -> None:
    async with staff_office.colleague("agent") as agent:
        where = await claimed(db, agent, said=hostile)
        kept = (await upload(agent, where, PDF, f"{hostile}.pdf")).json()
        await say(agent, where, message(hostile, attachment_id=kept["attachment_id"]))
        answer = await agent.get(f"/api/conversations/{where}/messages")
        [file] = answer.json()[-1]["attachments"]
        shown = await agent.get(file["url"])
    assert answer.headers["content-type"] == "application/json"
    assert [line["text"] for line in answer.json()] == [hostile, hostile]
    assert "\n" not in shown.headers["content-disposition"]
    assert "<" not in shown.headers["content-disposition"]


async def test_a_line_tells_how_the_bot_understood_it(db: Database, staff_office: Office) -> None:
    where = await talk(db)
    heard = NewInterpretation(1, "answered", NOW, "faq_fees", 0.9123, cited=(Cited("faq_fees", (7, 3), 1),))
    async with db.transaction() as tx:
        await interpretations.note(tx, [Taken(where, "telegram", "turn", [heard])])
    async with staff_office.colleague("agent") as agent:
        await say(agent, where, message("ملاحظة", note=True))
        theirs, note = await lines(agent, where)
    assert theirs["understood"] == {
        "intent": "faq_fees",
        "confidence": 0.9123,
        "sections": [3, 7],
        "outcome": "answered",
    }
    assert note["understood"] is None
