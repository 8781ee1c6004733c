"""The one-time page in a real browser, without JavaScript, as a phone would show it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect

from bot.dialogue.answers import Texts
from bot.routes import add_routes
from bot.secure_page import FilesOnDisk, router
from bot.settings import ROOT
from handoff.secure import SecurePages
from storage import migrations, secure_links
from storage.db import Database, Transaction
from storage.secure_links import LinkView, PageField
from tests.gateway import listening
from tests.storage.people import ID_NUMBER, NOW, VAULT, conversation

FIELDS = (
    PageField("national_id", "رقم الهوية أو الإقامة"),
    PageField("iban", "الآيبان", True),
    PageField("documents", "المستندات", True),
)
Got = list[tuple[Mapping[str, Any], Sequence[str]]]


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[None]:
    with listening() as (listener, url):
        app.state.url = url
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        task = asyncio.create_task(server._serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": 360, "height": 700}, java_script_enabled=False, locale="ar-SA", has_touch=True
    )
    yield await context.new_page()
    await context.close()


@pytest.mark.thorough
async def test_a_person_fills_it_in_on_a_phone_without_javascript(tmp_path: Path, phone: Page) -> None:
    db, got, app = Database(f"sqlite:///{tmp_path}/t.db"), Got(), FastAPI()
    await migrations.upgrade(db)

    async def received(_tx: Transaction, _link: LinkView, values: Mapping[str, Any], files: Sequence[str]) -> None:
        got.append((values, files))

    pages = SecurePages(db, VAULT, FilesOnDisk(tmp_path / "files"), received, now=lambda: NOW, max_bytes=2**20)
    async with serving(app):
        add_routes(app, router(pages, Texts.load(ROOT / "bot" / "texts"), app.state.url))
        where = await conversation(db)
        async with db.transaction() as tx:
            token = await secure_links.make(tx, where, "support_request", FIELDS, "ar", NOW)
        await phone.goto(f"{app.state.url}/secure/{token}")
        await looks_right(phone)
        await phone.get_by_label("رقم الهوية").fill(ID_NUMBER)
        await phone.get_by_label("الآيبان").fill("SA0380000000608010167518")
        await phone.get_by_role("button", name="حفظ وإرسال").click()
        await expect(phone.locator("#iban-error")).to_be_visible()
        assert ID_NUMBER not in await phone.content()
        await phone.get_by_label("الآيبان").fill("SA03 8000 0000 6080 1016 7519")
        document = {"name": "عقد.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
        await phone.locator("#documents").set_input_files(document)  # type: ignore[arg-type]
        await phone.get_by_role("button", name="حفظ وإرسال").click()
        await expect(phone.get_by_role("heading", name="تم الحفظ")).to_be_visible()
        await phone.goto(f"{app.state.url}/secure/{token}")
        await expect(phone.get_by_role("heading", name="لم تعد صالحة")).to_be_visible()
    await db.close()
    [(values, files)] = got
    assert dict(values) == {"national_id": ID_NUMBER, "iban": "SA0380000000608010167519"}
    assert len(files) == 1


async def looks_right(phone: Page) -> None:
    """The style is let through by the policy, targets are large, nothing runs over the edge."""
    button = await phone.get_by_role("button", name="حفظ وإرسال").bounding_box()
    assert button
    assert button["height"] >= 48
    for name in ("national_id", "iban"):
        box = await phone.locator(f"#{name}").bounding_box()
        assert box
        assert box["height"] >= 48
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
