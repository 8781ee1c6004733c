"""What identifies somebody stays where it must be: never in logs, metrics, error pages, or in clear on the disk."""

import logging
import sqlite3
from pathlib import Path

import pytest

from bot.log import JsonFormatter, TextFormatter
from channels.simulator import drop, reject, server_error
from tests.bot.test_webhooks import signed
from tests.gateway import PROVIDED, Running
from tests.people import Person, Visitor, meet
from tests.reliability.conftest import Start
from tests.reliability.moments import at

NATIONAL_ID = "1098765432"
IBAN = "SA0380000000608010167519"
WORDS = "كلمات لا يقرؤها إلا صاحبها"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
FORMS = {
    "ascii": NATIONAL_ID,
    "arabic digits": NATIONAL_ID.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "persian digits": NATIONAL_ID.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    "iban": IBAN,
}


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that was logged, as both formatters write it."""
    shown = (TextFormatter(), JsonFormatter())
    return "\n".join(form.format(record) for record in caplog.records for form in shown)


async def everything_goes_wrong(own: Running) -> list[Person]:
    """Canaries in every place, and a failure at every step, so that every error path writes what it would write."""
    people = [meet(own, channel) for channel in (*PROVIDED, "webchat")]
    for person, fault in zip(people, (server_error(500), drop(), reject(21211)), strict=False):
        own.simulator.fault(fault, to=person.to)
    for person in people:
        for said in (f"{WORDS} {FORMS['ascii']}", FORMS["arabic digits"], FORMS["persian digits"], IBAN):
            await person.says(said)

    telegram, meta = (next(p for p in people if p.channel == c) for c in ("telegram", "whatsapp_cloud"))
    await telegram.does("send_media", PDF, "application/pdf", filename=f"هوية {NATIONAL_ID}.pdf", caption=IBAN)
    await telegram.does("send_contact", f"خالد {NATIONAL_ID}", "+966501112223")
    await meta.does("send_location", 24.7, 46.7, f"عند {FORMS['arabic digits']}")
    await telegram.does("edit", "77", f"بل {NATIONAL_ID}")
    broken_body = f'{{"entry": "{NATIONAL_ID} {WORDS}'.encode()
    assert (await own.simulator.post(signed(own, "whatsapp_cloud", broken_body))).status == 200

    def broken() -> None:
        raise RuntimeError(f"cannot store {WORDS} of {NATIONAL_ID}")

    for step in ("take events in", "settle turns", "record sends"):
        with at(step, "before", broken):
            await own.simulator.say("telegram", telegram.to, f"{WORDS} {NATIONAL_ID}")
            await own.simulator.say("telegram", telegram.to, "شكرًا")
    for person in people:
        await person.hears()
    return people


async def test_logs_and_metrics_name_nobody_and_the_file_holds_no_id_number_in_clear(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with start() as own:
            people = await everything_goes_wrong(own)
            metrics = await own.metrics()
            if own.db.is_sqlite:
                look_for_canaries(own.gateway.settings.env.data_dir)
                check_whole(own.gateway.settings.env.data_dir / "tawasul.db")
            secrets = [p.to for p in people] + [p.token for p in people if isinstance(p, Visitor)]
            secrets += list(own.simulator.credentials.environment(own.simulator.base).values())[1:2]
            secrets += [own.simulator.credentials.telegram_bot_token, own.simulator.credentials.whatsapp_access_token]
    shown = "\n".join(line for line in logged(caplog).splitlines() if OURS(line))
    assert "could not be" in shown, "the failures were logged"
    for secret in (*FORMS.values(), *secrets, WORDS):
        assert secret not in metrics
        assert secret not in shown, f"{secret} was logged"


def OURS(line: str) -> bool:  # noqa: N802
    """Lines that the product writes at its own level: libraries' debugging is switched off outside of tests."""
    return "DEBUG" not in line


def look_for_canaries(folder: Path) -> None:
    """ID numbers and IBANs are not in the database file nor beside it in clear."""
    files = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".yml"]
    assert any(p.name.endswith("-wal") for p in files)
    for path in files:
        content = path.read_bytes()
        for kind, canary in FORMS.items():
            assert canary.encode() not in content, f"{kind} in {path.name}"


def check_whole(path: Path) -> None:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_error_pages_tell_nothing(own: Running) -> None:
    def broken() -> None:
        raise RuntimeError(f"cannot store {WORDS} of {NATIONAL_ID}")

    visitor = await Visitor(own).arrives()
    with at("take events in", "before", broken):
        answer = await visitor.posts(text=f"{WORDS} {NATIONAL_ID}")
    assert answer.status_code >= 500
    assert "RuntimeError" not in answer.text
    assert WORDS not in answer.text
    assert NATIONAL_ID not in answer.text
