"""No room left at the commit: the provider is told to try again, nothing is half done, and it mends itself."""

import resource
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.gateway import Running
from tests.people import meet
from tests.reliability.crowd import QUESTION, Crowd
from tests.reliability.processes import site

pytestmark = pytest.mark.thorough


async def test_sqlite_without_room_refuses_and_mends_itself(tmp_path: Path) -> None:
    async with site(tmp_path, f"sqlite:///{tmp_path}/tawasul.db") as house:
        process = await house.start().ready()
        crowd = Crowd(house)
        await crowd.ask([crowd.question("telegram")])
        await crowd.quiet()
        full = (tmp_path / "tawasul.db-wal").stat().st_size
        process.limit(resource.RLIMIT_FSIZE, full)
        for channel in ("telegram", "whatsapp_cloud", "twilio_whatsapp"):
            delivery = await house.simulator.post(crowd.question(channel))
            assert delivery.status == 503
            crowd.waiting.append(delivery.webhook)
        assert (await process.get("/healthz")).status_code == 200
        process.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
        await crowd.insist()
        await crowd.quiet()
        assert await crowd.verdict() == {"answered": 4}


NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$
"""
AT_COMMIT = """CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION no_room()"""


async def test_postgresql_without_room_at_the_commit_refuses_and_mends_itself(grown_gateway: Running) -> None:
    person = meet(grown_gateway, "telegram")
    webhook = grown_gateway.simulator.draft.say("telegram", person.to, QUESTION)
    async with grown_gateway.db.transaction() as tx:
        await tx.execute(text(NO_ROOM))
        await tx.execute(text(AT_COMMIT))
    try:
        assert (await grown_gateway.simulator.post(webhook)).status == 503
        assert not await person.known(), "nothing of it was kept"
    finally:
        async with grown_gateway.db.transaction() as tx:
            await tx.execute(text("DROP TRIGGER no_room ON inbox"))
            await tx.execute(text("DROP FUNCTION no_room"))
    assert (await grown_gateway.simulator.post(webhook)).status == 200
    assert "أسبوعين" in person.whole(await person.hears()).text
