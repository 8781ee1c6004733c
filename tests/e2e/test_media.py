"""Files that people send: fetched beside the conversation, known by their content, never trusted."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import Row, text

from storage.hints import MEDIA, OUTBOX
from tests.gateway import PROVIDED, Running
from tests.people import Person, Visitor, meet
from tests.waiting import until

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
OGG = b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead\x01\x01" + bytes(40)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(form: str, *, secret: bytes = b"") -> bytes:
    """A small picture; `secret` hides in its metadata."""
    output, image = io.BytesIO(), Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    image.save(output, form, exif=exif) if secret else image.save(output, form)
    return output.getvalue()


def archive() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as zipped:
        zipped.writestr("أمر.exe", b"MZ")
    return output.getvalue()


async def files(person: Person, *states: str, count: int = 1) -> Sequence[Row[Any]]:
    """This person's files, once `count` of them have come to one of these states."""

    async def come() -> Sequence[Row[Any]]:
        rows = await person.rows("SELECT * FROM attachment WHERE conversation_id = :conversation ORDER BY id")
        return rows if len([r for r in rows if r.state in states]) == count else ()

    return await until(come)


def kept(spine: Running, row: Row[Any]) -> bytes:
    path: Path = spine.gateway.settings.env.data_dir / "files" / row.path
    return path.read_bytes()


@pytest.mark.parametrize("channel", PROVIDED)
async def test_a_picture_is_kept_without_what_hides_in_it(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    await person.does("send_media", picture("JPEG", secret=b"24.7136,46.6753"), "image/jpeg", caption="صورة الهوية")
    [row] = await files(person, "stored")
    assert (row.mime, row.size) == ("image/jpeg", len(kept(spine, row)))
    assert Image.open(io.BytesIO(kept(spine, row))).size == (40, 30)
    assert b"24.7136" not in kept(spine, row)
    assert Path(row.path).name == row.path
    assert len(row.path) == 32, "a random name, which tells nothing"


@pytest.mark.parametrize("channel", PROVIDED)
async def test_a_file_alone_is_acknowledged_and_a_voice_note_told_that_staff_will_listen(
    spine: Running, channel: str
) -> None:
    document, voice = meet(spine, channel), meet(spine, channel)
    await document.does("send_media", PDF, "application/pdf", filename="كشف حساب.pdf")
    assert "محفوظ مع محادثتك" in document.whole(await document.hears()).text
    await voice.does("send_media", OGG, "audio/ogg", kind="voice")
    assert "رسالتك الصوتية" in voice.whole(await voice.hears()).text
    assert [f.mime for f in await files(document, "stored")] == ["application/pdf"]
    assert (await files(voice, "stored"))[0].mime in ("audio/ogg", "application/ogg", "audio/opus")


@pytest.mark.parametrize(
    ("content", "claimed", "mime"),
    [(picture("PNG"), "application/pdf", "image/png"), (PDF, "image/png", "application/pdf")],
    ids=["picture-called-pdf", "pdf-called-picture"],
)
async def test_the_type_is_what_the_content_says(spine: Running, content: bytes, claimed: str, mime: str) -> None:
    person = meet(spine, "whatsapp_cloud")
    await person.does("send_media", content, claimed, kind="document", filename="ملف")
    assert (await files(person, "stored"))[0].mime == mime


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b'<?xml version="1.0"?>\n' + SVG,
        HTML,
        archive(),
        b"MZ\x90\x00" + bytes(200),
        b"\x89PNG\r\n\x1a\nbroken",
        b"?",
    ],
    ids=["svg", "svg-with-prologue", "html", "zip", "program", "broken-picture", "noise"],
)
async def test_what_could_harm_is_refused_and_the_message_stays(spine: Running, content: bytes) -> None:
    person = meet(spine, "telegram")
    await person.does(
        "send_media", content, "image/png", kind="document", filename="صورة.png", caption="متى يأتيني الرد؟"
    )
    [row] = await files(person, "refused")
    assert (row.path, bool(row.error)) == (None, True)
    assert "أسبوعين" in person.whole(await person.hears()).text, "the caption was a question"


