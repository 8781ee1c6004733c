"""A visitor of the public page: a browser's page on the running gateway, and everything that went wrong on it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, Request, ViewportSize, expect

from tests.gateway import Running

PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 8_000
NOTE_VIOLATIONS = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""
STORED = """async () => {
    const headers = { Authorization: `Bearer ${localStorage["tawasul.token"]}` };
    return (await fetch("/webchat/messages?after=0", { headers })).json();
}"""
BOT: dict[str, object] = {
    "author": "bot",
    "text": "",
    "buttons": [],
    "asks": None,
    "attachments": [],
    "at": "2026-11-23T12:00:00Z",
}


@dataclass
class Visit:
    """`troubles`: script errors, dialogs and requests to other places."""

    page: Page
    home: str
    troubles: list[str] = field(default_factory=list)

    @property
    def answers(self) -> Locator:
        return self.page.locator(".message.bot")

    @property
    def own(self) -> Locator:
        return self.page.locator(".message.visitor")

    @property
    def field(self) -> Locator:
        return self.page.locator("#field")

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def stored(self) -> list[dict[str, Any]]:
        """The conversation as the gateway has it."""
        return list(await self.page.evaluate(STORED))

    async def reopen_with(self, *messages: dict[str, Any]) -> None:
        """Comes back to a conversation in which these messages were said: what only the bot or staff can say."""
        session = await (await self.page.request.post(f"{self.home}/webchat/sessions", data={})).json()
        session["messages"] = [BOT | {"seq": seq} | message for seq, message in enumerate(messages, 1)]
        await self.page.route("**/webchat/sessions", lambda route: route.fulfill(status=201, json=session))
        await self.page.evaluate("token => (localStorage['tawasul.token'] = token)", session["token"])
        await self.page.reload()
        await expect(self.page.locator(".message")).to_have_count(len(messages))

    def watch(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error {error}"))
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))

    def _note_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("blob", "data") and not request.url.startswith(self.home):
            self.troubles.append(f"asked {request.url}")


@pytest.fixture
async def visit(browser: Browser, gateway: Running) -> AsyncIterator[Visit]:
    """A new visitor on a phone. In the end: no trouble, no cookie, and nothing that the content policy had to block."""
    context = await browser.new_context(viewport=PHONE, locale="ar-SA", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(NOTE_VIOLATIONS)
    visit = Visit(await context.new_page(), gateway.url)
    visit.watch()
    await visit.page.goto(gateway.url)
    yield visit
    violations = await visit.page.evaluate("violations")
    cookies = await context.cookies()
    await context.close()
    assert (visit.troubles, violations, cookies) == ([], [], [])
