import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from bot.dialogue.answers import Texts
from bot.routes import add_routes
from bot.secure_page import FilesOnDisk, router
from bot.settings import ROOT
from handoff.secure import SecurePages, national_id, saudi_iban
from storage import secure_links
from storage.attachments import ids_of
from storage.db import Database, Transaction
from storage.secure_links import LinkView, PageField
from tests.storage.people import ID_NUMBER, NOW, VAULT, conversation

URL = "http://office"
IBAN_ = "SA0380000000608010167519"
FIELDS = (PageField("national_id", "رقم الهوية"), PageField("iban", "الآيبان", True))
WITH_FILES = (*FIELDS, PageField("documents", "المستندات", True))


@dataclass
class Visit:
    """A person's browser with the page's server behind it."""

    db: Database
    client: httpx.AsyncClient
    folder: Path
    got: list[tuple[LinkView, Mapping[str, Any], Sequence[str]]] = field(default_factory=list)
    woken: list[int] = field(default_factory=list)
    now: datetime = NOW
    broken: bool = False

    async def link(self, fields: Sequence[PageField] = FIELDS, locale: str = "ar", where: int | None = None) -> str:
        where = where or await conversation(self.db)
        async with self.db.transaction() as tx:
            return "/secure/" + await secure_links.make(tx, where, "support_request", fields, locale, NOW)

    async def received(self, tx: Transaction, link: LinkView, values: Mapping[str, Any], files: Sequence[str]) -> None:
        await tx.execute(text("UPDATE conversation SET priority = priority + 1"))
        if self.broken:
            raise RuntimeError("the database is away")
        self.got.append((link, values, files))

    async def open(self, path: str) -> str:
        """-> the form's token."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return hidden(answer.text, "csrf")

    async def send(
        self, path: str, data: dict[str, str], files: Any = None, csrf: str | None = None, **headers: str
    ) -> httpx.Response:
        sent = data | {"csrf": csrf if csrf is not None else await self.open(path)}
        return await self.client.post(path, data=sent, files=files, headers={"origin": URL} | headers)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="?{name}"? value="([^"]*)"', page)
    return found[1] if found else ""


@pytest.fixture
async def visit(db: Database, tmp_path: Path) -> AsyncIterator[Visit]:
    app = FastAPI()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:
        one = Visit(db, client, tmp_path / "files")
        pages = SecurePages(
            db,
            VAULT,
            FilesOnDisk(one.folder),
            one.received,
            now=lambda: one.now,
            max_bytes=200_000,
            on_saved=one.woken.append,
        )
        add_routes(app, router(pages, Texts.load(ROOT / "bot" / "texts"), URL))
        yield one


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(output, "PNG")
    return output.getvalue()


async def kept_in_clear(db: Database, secret: str) -> list[str]:
    async with db.read() as tx:
        found = []
        for table in ("secure_link", "message", "attachment", "conversation", "inbox"):
            found += [table for row in await tx.execute(text(f"SELECT * FROM {table}")) if secret in str(tuple(row))]
    return found


# --- numbers


@pytest.mark.parametrize("typed", [ID_NUMBER, "١٠٥٢٣٤٥٦٧٣", "105 234-5673", "\u200f1052345673"])
def test_an_id_number_is_read_as_people_write_it(typed: str) -> None:
    assert national_id(typed) == ID_NUMBER


@given(st.integers(0, 9), st.sampled_from(range(10)))
def test_one_wrong_digit_of_an_id_number_is_noticed(digit: int, place: int) -> None:
    changed = ID_NUMBER[:place] + str(digit) + ID_NUMBER[place + 1 :]
    assert national_id(changed) == (ID_NUMBER if changed == ID_NUMBER else None)


@pytest.mark.parametrize("typed", [IBAN_, "sa03 8000 0000 6080 1016 7519", "٠٣٨٠٠٠٠٠٠٠٦٠٨٠١٠١٦٧٥١٩"])
def test_an_iban_is_read_as_people_write_it(typed: str) -> None:
    assert saudi_iban(typed) == IBAN_


@given(st.text(max_size=30))
def test_nothing_else_is_a_number(typed: str) -> None:
    for found in (national_id(typed), saudi_iban(typed)):
        assert found is None or found.isascii()


# --- the page


async def test_the_page_asks_for_its_fields_only_in_its_language(visit: Visit) -> None:
    arabic = await visit.client.get(await visit.link())
    assert "<html lang=ar dir=rtl>" in arabic.text
    assert re.findall(r"<input id=(\w+)", arabic.text) == ["national_id", "iban"]
    english = await visit.client.get(await visit.link(WITH_FILES, "en"))
    assert "<html lang=en dir=ltr>" in english.text
    assert re.findall(r"<input id=(\w+)", english.text) == ["national_id", "iban", "documents"]


async def test_nothing_comes_from_elsewhere_and_nothing_runs(visit: Visit) -> None:
    answer = await visit.client.get(await visit.link(WITH_FILES))
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script" not in answer.text
    assert not re.search(r"https?://|@import|url\(", answer.text)
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie


async def test_what_is_right_is_handed_on_once_and_the_page_closes(visit: Visit) -> None:
    where = await conversation(visit.db)
    path = await visit.link(where=where)
    answer = await visit.send(path, {"national_id": "١٠٥٢٣٤٥٦٧٣", "iban": "", "city": "الرياض"})
    assert (answer.status_code, "تم الحفظ" in answer.text) == (200, True)
    [(link, values, files)] = visit.got
    assert (link.conversation_id, link.form, dict(values), files) == (
        where,
        "support_request",
        {"national_id": ID_NUMBER},
        (),
    )
    assert visit.woken == [where]
    again = await visit.client.get(path)
    assert again.status_code == 410
    assert await kept_in_clear(visit.db, ID_NUMBER) == []


async def test_the_page_is_used_once_even_when_sent_many_times_at_once(visit: Visit) -> None:
    path = await visit.link()
    csrf = await visit.open(path)
    answers = await asyncio.gather(*(visit.send(path, {"national_id": ID_NUMBER}, csrf=csrf) for _ in range(5)))
    assert sorted(a.status_code for a in answers) == [200, 410, 410, 410, 410]
    assert len(visit.got) == 1


async def test_used_expired_unknown_and_replaced_pages_look_alike(visit: Visit) -> None:
    used, where = await visit.link(), await conversation(visit.db)
    await visit.send(used, {"national_id": ID_NUMBER})
    replaced = await visit.link(where=where)
    open_ = await visit.link(where=where)
    pages = [await visit.client.get(p) for p in (used, replaced, "/secure/unknown", "/secure/" + "x" * 500)]
    visit.now = NOW + timedelta(minutes=15)
    pages.append(await visit.client.get(open_))
    pages.append(await visit.client.post(open_, data={"national_id": ID_NUMBER}, headers={"origin": URL}))
    assert {p.status_code for p in pages} == {410}
    assert len({p.content for p in pages}) == 1


async def test_a_link_preview_does_not_use_the_page_up(visit: Visit) -> None:
    path = await visit.link()
    for _ in range(3):
        await visit.client.get(path)
    assert (await visit.send(path, {"national_id": ID_NUMBER})).status_code == 200


async def test_a_mistake_is_told_beside_its_field_and_the_rest_need_not_be_typed_again(visit: Visit) -> None:
    path = await visit.link()
    answer = await visit.send(path, {"national_id": ID_NUMBER, "iban": "SA0380000000608010167518"})
    assert answer.status_code == 422
    assert "خطأ" in answer.text
    for secret in (ID_NUMBER, "0000608010167518"):
        assert secret not in answer.text
    assert "5673" in answer.text
    assert re.findall(r"<input id=(\w+)", answer.text) == ["iban"]
    data = {"kept": hidden(answer.text, "kept"), "iban": IBAN_}
    done = await visit.send(path, data, csrf=hidden(answer.text, "csrf"))
    assert done.status_code == 200
    assert dict(visit.got[0][1]) == {"national_id": ID_NUMBER, "iban": IBAN_}


async def test_what_was_kept_for_one_page_is_worth_nothing_on_another(visit: Visit) -> None:
    mine, other = await visit.link(), await visit.link()
    first = await visit.send(mine, {"national_id": ID_NUMBER, "iban": "x"})
    answer = await visit.send(other, {"kept": hidden(first.text, "kept"), "iban": ""})
    assert answer.status_code == 422
    assert visit.got == []


@pytest.mark.parametrize("csrf", ["", "forged"])
async def test_a_post_without_the_pages_own_token_changes_nothing(visit: Visit, csrf: str) -> None:
    path = await visit.link()
    await visit.open(path)
    assert (await visit.send(path, {"national_id": ID_NUMBER}, csrf=csrf)).status_code == 403
    visit.client.cookies.clear()
    assert (await visit.send(path, {"national_id": ID_NUMBER}, csrf=csrf)).status_code == 403
    assert visit.got == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://office.evil.example"])
async def test_a_post_from_another_site_changes_nothing(visit: Visit, origin: str) -> None:
    path = await visit.link()
    answer = await visit.send(path, {"national_id": ID_NUMBER}, origin=origin)
    assert (answer.status_code, visit.got) == (403, [])
    assert (await visit.send(path, {"national_id": ID_NUMBER})).status_code == 200


async def test_files_come_with_the_conversation_re_examined(visit: Visit) -> None:
    where = await conversation(visit.db)
    path = await visit.link(WITH_FILES, where=where)
    files = [("documents", ("عقد.png", picture())), ("documents", ("تقرير.pdf", b"%PDF-1.7 x"))]
    assert (await visit.send(path, {"national_id": ID_NUMBER}, files)).status_code == 200
    names = visit.got[0][2]
    async with visit.db.read() as tx:
        ids = await ids_of(tx, where, names)
        rows = (await tx.execute(text("SELECT id, state, mime, filename, path FROM attachment ORDER BY id"))).all()
    assert ids == tuple(r.id for r in rows)
    assert [(r.state, r.mime, r.filename) for r in rows] == [
        ("stored", "image/png", "عقد.png"),
        ("stored", "application/pdf", "تقرير.pdf"),
    ]
    assert all((visit.folder / r.path).exists() for r in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("صورة.png", b"<svg onload=alert(1)>"),
        ("برنامج.pdf", b"MZ\x90\x00"),
        ("صوت.ogg", b"OggS" + bytes(50)),
        ("كبير.pdf", b"%PDF-" + bytes(300_000)),
    ],
)
async def test_a_file_that_cannot_be_taken_is_named_and_nothing_is_kept(
    visit: Visit, name: str, content: bytes
) -> None:
    path = await visit.link(WITH_FILES)
    files = [("documents", ("عقد.png", picture())), ("documents", (name, content))]
    answer = await visit.send(path, {"national_id": ID_NUMBER}, files)
    assert answer.status_code == 422
    assert name in answer.text
    assert visit.got == []
    assert list(visit.folder.glob("*")) == []
    assert (await visit.send(path, {"national_id": ID_NUMBER})).status_code == 200


async def test_too_much_is_refused_before_it_is_read_and_the_page_stays_open(visit: Visit) -> None:
    path = await visit.link(WITH_FILES)
    files = [("documents", (f"{n}.pdf", b"%PDF-" + bytes(190_000))) for n in range(7)]
    assert (await visit.send(path, {"national_id": ID_NUMBER}, files)).status_code == 413
    assert (await visit.send(path, {"national_id": ID_NUMBER})).status_code == 200


async def test_when_it_cannot_be_saved_nothing_is_and_the_same_link_still_works(visit: Visit) -> None:
    path = await visit.link(WITH_FILES)
    visit.broken = True
    answer = await visit.send(path, {"national_id": ID_NUMBER}, [("documents", ("a.png", picture()))])
    assert answer.status_code == 503
    assert ID_NUMBER not in answer.text
    assert list(visit.folder.glob("*")) == []
    async with visit.db.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM attachment"))).scalar_one() == 0
        assert (await tx.execute(text("SELECT max(priority) FROM conversation"))).scalar_one() == 0
    visit.broken = False
    assert (await visit.send(path, {"national_id": ID_NUMBER})).status_code == 200


async def test_hostile_labels_and_names_stay_text(visit: Visit) -> None:
    fields = (PageField("description", "<script>alert(1)</script>"), PageField("documents", "x", True))
    path = await visit.link(fields)
    shown = await visit.client.get(path)
    files = [("documents", ("<img src=x onerror=alert(1)>.svg", b"<svg/>"))]
    answer = await visit.send(path, {"description": "نص"}, files)
    assert answer.status_code == 422
    for page in (shown.text, answer.text):
        assert "<script" not in page
        assert "<img" not in page
