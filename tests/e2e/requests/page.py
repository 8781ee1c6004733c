"""The one-time page as a browser would use it: fetched, read, posted with its token, its cookie and its Origin."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

_LINK = re.compile(r"https?://\S+/secure/[\w-]+")
_CSRF = re.compile(r'name=csrf value="([^"]+)"')
_INPUT = re.compile(r"<input id=(\w+) name=")


def links(text: str) -> list[str]:
    return _LINK.findall(text)


@dataclass(frozen=True, slots=True)
class OneTimePage:
    """An open page. `fields`: what it asks for."""

    url: str
    text: str
    cookies: httpx.Cookies
    fields: Sequence[str]

    @classmethod
    async def open(cls, url: str) -> "OneTimePage":
        async with httpx.AsyncClient() as browser:
            answer = await browser.get(url)
            assert answer.status_code == 200, answer.status_code
            return cls(url, answer.text, browser.cookies, _INPUT.findall(answer.text))

    async def send(
        self, values: Mapping[str, str], *, file: tuple[str, bytes] | None = None, origin: str | None = None
    ) -> httpx.Response:
        parts = urlsplit(self.url)
        found = _CSRF.search(self.text)
        assert found
        body = {"csrf": html.unescape(found.group(1)), **values}
        name, content = file or ("", b"")
        files = {"documents": (name, content, "application/pdf" if file else "application/octet-stream")}
        async with httpx.AsyncClient(cookies=self.cookies) as browser:
            headers = {"Origin": origin or f"{parts.scheme}://{parts.netloc}"}
            return await browser.post(self.url, data=body, files=files, headers=headers)


async def is_gone(url: str) -> bool:
    async with httpx.AsyncClient() as browser:
        return (await browser.get(url)).status_code == 410
