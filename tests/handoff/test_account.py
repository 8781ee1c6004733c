"""One's own account: name and language, password, the second factor, and where one is signed in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from xml.etree import ElementTree

import pyotp
import pytest

from handoff import auth
from handoff.auth import totp
from storage import audit
from storage.db import Database
from tests.handoff.api import PASSWORD, Clock, Colleague, Office, guard_of, office
from tests.handoff.test_sign_in import code, tries
from tests.storage.people import NOW

NEW = "قهوة سعودية في الصباح"
EMAIL = "admin@example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ended() -> list[int]:
    return []


@pytest.fixture
def house(db: Database, clock: Clock, ended: list[int]) -> Office:
    return office(guard_of(db, clock, on_ended=ended.append), [])


@asynccontextmanager
async def enrolled(house: Office, clock: Clock) -> AsyncIterator[tuple[Colleague, pyotp.TOTP, list[str]]]:
    """The administrator with a second factor -> their browser, their app, their recovery codes."""
    async with house.colleague("admin") as admin:
        begun = (await admin.post("/api/me/totp")).json()
        app = pyotp.TOTP(begun["secret"])
        answer = await admin.post("/api/me/totp/confirm", {"code": app.at(clock())})
        assert answer.status_code == 200, answer.text
        yield admin, app, answer.json()["recovery_codes"]


async def test_one_changes_name_language_and_alerts_and_nothing_else(house: Office) -> None:
    async with house.colleague("agent") as agent:
        alerts = {"email": ["urgent"], "browser": ["queue", "mention"], "sound": False}
        answer = await agent.send("PATCH", "/api/me", {"name": "هند", "locale": "en", "alerts": alerts})
        assert answer.json() == (await agent.get("/api/me")).json()
        me = answer.json()
        assert (me["name"], me["locale"], me["alerts"], me["role"]) == ("هند", "en", alerts, "agent")
        for wrong in ({"role": "admin"}, {"locale": "fr"}, {"name": ""}, {"alerts": {"email": ["gossip"]}}):
            assert (await agent.send("PATCH", "/api/me", wrong)).status_code == 422


async def test_a_new_password_ends_every_other_session(house: Office, ended: list[int]) -> None:
    """CVE-2021-3740: a session survived the change of its password."""
    async with house.colleague("admin") as admin, house.colleague("admin") as elsewhere:
        change = {"current": PASSWORD, "new": NEW}
        assert (await admin.post("/api/me/password", change)).status_code == 204
        assert (await admin.get("/api/me")).status_code == 200
        assert code(await elsewhere.get("/api/me")) == (401, "not_signed_in")
        assert ended == [admin.account.id]
        async with house.visitor() as client:
            assert code(await tries(client, PASSWORD, EMAIL)) == (401, "wrong_credentials")
            assert code(await tries(client, NEW, EMAIL)) == (200, "ok")


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaaa", "ADMIN@example.org", "ا" * 2000])
async def test_a_weak_password_is_refused(house: Office, new: str) -> None:
    async with house.colleague("admin") as admin:
        assert (await admin.post("/api/me/password", {"current": PASSWORD, "new": new})).status_code == 422
        assert (await admin.post("/api/me/password", {"current": PASSWORD, "new": NEW})).status_code == 204


async def test_guesses_at_the_password_of_an_open_session_are_counted(house: Office) -> None:
    async with house.colleague("admin") as admin:
        guess = {"current": "a guess at the password", "new": NEW}
        answers = [code(await admin.post("/api/me/password", guess)) for _ in range(6)]
        assert answers == [(403, "wrong_password")] * 5 + [(429, "locked_out")]
        assert code(await admin.send("DELETE", "/api/me/totp", {"password": PASSWORD})) == (429, "locked_out")


async def test_with_a_second_factor_the_password_alone_is_not_enough(house: Office, clock: Clock) -> None:
    async with enrolled(house, clock) as (admin, app, _), house.visitor() as client:
        assert (await admin.get("/api/me")).json()["totp"] is True
        clock.passes(seconds=60)
        assert code(await tries(client, PASSWORD, EMAIL)) == (401, "totp_required")
        assert code(await tries(client, PASSWORD, EMAIL, totp="000000")) == (401, "totp_wrong")
        assert code(await tries(client, "not the password", EMAIL, totp=app.at(clock()))) == (401, "wrong_credentials")
        assert code(await tries(client, PASSWORD, EMAIL, totp=app.at(clock()))) == (200, "ok")


async def test_a_code_counts_once_and_one_step_early_or_late(house: Office, clock: Clock) -> None:
    async with enrolled(house, clock) as (_, app, _codes), house.visitor() as client:
        assert code(await tries(client, PASSWORD, EMAIL, totp=app.at(clock()))) == (401, "totp_wrong"), "it enrolled"
        clock.passes(minutes=5)
        early = app.at(clock() + timedelta(seconds=30))
        for typed in (app.at(clock() - timedelta(seconds=60)), app.at(clock() + timedelta(seconds=60))):
            assert code(await tries(client, PASSWORD, EMAIL, totp=typed)) == (401, "totp_wrong")
        arabic = early.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert code(await tries(client, PASSWORD, EMAIL, totp=f"{arabic[:3]} {arabic[3:]}")) == (200, "ok")
        assert code(await tries(client, PASSWORD, EMAIL, totp=early)) == (401, "totp_wrong"), "a second time"
        assert code(await tries(client, PASSWORD, EMAIL, totp=app.at(clock()))) == (401, "totp_wrong"), "an older one"


async def test_a_recovery_code_lets_in_once_however_it_is_typed(house: Office, clock: Clock, db: Database) -> None:
    async with enrolled(house, clock) as (admin, _, codes), house.visitor() as client:
        assert len(set(codes)) == 10
        typed = codes[3].lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert code(await tries(client, PASSWORD, EMAIL, totp=typed)) == (200, "ok")
        assert code(await tries(client, PASSWORD, EMAIL, totp=codes[3])) == (401, "totp_wrong")
        assert code(await tries(client, PASSWORD, EMAIL, totp=codes[4])) == (200, "ok")
        async with db.read() as tx:
            actions = [e.action for e in await audit.of_subject(tx, f"staff:{admin.account.id}")]
        assert actions.count("staff.recovery_code") == 2


async def test_guesses_at_the_second_factor_are_counted_like_guesses_at_the_password(
    house: Office, clock: Clock
) -> None:
    async with enrolled(house, clock) as (_, app, _codes), house.visitor() as client:
        client.cookies.clear()
        answers = [code(await tries(client, PASSWORD, EMAIL, totp=f"00000{n}")) for n in range(5)]
        assert answers == [(401, "totp_wrong")] * 5
        clock.passes(seconds=59)
        assert code(await tries(client, PASSWORD, EMAIL, totp=app.at(clock()))) == (429, "locked_out")


async def test_being_asked_for_the_code_is_no_failure(house: Office, clock: Clock) -> None:
    async with enrolled(house, clock) as (_, app, _codes), house.visitor() as client:
        clock.passes(minutes=1)
        for _ in range(8):
            assert code(await tries(client, PASSWORD, EMAIL)) == (401, "totp_required")
        assert code(await tries(client, PASSWORD, EMAIL, totp=app.at(clock()))) == (200, "ok")


async def test_the_second_factor_is_set_up_once_and_taken_away_with_the_password(house: Office, clock: Clock) -> None:
    async with house.colleague("admin") as admin:
        assert code(await admin.post("/api/me/totp/confirm", {"code": "123456"})) == (409, "not_begun")
    async with enrolled(house, clock) as (admin, _, _codes), house.visitor() as client:
        assert code(await admin.post("/api/me/totp")) == (409, "already_enrolled")
        assert code(await admin.post("/api/me/totp/confirm", {"code": "123456"})) == (409, "already_enrolled")
        wrong = await admin.send("DELETE", "/api/me/totp", {"password": "not the password"})
        assert code(wrong) == (403, "wrong_password")
        assert (await admin.send("DELETE", "/api/me/totp", {"password": PASSWORD})).status_code == 204
        assert code(await tries(client, PASSWORD, EMAIL)) == (200, "ok")


async def test_a_wrong_first_code_changes_nothing(house: Office, clock: Clock) -> None:
    async with house.colleague("admin") as admin, house.visitor() as client:
        await admin.post("/api/me/totp")
        assert code(await admin.post("/api/me/totp/confirm", {"code": "000000"})) == (422, "totp_wrong")
        assert code(await tries(client, PASSWORD, EMAIL)) == (200, "ok")


async def test_the_picture_for_the_app_is_an_svg_without_scripts_that_holds_the_address(house: Office) -> None:
    async with house.colleague("admin") as admin:
        begun = (await admin.post("/api/me/totp")).json()
    picture = ElementTree.fromstring(begun["qr_svg"])
    assert {e.tag.rpartition("}")[2] for e in picture.iter()} <= {"svg", "g", "path"}
    assert begun["uri"] == f"otpauth://totp/Tawasul:admin%40example.org?secret={begun['secret']}&issuer=Tawasul"


async def test_a_role_that_needs_a_second_factor_does_nothing_before_it_is_set_up(db: Database, clock: Clock) -> None:
    house = office(guard_of(db, clock, policy=auth.Policy(require_totp=frozenset({"admin"}))), [])
    async with house.colleague("admin") as admin, house.colleague("agent") as agent:
        assert (await agent.get("/api/me")).json()["must_enrol_totp"] is False
        assert (await admin.get("/api/me")).json()["must_enrol_totp"] is True
        for path in ("/api/me/sessions",):
            assert (await admin.get(path)).status_code == 200
        begun = (await admin.post("/api/me/totp")).json()
        app = pyotp.TOTP(begun["secret"])
        assert (await admin.post("/api/me/totp/confirm", {"code": app.at(clock())})).status_code == 200
        assert (await admin.get("/api/me")).json()["must_enrol_totp"] is False


async def test_sessions_are_listed_and_ended_one_by_one(house: Office, ended: list[int]) -> None:
    async with (
        house.colleague("admin") as admin,
        house.colleague("admin") as elsewhere,
        house.colleague("agent") as agent,
    ):
        listed = (await admin.get("/api/me/sessions")).json()
        assert [s["current"] for s in listed].count(True) == 1
        assert {s["address"] for s in listed} == {"203.0.113.7"}
        assert all(s["user_agent"].startswith("python-httpx") for s in listed)
        other = next(s["id"] for s in listed if not s["current"])
        [of_agent] = (await agent.get("/api/me/sessions")).json()
        for foreign in (of_agent["id"], "nothing"):
            assert code(await admin.send("DELETE", f"/api/me/sessions/{foreign}")) == (404, "not_found")
        assert (await agent.get("/api/me")).status_code == 200
        assert (await admin.send("DELETE", f"/api/me/sessions/{other}")).status_code == 204
        assert code(await elsewhere.get("/api/me")) == (401, "not_signed_in")
        assert ended == [admin.account.id]
        assert code(await admin.send("DELETE", f"/api/me/sessions/{other}")) == (404, "not_found")


async def test_all_other_sessions_are_ended_at_once(house: Office) -> None:
    async with house.colleague("admin") as admin, house.colleague("admin") as one, house.colleague("admin") as two:
        assert (await admin.post("/api/me/sessions/revoke-others")).status_code == 204
        assert [(await c.get("/api/me")).status_code for c in (admin, one, two)] == [200, 401, 401]


async def test_secrets_are_sealed_and_recovery_codes_hashed(house: Office, clock: Clock, db: Database) -> None:
    from storage.models import Base

    async with enrolled(house, clock) as (_, app, codes), db.read() as tx:
        rows = [str(tuple(row)) for t in Base.metadata.sorted_tables for row in await tx.execute(t.select())]
    everything = "\n".join(rows)
    for secret in (app.secret, *codes, *(c.replace("-", "") for c in codes)):
        assert secret not in everything


@pytest.mark.parametrize(
    ("at", "expected"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(at: int, expected: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moment = NOW.fromtimestamp(at, NOW.tzinfo)
    assert totp.step_of(secret, expected, moment) == at // 30
    assert totp.step_of(secret, expected, moment + timedelta(seconds=90)) is None
