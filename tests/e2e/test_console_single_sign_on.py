"""In the browser: the way in by the identity provider, and what is said where it led nowhere."""

import pytest
from playwright.async_api import Browser, expect

from tests.gateway import Running

pytestmark = pytest.mark.thorough

OPTIONS = {"oidc": {"enabled": True, "label": "الدخول بحساب الجمعية"}}


async def test_the_way_in_by_the_provider_is_offered_where_there_is_one(browser: Browser, gateway: Running) -> None:
    page = await browser.new_page(locale="ar-SA")
    await page.goto(f"{gateway.url}/console")
    await expect(page.get_by_role("button", name="دخول", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="الدخول بحساب الجمعية")).to_have_count(0)
    await page.route("**/api/auth/options", lambda route: route.fulfill(json=OPTIONS))
    await page.reload()
    way = page.get_by_role("link", name="الدخول بحساب الجمعية")
    await expect(way).to_have_attribute("href", "/api/auth/oidc/start")
    await page.close()


async def test_where_it_failed_is_said_once_and_in_words(browser: Browser, gateway: Running) -> None:
    page = await browser.new_page(locale="ar-SA")
    await page.goto(f"{gateway.url}/console?sign_in_error=no_account")
    await expect(page.get_by_role("alert")).to_contain_text("لا حساب لك في لوحة الموظفين")
    assert page.url == f"{gateway.url}/console"
    await page.goto(f"{gateway.url}/console?sign_in_error=<img src=x>")
    await expect(page.get_by_role("alert")).to_contain_text("تعذّر الدخول بحساب الجمعية")
    await page.reload()
    await expect(page.get_by_role("button", name="دخول", exact=True)).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.close()
