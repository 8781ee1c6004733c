"""Getting in, being kept out, and what ends a session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import argon2
import httpx
import pytest
from sqlalchemy import text

from handoff import auth
from storage import audit, staff
from storage.db import Database
from tests.handoff.api import HASHED, PASSWORD, Clock, Office, guard_of, office
from tests.hashing import QUICK, as_shipped

EMAIL = "noura@example.org"
AWAY = "198.51.100.9"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(db: Database, clock: Clock) -> Office:
    return office(guard_of(db, clock), [])


async def hire(db: Database, email: str = EMAIL, role: str = "agent", **more: Any) -> int:
    async with db.transaction() as tx:
        await staff.add(tx, email, "نورة", role, HASHED, Clock().at, **more)
        made = await staff.by_email(tx, email)
    assert made
    return made.id


async def tries(
    client: httpx.AsyncClient, password: str = "not-the-password", email: str = EMAIL, **more: Any
) -> httpx.Response:
    return await client.post("/api/auth/login", json={"email": email, "password": password, **more})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]["code"] if answer.status_code >= 400 else "ok"


async def test_whoever_signs_in_gets_a_session_of_their_own_and_the_old_one_ends(db: Database, house: Office) -> None:
    await hire(db)
    async with house.visitor() as browser, house.visitor() as thief:
        assert code(await tries(browser, PASSWORD)) == (200, "ok")
        thief.cookies.set("tawasul_session", browser.cookies["tawasul_session"])
        assert (await thief.get("/api/me")).json()["email"] == EMAIL
        first = browser.cookies["tawasul_session"]
        assert code(await tries(browser, PASSWORD)) == (200, "ok")
        assert browser.cookies["tawasul_session"] != first
        assert code(await thief.get("/api/me")) == (401, "not_signed_in")
        assert (await browser.get("/api/me")).status_code == 200


async def test_a_wrong_password_and_an_unknown_address_are_told_alike(db: Database, house: Office) -> None:
    await hire(db)
    async with house.visitor() as client:
        wrong, unknown = await tries(client), await tries(client, email="nobody@example.org")
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert code(wrong) == (401, "wrong_credentials")
    async with db.read() as tx:
        assert [e.action for e in await audit.latest(tx)] == ["staff.sign_in_failed"] * 2


async def test_waits_grow_with_the_failures_and_end_with_a_day_of_peace(
    db: Database, house: Office, clock: Clock
) -> None:
    await hire(db)
    waits = []
    async with house.visitor() as client:
        for _ in range(9):
            answer = await tries(client)
            if answer.status_code == 429:
                waits.append(int(answer.headers["retry-after"]))
                assert code(await tries(client, PASSWORD)) == (429, "locked_out"), "the right password waits too"
                clock.passes(seconds=waits[-1])
        assert waits == [60, 120]
        clock.passes(days=1, seconds=1)
        for _ in range(5):
            assert code(await tries(client)) == (401, "wrong_credentials")
        assert code(await tries(client, PASSWORD)) == (429, "locked_out")


async def test_a_stranger_locks_out_strangers_and_nobody_who_has_been_here(
    db: Database, house: Office, clock: Clock
) -> None:
    await hire(db)
    async with house.visitor() as own, house.visitor(AWAY) as stranger:
        assert code(await tries(own, PASSWORD)) == (200, "ok")
        for _ in range(6):
            last = await tries(stranger)
        assert code(last) == (429, "locked_out")
        assert code(await tries(stranger, PASSWORD)) == (429, "locked_out")
        assert code(await tries(own, PASSWORD)) == (200, "ok"), "their own browser is known"
        for _ in range(5):
            await tries(own)
        assert code(await tries(own, PASSWORD)) == (429, "locked_out"), "and has tries of its own"


async def test_one_address_that_tries_everybody_is_stopped_and_others_are_not(
    db: Database, house: Office, clock: Clock
) -> None:
    await hire(db)
    await hire(db, "khalid@example.org")
    async with house.visitor(AWAY) as stranger, house.visitor() as khalid:
        answers = [code(await tries(stranger, email=f"staff-{n}@example.org")) for n in range(21)]
        assert answers[:20] == [(401, "wrong_credentials")] * 20
        assert answers[20] == (429, "locked_out")
        assert code(await tries(khalid, PASSWORD, "khalid@example.org")) == (200, "ok")


async def test_a_network_of_ipv6_addresses_counts_as_one(db: Database, house: Office) -> None:
    for n in range(20):
        async with house.visitor(f"2001:db8:1:2::{n:x}") as stranger:
            await tries(stranger, email=f"staff-{n}@example.org")
    async with house.visitor("2001:db8:1:2:ffff::1") as stranger, house.visitor("2001:db8:1:3::1") as neighbour:
        assert code(await tries(stranger)) == (429, "locked_out")
        assert code(await tries(neighbour)) == (401, "wrong_credentials")


async def test_a_burst_of_tries_from_many_addresses_gets_no_more_than_one_by_one(db: Database, house: Office) -> None:
    await hire(db)

    @asynccontextmanager
    async def stranger(n: int) -> AsyncIterator[httpx.AsyncClient]:
        async with house.visitor(f"198.51.100.{n}") as client:
            yield client

    async def one(n: int) -> int:
        async with stranger(n) as client:
            return (await tries(client)).status_code

    answers = await asyncio.gather(*(one(n) for n in range(12)))
    assert sorted(answers) == [401] * 5 + [429] * 7


async def test_a_password_hashed_long_ago_is_hashed_again_when_it_is_next_used(db: Database, house: Office) -> None:
    who = await hire(db)
    weak = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    async with db.transaction() as tx:
        await staff.change(tx, who, password_hash=weak)
    async with house.visitor() as client:
        assert code(await tries(client)) == (401, "wrong_credentials")
        assert code(await tries(client, PASSWORD)) == (200, "ok")
    async with db.read() as tx:
        kept = await staff.account(tx, who)
    assert kept and kept.password_hash != weak
    assert not QUICK.check_needs_rehash(kept.password_hash)
    assert QUICK.verify(kept.password_hash, PASSWORD)


async def test_passwords_are_hashed_as_owasp_asks() -> None:
    with as_shipped():
        made = await auth.Passwords().hashed(PASSWORD)
    parameters = argon2.extract_parameters(made)
    assert parameters.type is argon2.Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


async def test_a_session_ends_when_it_is_left_alone_and_at_the_latest_after_its_hours(
    db: Database, clock: Clock
) -> None:
    house = office(guard_of(db, clock), [])
    await hire(db)
    async with house.visitor() as client:
        await tries(client, PASSWORD)
        clock.passes(hours=1, minutes=59)
        assert (await client.get("/api/me")).status_code == 200
        clock.passes(hours=1, minutes=59)
        assert (await client.get("/api/me")).status_code == 200, "every call counts"
        clock.passes(hours=2)
        assert code(await client.get("/api/me")) == (401, "not_signed_in")
        await tries(client, PASSWORD)
        for _ in range(11):
            clock.passes(hours=1)
            assert (await client.get("/api/me")).status_code == 200
        clock.passes(hours=1)
        assert code(await client.get("/api/me")) == (401, "not_signed_in")


async def test_a_disabled_account_is_out_at_once_and_cannot_come_back(db: Database, house: Office) -> None:
    who = await hire(db)
    async with house.visitor() as client:
        await tries(client, PASSWORD)
        async with db.transaction() as tx:
            await staff.change(tx, who, disabled_at=Clock().at)
        assert code(await client.get("/api/me")) == (401, "not_signed_in")
        assert code(await tries(client, PASSWORD)) == (401, "wrong_credentials")


async def test_signing_out_ends_the_session_for_everyone_who_has_its_cookie(db: Database, house: Office) -> None:
    await hire(db)
    async with house.visitor() as client, house.visitor() as thief:
        token = (await tries(client, PASSWORD)).json()["csrf_token"]
        thief.cookies.set("tawasul_session", client.cookies["tawasul_session"])
        assert code(await client.post("/api/auth/logout")) == (403, "bad_csrf_token")
        assert (await client.post("/api/auth/logout", headers={"X-CSRF-Token": token})).status_code == 204
        assert code(await thief.get("/api/me")) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 204),
        ({"Origin": "http://office"}, 204),
        ({"Origin": "https://console.example.org"}, 204),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://office.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_a_call_from_another_sites_page_is_refused_even_with_the_right_token(
    db: Database, headers: dict[str, str], expected: int
) -> None:
    house = office(guard_of(db, own_url="https://console.example.org"), [])
    await hire(db)
    async with house.visitor() as client:
        token = (await tries(client, PASSWORD)).json()["csrf_token"]
        path, sent = "/api/me/sessions/revoke-others", {"X-CSRF-Token": token, **headers}
        answer = await client.post(path, headers=sent)
        assert answer.status_code == expected
        if expected == 403:
            assert code(answer) == (403, "wrong_origin")
            body = {"email": EMAIL, "password": PASSWORD}
            assert (await client.post("/api/auth/login", json=body, headers=headers)).status_code == 403


async def test_cookies_over_https_are_bound_to_this_host_and_hidden_from_scripts(db: Database) -> None:
    house = office(guard_of(db, secure_cookie=True), [])
    await hire(db)
    async with house.visitor() as client:
        answer = await tries(client, PASSWORD)
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-tawasul_")
        for word in ("HttpOnly", "Path=/;", "SameSite=strict", "Secure"):
            assert word in cookie
        assert "Domain" not in cookie
    assert len(answer.headers.get_list("set-cookie")) == 2


async def test_neither_passwords_nor_tokens_stand_in_the_database(db: Database, house: Office) -> None:
    await hire(db)
    async with house.visitor() as client:
        await tries(client, PASSWORD)
        token = client.cookies["tawasul_session"]
    async with db.read() as tx:
        rows = [*await tx.execute(text("SELECT * FROM staff")), *await tx.execute(text("SELECT * FROM staff_session"))]
    assert token not in str(rows)
    assert PASSWORD not in str(rows)


async def test_the_role_decides_which_permissions_the_console_is_told_of(db: Database, house: Office) -> None:
    seen = {}
    for role in ("agent", "supervisor", "committee", "admin"):
        async with house.colleague(role) as colleague:
            seen[role] = set((await colleague.get("/api/me")).json()["permissions"])
    assert seen["committee"] == {"requests.see", "requests.move", "reveal"}
    assert seen["agent"] == {"conversations.see", "requests.see", "requests.move", "knowledge.edit"}
    assert "staff.manage" not in seen["supervisor"]
    assert seen["supervisor"] | {"staff.manage"} == seen["admin"]
