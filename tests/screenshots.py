"""Pictures of the console's main views for the docs: `make screenshots`. Arabic and English, desktop and phone."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bot.ingest import utc_now
from tests.e2e.browser import launch
from tests.e2e.console_history import weeks
from tests.e2e.console_scene import PASSWORD, lively
from tests.gateway import Running, started

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 860}, "phone": {"width": 390, "height": 844}}
LANGUAGES = ("ar", "en")
COLOURS = 128  # a third of the size, to the eye alike
SUPERVISED = {  # {name: (path, what shows that it is there)}
    "requests": ("requests", "main :is(h1, h2)"),
    "knowledge": ("knowledge", "main :is(h1, h2)"),
    "unanswered": ("unanswered", "main :is(h1, h2)"),
    "account": ("account", "main :is(h1, h2)"),
    "admin": ("admin", "main :is(h1, h2)"),
    "reports": ("reports", "[data-report=volumes] [role=img]"),
    "desk-hours": ("desk/hours", "main ol li"),
    "desk-days": ("desk/days", "main ul li"),
    "desk-practice": ("desk/practice", "main section"),
    "desk-canned": ("desk/canned", "main button"),
}


async def sign_in(page: Page, url: str, email: str) -> None:
    await page.goto(f"{url}/console")
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("#talks").wait_for()


async def speak(context: BrowserContext, page: Page, url: str, language: str) -> None:
    """The account's own language comes along wherever one signs in."""
    me = await (await page.request.get(f"{url}/api/me")).json()
    headers = {"X-CSRF-Token": me["csrf_token"], "Origin": url}
    await page.request.patch(f"{url}/api/me", data={"locale": language}, headers=headers)
    await context.add_init_script(f"localStorage['tawasul.console.language'] = '{language}'")


async def take(page: Page, name: str, folder: Path) -> None:
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.fonts.ready")
    taken = Image.open(io.BytesIO(await page.screenshot(animations="disabled")))
    few_colours = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few_colours.save(folder / f"{name}.png", optimize=True)


async def tour(browser: Browser, running: Running, size: str, language: str, folder: Path) -> None:
    context = await browser.new_context(viewport=SIZES[size], locale="ar-SA", reduced_motion="reduce")
    page, suffix = await context.new_page(), f"{size}-{language}"
    if (size, language) == ("desktop", "ar"):
        await page.goto(f"{running.url}/console")
        await page.locator("input[type=email]").wait_for()
        await take(page, f"console-sign-in-{suffix}", folder)
    await sign_in(page, running.url, "noura@example.org")
    await speak(context, page, running.url, language)
    await page.goto(f"{running.url}/console/inbox?tab=all")
    await page.locator("[data-talk]").first.wait_for()
    await take(page, f"console-inbox-{suffix}", folder)
    await page.locator("[data-talk]").first.click()
    await page.locator("[data-seq]").first.wait_for()
    if (size, language) == ("desktop", "ar"):
        await page.keyboard.press("c")
        await page.locator("#composer").wait_for()
    await take(page, f"console-conversation-{suffix}", folder)
    await context.close()


async def rounds(browser: Browser, running: Running, size: str, language: str, folder: Path) -> None:
    """What a supervisor looks after."""
    context = await browser.new_context(viewport=SIZES[size], locale="ar-SA", reduced_motion="reduce")
    page = await context.new_page()
    await sign_in(page, running.url, "hind@example.org")
    await speak(context, page, running.url, language)
    for name, (path, there) in SUPERVISED.items():
        await page.goto(f"{running.url}/console/{path}")
        await page.locator(there).first.wait_for()
        await take(page, f"console-{name}-{size}-{language}", folder)
    await context.close()


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with started(f"sqlite:///{data}/tawasul.db", Path(data)) as running, async_playwright() as playwright:
            await lively(running)
            await weeks(running.db, running.gateway.vault, utc_now())
            browser = await launch(playwright)
            for size in SIZES:
                for language in LANGUAGES:
                    await tour(browser, running, size, language, folder)
                    await rounds(browser, running, size, language, folder)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES))