@pytest.mark.parametrize("channel", PROVIDED)
async def test_what_is_sent_in_the_queue_is_for_whoever_takes_over(spine: Running, channel: str) -> None:
    """Neither the number of a request is asked for it, nor a person offered to somebody who waits for one."""
    person = meet(spine, channel)
    await person.asks("أبغى أكلم موظف")
    for caption in ("هذا عقد الإيجار", ""):
        await person.does("send_media", picture("JPEG"), "image/jpeg", caption=caption)
        assert person.whole(await person.hears()).text == "وصلنا ما أرسلته، وسيراه الموظف الذي يستقبل محادثتك."
    await person.does("send_media", picture("JPEG"), "image/jpeg", caption="كم مدة دراسة الطلب؟")
    assert "أسبوعين" in person.whole(await person.hears()).text, "a question is answered in the queue too"
    await files(person, "stored", count=3)


async def test_several_pictures_in_one_message_get_one_answer(spine: Running) -> None:
    person = meet(spine, "telegram")
    for _ in range(3):
        webhook = spine.simulator.draft.send_media("telegram", person.to, picture("PNG"), "image/png")
        await spine.simulator.post(webhook)
    await files(person, "stored", count=3)
    assert 1 <= len(await person.hears()) <= 3


async def test_a_download_that_fails_keeps_the_message_and_is_tried_again(spine: Running) -> None:
    person = meet(spine, "twilio_whatsapp")
    webhook = spine.simulator.draft.send_media("twilio_whatsapp", person.to, picture("PNG"), "image/png")
    async with spine.simulator.outage():
        assert (await spine.simulator.post(webhook)).status == 200
        await until(lambda: tried(person))
    assert (
        await person.row("SELECT kind FROM message WHERE conversation_id = :conversation AND seq = 1")
    ).kind == "media"
    await now_due(spine, person)
    assert (await files(person, "stored"))[0].failures == 1
    assert "محفوظ مع محادثتك" in person.whole(await person.hears()).text


async def tried(person: Person) -> bool:
    return any(row.failures for row in await files(person, "pending"))


async def now_due(spine: Running, person: Person) -> None:
    """As if the time of the next try had come, for the file and for the answer."""
    conversation = (await person.row("SELECT id FROM conversation WHERE id = :conversation")).id
    async with spine.db.transaction() as tx:
        for table in ("attachment", "outbox"):
            await tx.execute(text(f"UPDATE {table} SET next_at = created_at WHERE conversation_id = {conversation}"))
    spine.gateway.hints.notify(MEDIA, OUTBOX)


async def test_a_file_of_the_website_is_examined_too(spine: Running) -> None:
    visitor = await Visitor(spine).arrives()
    for content, mime, state in ((picture("PNG"), "image/png", "stored"), (SVG, "image/png", "refused")):
        upload = await spine.client.post(
            "/webchat/attachments",
            content=content,
            headers=visitor.headers | {"X-Filename": "%D9%87.png", "Content-Type": mime},
        )
        answer = await visitor.posts(attachment_id=upload.json()["attachment_id"])
        assert answer.status_code == 202
        await files(visitor, state)
    shown = [a for m in await visitor.reads() for a in m["attachments"]]
    assert [(a["state"], a["filename"]) for a in shown] == [("stored", "ه.png"), ("refused", "ه.png")]
    assert all("path" not in a for a in shown)


async def test_a_file_from_staff_is_the_visitors_alone(spine: Running) -> None:
    visitor, stranger = Visitor(spine), Visitor(spine)
    await visitor.asks("أبغى أكلم موظف")
    await stranger.asks("أبغى أكلم موظف")
    here = (await visitor.row("SELECT id FROM conversation WHERE id = :conversation")).id
    account = {"email": "admin@localhost", "password": "a-password-for-tests"}
    async with httpx.AsyncClient(base_url=f"{spine.url}/api/conversations/{here}") as client:
        answer = await client.post(f"{spine.url}/api/auth/login", json=account)
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        await client.post("/claim")
        for filename, content in (("خطاب.pdf", PDF), ("صورة.png", picture("PNG"))):
            kept_as = (await client.post("/attachments", files={"file": (filename, content)})).json()
            said = {"client_id": f"file-{filename}", "text": "تفضل", "attachment_id": kept_as["attachment_id"]}
            assert (await client.post("/messages", json=said)).status_code == 201
    [letter, photo] = [a for m in await visitor.reads() for a in m["attachments"]]
    assert [letter["filename"], photo["mime"]] == ["خطاب.pdf", "image/png"]
    answer = await spine.client.get(letter["url"], headers=visitor.headers)
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    for refused in (
        await spine.client.get(photo["url"], headers=stranger.headers),
        await spine.client.get(f"/webchat/files/{2**62}", headers=visitor.headers),
    ):
        assert (refused.status_code, refused.json()["detail"]["code"]) == (404, "no_such_file")
    assert (await spine.client.get(photo["url"])).status_code == 401
