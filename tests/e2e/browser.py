"""A real browser for the tests: one headless Chromium for the whole run.

It is looked for in CHROMIUM_PATH, then on PATH, then among Playwright's own downloads. Where there is none the tests
fail and say how to get one: what a page does can only be seen in a browser.
"""

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, Playwright, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # containers rarely let Chromium make its own; the tests load nothing but our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The address bar of every window loads two pages of its own: a tenth of what the browser computes. Playwright's
    # own list of what is left out gives way to this one; the rest of it that matters here is named again.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,OptimizationHints,MediaRouter,PaintHolding",
]


class NoBrowser(Exception):
    """No Chromium was found. Install one (Debian, Ubuntu: `apt-get install chromium`), or let Playwright download
    its own (`.venv/bin/playwright install --with-deps chromium`), or name one in CHROMIUM_PATH."""


def find_chromium(environ: Mapping[str, str], downloaded: Path) -> Path:
    """The Chromium to run; `downloaded` is where Playwright's own would be. Raises NoBrowser."""
    if named := environ.get("CHROMIUM_PATH"):
        if not Path(named).is_file():
            raise NoBrowser(f"CHROMIUM_PATH names {named}, which is not there.")
        return Path(named)
    on_path = (shutil.which(name, path=environ.get("PATH", os.defpath)) for name in NAMES)
    if found := next(filter(None, on_path), None):
        return Path(found)
    if downloaded.is_file():
        return downloaded
    raise NoBrowser(NoBrowser.__doc__)


async def launch(playwright: Playwright) -> Browser:
    chromium = playwright.chromium
    path = find_chromium(os.environ, Path(chromium.executable_path))
    return await chromium.launch(executable_path=path, args=ARGUMENTS)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await launch(playwright)
        yield started
        await started.close()
