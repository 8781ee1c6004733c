"""The staff console's page: served at every address below /console, under a policy that lets in nothing foreign."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.console_page import add_console_page

PAGE = '<meta property="csp-nonce" nonce="__NONCE__"><script type="module" src="/console/assets/a-1.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a-1.js").write_text("1", encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def browser(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_console_page(app, built)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        yield client


async def test_every_address_of_the_console_is_the_page_with_a_nonce_of_its_own(browser: httpx.AsyncClient) -> None:
    nonces = set()
    for path in ("/console", "/console/", "/console/inbox/7", "/console/../etc/passwd"):
        answer = await browser.get(path) if ".." not in path else await browser.get("/console/%2e%2e/%2e%2e/etc/passwd")
        policy = answer.headers["content-security-policy"]
        [nonce] = re.findall(r"'nonce-([^']+)'", policy)
        assert f'nonce="{nonce}"' in answer.text
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        nonces.add(nonce)
    assert len(nonces) == 4


async def test_its_files_are_kept_by_browsers_and_a_missing_one_is_missing(browser: httpx.AsyncClient) -> None:
    found = await browser.get("/console/assets/a-1.js")
    assert (found.text, found.headers["cache-control"]) == ("1", "public, max-age=31536000, immutable")
    gone = await browser.get("/console/assets/a-0.js")
    assert gone.status_code == 404
    assert "immutable" not in gone.headers.get("cache-control", "")


async def test_a_checkout_that_was_not_built_says_so_in_arabic_first(tmp_path: Path) -> None:
    app = FastAPI()
    add_console_page(app, tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.get("/console")
    assert answer.status_code == 503
    arabic, english = answer.text.split("\n\n")
    assert "لوحة الموظفين" in arabic
    assert "make run" in arabic
    assert "make run" in english
