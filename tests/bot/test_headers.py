from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from bot.headers import add_headers
from tests.gateway import Running


@asynccontextmanager
async def browser(*proxies: str, https: bool = False, address: str = "203.0.113.7") -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/api/who")
    async def who(request: Request) -> dict[str, str | None]:
        return {"address": request.client.host if request.client else None}

    @app.get("/api/own")
    async def own() -> Response:
        return Response("x", headers={"Cache-Control": "private"})

    @app.get("/page")
    async def page() -> Response:
        return Response("x")

    add_headers(app, https=https, trusted_proxies=proxies)
    transport = httpx.ASGITransport(app, client=(address, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
        yield client


@pytest.mark.parametrize(
    ("address", "forwarded", "believed"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
    ],
)
async def test_only_a_proxy_of_ours_is_believed_where_a_call_comes_from(
    address: str, forwarded: str, believed: str
) -> None:
    async with browser("10.0.0.0/8", address=address) as client:
        answer = await client.get("/api/who", headers={"X-Forwarded-For": forwarded})
    assert answer.json()["address"] == believed


async def test_without_proxies_nobody_is_believed() -> None:
    async with browser(address="127.0.0.1") as client:
        answer = await client.get("/api/who", headers={"X-Forwarded-For": "198.51.100.1"})
    assert answer.json()["address"] == "127.0.0.1"


async def test_answers_of_the_staff_api_are_neither_kept_nor_shown_as_pages() -> None:
    async with browser(https=True) as client:
        api, own, page = [await client.get(path) for path in ("/api/who", "/api/own", "/page")]
    assert api.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in api.headers["content-security-policy"]
    assert own.headers["cache-control"] == "private", "what a route says itself holds"
    assert "content-security-policy" not in page.headers
    assert all(a.headers["x-content-type-options"] == "nosniff" for a in (api, own, page))
    assert all(a.headers["strict-transport-security"].startswith("max-age=") for a in (api, own, page))


async def test_without_https_nothing_is_promised_about_it() -> None:
    async with browser() as client:
        assert "strict-transport-security" not in (await client.get("/api/who")).headers


async def test_the_gateway_sets_them(gateway: Running) -> None:
    answer = await gateway.client.get("/api/me")
    assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")


async def test_the_apis_page_with_its_scripts_from_elsewhere_is_for_development_only(gateway: Running) -> None:
    assert (await gateway.client.get("/docs")).status_code == 404
    assert (await gateway.client.get("/openapi.json")).status_code == 200
