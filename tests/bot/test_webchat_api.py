"""The website's chat over HTTP: sessions, messages once, streams that resume, tokens that open one door only."""

import asyncio
import base64
import contextlib
import gc
import logging
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.ingest import utc_now
from channels.webchat.tokens import Tokens
from nlu.embedded.engine import EmbeddedInterpreter
from tests.gateway import Running, started
from tests.people import Visitor

ASKED = "متى يأتيني الرد على طلبي؟"
SHOWN = {"seq", "author", "text", "buttons", "asks", "attachments", "at"}


@pytest.fixture
def visitor(spine: Running) -> Visitor:
    return Visitor(spine)


async def start(spine: Running, token: str | None = None, **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await spine.client.post("/webchat/sessions", json=body, headers=headers)


async def test_a_session_is_nothing_until_somebody_writes(spine: Running, visitor: Visitor) -> None:
    await visitor.arrives()
    assert await visitor.reads() == []
    assert not await visitor.known()


async def test_a_message_is_durable_when_it_is_acknowledged_and_answered_in_the_same_shape(visitor: Visitor) -> None:
    answer = await visitor.posts(text=ASKED)
    assert answer.status_code == 202
    assert set(answer.json()) == {"id", "seq"}
    await visitor.hears()
    mine, reply = await visitor.reads()
    assert mine.keys() >= SHOWN
    assert (mine["author"], mine["text"], mine["seq"]) == ("visitor", ASKED, answer.json()["seq"])
    assert (reply["author"], reply["seq"], reply["asks"]) == ("bot", mine["seq"] + 1, None)
    assert "القسم ٧" in reply["text"]
    assert reply["buttons"][1].keys() == {"title", "payload"}
    assert await visitor.reads(after=mine["seq"]) == [reply]


async def test_the_same_client_id_again_gets_the_same_answer_and_has_one_effect(visitor: Visitor) -> None:
    client_id = str(uuid.uuid4())
    answers = [(await visitor.posts(client_id=client_id, text=ASKED)).json() for _ in range(3)]
    together = await asyncio.gather(*(visitor.posts(client_id=client_id, text=ASKED) for _ in range(5)))
    assert [a.json() for a in together] == [answers[0]] * 5 == [answers[0]] * 2 + answers
    assert len(await visitor.hears()) == 1


async def test_another_sessions_client_id_is_another_message(spine: Running, visitor: Visitor) -> None:
    client_id, other = str(uuid.uuid4()), Visitor(spine)
    for one in (visitor, other):
        assert (await one.posts(client_id=client_id, text=ASKED)).status_code == 202
        assert len(await one.hears()) == 1


async def test_the_stream_tells_what_was_and_what_comes(visitor: Visitor) -> None:
    await visitor.asks(ASKED)
    async with contextlib.aclosing(visitor.stream()) as stream:
        told = [await anext(stream), await anext(stream)]
        assert told == await visitor.reads()
        await visitor.says("من يدرس طلبي؟")
        assert (await anext(stream))["author"] == "visitor"
        assert "لجنة البحث" in (await anext(stream))["text"]


async def test_the_stream_of_somebody_who_has_not_written_yet_waits_for_the_first_word(visitor: Visitor) -> None:
    await visitor.arrives()
    async with contextlib.aclosing(visitor.stream()) as stream:
        first = asyncio.ensure_future(anext(stream))
        await visitor.says(ASKED)
        assert (await first)["text"] == ASKED


async def test_a_stream_resumes_after_the_last_event(visitor: Visitor) -> None:
    for said in (ASKED, "من يدرس طلبي؟"):
        await visitor.asks(said)
    seen = [m["seq"] for m in await visitor.reads()]
    async with contextlib.aclosing(visitor.stream(**{"Last-Event-ID": str(seen[1])})) as stream:
        assert [(await anext(stream))["seq"] for _ in range(2)] == seen[2:]


@pytest.mark.parametrize("odd", ["", "x", "-1", "١", "9" * 5000, str(2**31), str(2**63), "1.5"])
async def test_an_odd_last_event_id_costs_nothing_but_a_fresh_start(visitor: Visitor, odd: str) -> None:
    await visitor.says(ASKED)
    raw = [(b"Authorization", f"Bearer {visitor.token}".encode()), (b"Last-Event-ID", odd.encode())]
    async with visitor.spine.client.stream("GET", "/webchat/events", headers=raw) as response:
        assert response.status_code == 200
        lines = aiter(response.aiter_lines())
        assert await anext(lines) == "retry: 2000"


@pytest.mark.parametrize("after", ["-1", str(2**31), str(2**63), "9" * 5000, "x", "1e3"])
async def test_an_odd_after_is_politely_refused(visitor: Visitor, after: str) -> None:
    await visitor.says(ASKED)
    answer = await visitor.spine.client.get(f"/webchat/messages?after={after}", headers=visitor.headers)
    assert answer.status_code == 422
    assert answer.json()["detail"]["code"] == "invalid"


async def test_visitors_who_leave_in_the_middle_take_nothing_with_them(
    spine: Running, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    await visitor.says(ASKED)
    for n in range(30):
        async with spine.client.stream("GET", "/webchat/events", headers=visitor.headers) as response:
            assert response.status_code == 200
            for _ in range(n % 4):
                await anext(aiter(response.aiter_raw(1)))
                break
    await visitor.hears()
    gc.collect()
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_a_ticket_opens_one_stream_once(visitor: Visitor) -> None:
    await visitor.says(ASKED)
    client = visitor.spine.client
    ticket = (await client.post("/webchat/tickets", headers=visitor.headers)).json()["ticket"]
    assert visitor.token not in ticket
    assert visitor.to.encode() not in base64.urlsafe_b64decode(ticket + "==")
    async with client.stream("GET", f"/webchat/events?ticket={ticket}") as response:
        assert response.status_code == 200
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["cache-control"] == "no-store"
    again = await client.get(f"/webchat/events?ticket={ticket}")
    assert (again.status_code, again.json()["detail"]["code"]) == (401, "bad_ticket")


async def test_a_late_or_altered_ticket_opens_nothing(visitor: Visitor, spine: Running) -> None:
    await visitor.says(ASKED)
    tokens = Tokens(spine.gateway.secret, timedelta(hours=24))
    session = tokens.read_session(visitor.token, utc_now())
    good = tokens.ticket(session, utc_now())
    late = tokens.ticket(session, utc_now() - timedelta(seconds=61))
    for bad in (late, good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), good[4:], "x", "=", "é", visitor.token):
        answer = await spine.client.get("/webchat/events", params={"ticket": bad})
        assert (answer.status_code, answer.json()["detail"]["code"]) == (401, "bad_ticket"), bad


async def test_a_token_is_renewed_for_the_same_session(visitor: Visitor, spine: Running) -> None:
    await visitor.asks(ASKED)
    again = (await start(spine, visitor.token)).json()
    assert again["session_id"] == visitor.to
    assert again["messages"][0]["text"] == ASKED
    visitor.token = again["token"]
    assert len(await visitor.reads()) == 2


async def test_the_language_of_the_page_is_kept_when_the_token_is_renewed(spine: Running) -> None:
    english = (await start(spine, locale="en-GB")).json()
    again = (await start(spine, english["token"])).json()
    tokens = Tokens(spine.gateway.secret, timedelta(hours=24))
    assert tokens.read_session(again["token"], utc_now()).locale == "en"


def bad_tokens(spine: Running, good: str) -> dict[str, str]:
    ours = Tokens(spine.gateway.secret, timedelta(hours=24))
    expired = Tokens(spine.gateway.secret, timedelta(seconds=-1))
    body, _, mac = good.partition(".")
    return {
        "none": "",
        "nonsense": "Bearer x",
        "not a bearer": f"Basic {good}",
        "expired": f"Bearer {expired.session('s', 'ar', utc_now())}",
        "another secret": f"Bearer {Tokens('x' * 40, timedelta(hours=1)).session('s', 'ar', utc_now())}",
        "altered body": f"Bearer A{body[1:]}.{mac}",
        "altered mac": f"Bearer {body}.{mac[1:]}{mac[0]}",
        "no mac": f"Bearer {body}.",
        "an upload's": f"Bearer {ours.upload('s', {'f': 'x', 'n': 'x', 'm': 'x', 'z': 1})}",
        "a huge one": "Bearer " + "a" * 30_000,
    }


@pytest.mark.thorough
async def test_no_other_token_opens_any_door(spine: Running, visitor: Visitor) -> None:
    await visitor.says(ASKED)
    for kind, authorization in bad_tokens(spine, visitor.token).items():
        headers = {"Authorization": authorization} if authorization else {}
        body = {"client_id": str(uuid.uuid4()), "text": ASKED}
        answers = [
            await spine.client.get("/webchat/messages", headers=headers),
            await spine.client.post("/webchat/messages", json=body, headers=headers),
            await spine.client.get("/webchat/events", headers=headers),
            await spine.client.post("/webchat/tickets", headers=headers),
            await spine.client.post("/webchat/attachments", content=b"x", headers=headers),
        ]
        assert {a.status_code for a in answers} == {401}, kind
        assert all(visitor.to not in a.text for a in answers)


async def test_another_sessions_words_and_files_are_out_of_reach(spine: Running, visitor: Visitor) -> None:
    other = Visitor(spine)
    await visitor.asks("هويتي عندكم ورقمها في الطلب")
    await other.arrives()
    assert await other.reads() == []
    upload = await spine.client.post("/webchat/attachments", content=b"%PDF-1.4 secret", headers=visitor.headers)
    stolen = upload.json()["attachment_id"]
    for attempt in (stolen, "x", "", f"{stolen}x", visitor.token, f"../{stolen}"):
        answer = await other.posts(attachment_id=attempt)
        expected = 202 if attempt == "" else 404
        assert answer.status_code == expected, attempt
        assert expected == 202 or answer.json()["detail"]["code"] == "no_such_file"


async def test_an_upload_is_bounded_and_its_name_harmless(spine: Running, visitor: Visitor) -> None:
    await visitor.arrives()
    limit = int(spine.gateway.settings.config.media.max_mb * 1024 * 1024)
    big = await spine.client.post("/webchat/attachments", content=b"x" * (limit + 1), headers=visitor.headers)
    empty = await spine.client.post("/webchat/attachments", content=b"", headers=visitor.headers)
    assert (big.status_code, empty.status_code) == (413, 415)
    names = ("..%2F..%2Fetc%2Fpasswd", "%00%ED%A0%80", "a" * 5000, "%D8%A7%D8%AB%D8%A8%D8%A7%D8%AA.pdf")
    for name in names:
        headers = {**visitor.headers, "X-Filename": name, "Content-Type": "application/pdf"}
        upload = await spine.client.post("/webchat/attachments", content=b"%PDF-1.4", headers=headers)
        assert upload.status_code == 201
        assert (await visitor.posts(attachment_id=upload.json()["attachment_id"])).status_code == 202
    uploads: Path = spine.gateway.settings.env.data_dir / "uploads"
    assert all(len(f.name) == 32 and f.parent == uploads for f in uploads.iterdir())


async def test_fields_that_make_no_sense_are_refused_without_an_echo(spine: Running, visitor: Visitor) -> None:
    await visitor.arrives()
    good = {"client_id": str(uuid.uuid4()), "text": "سر"}
    bad: list[dict[str, Any]] = [
        {**good, "client_id": "1"},
        {**good, "client_id": None},
        {"text": "سر"},
        {**good, "text": ["سر"]},
        {**good, "text": "سر" * 60_000},
        {**good, "payload": "سر" * 300},
    ]
    for body in bad:
        answer = await spine.client.post("/webchat/messages", json=body, headers=visitor.headers)
        assert answer.status_code == 422
        assert "سر" not in answer.text
        assert "\\u0633\\u0631" not in answer.text
    assert not await visitor.known()


@pytest.fixture
async def strict(tmp_path: Path, interpreter: EmbeddedInterpreter) -> AsyncIterator[Running]:
    """A gateway that allows three messages and two sessions a minute."""
    changes = {"webchat": {"messages_per_minute": 3, "sessions_per_minute": 2}}
    async with started(f"sqlite:///{tmp_path}/s.db", tmp_path, interpreter=interpreter, changes=changes) as running:
        yield running


async def test_too_much_is_slowed_down_in_words_and_nobody_else_pays(strict: Running) -> None:
    flooding, patient = Visitor(strict), Visitor(strict)
    await flooding.arrives()
    await patient.arrives()
    statuses = [(await flooding.posts(text=ASKED)).status_code for _ in range(5)]
    assert statuses == [202, 202, 202, 429, 429]
    refused = await flooding.posts(text=ASKED)
    assert refused.json()["detail"]["code"] == "too_many"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await patient.posts(text=ASKED)).status_code == 202
    third = await start(strict)
    assert (third.status_code, third.json()["detail"]["code"]) == (429, "too_many")
    forwarded = await strict.client.post("/webchat/sessions", json={}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert forwarded.status_code == 429, "an address is not whatever a header says"
    assert (await start(strict, patient.token)).status_code == 201, "renewing a token is no new session"


async def test_the_page_and_its_files_come_with_strict_headers(spine: Running) -> None:
    page = await spine.client.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    for path in ("/webchat/static/../api.py", "/webchat/static/%2e%2e/api.py", "/webchat/static/..%2fapi.py"):
        assert (await spine.client.get(path)).status_code == 404
