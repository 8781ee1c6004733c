import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage import requests, staff
from storage.crypto import CannotOpen, Vault
from storage.db import Database
from storage.requests import (
    PERSON,
    STATUSES,
    TYPES,
    Filters,
    IllegalMove,
    Move,
    NotNow,
    ReasonMissing,
    RequestView,
    StaleVersion,
    UnknownRequest,
    may_move,
    needs_reason,
    new_reference,
    next_statuses,
    read_reference,
    staff_actor,
)
from tests.storage.people import FIELDS, ID_NUMBER, NOW, VAULT, conversation, later, new_request, submitted


async def step(db: Database, reference: str, to: str, reason: str | None = None, **more: object) -> RequestView:
    async with db.transaction() as tx:
        return await requests.move(tx, VAULT, reference, Move(to, reason, **more), requests.SYSTEM, later())


async def found(db: Database, reference: str) -> RequestView:
    async with db.read() as tx:
        request = await requests.find(tx, VAULT, reference)
    assert request
    return request


# --- references


@given(st.integers(1, 200))
def test_references_keep_their_form_and_read_back(_n: int) -> None:
    reference = new_reference(NOW)
    assert read_reference(reference) == reference
    assert read_reference(reference.lower().replace("-", " ")) == reference


def test_the_year_of_a_reference_is_riyadhs() -> None:
    assert new_reference(datetime(2026, 12, 31, 21, 30, tzinfo=UTC)).startswith("MD-2027-")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("md-٢٠٢٦-7k3qxa", "MD-2026-7K3QXA"),
        ("MD 2026 7K3QXO", "MD-2026-7K3QX0"),
        ("MD2026IL3QXA", "MD-2026-113QXA"),
        ("MD–2026–7K3QXA", "MD-2026-7K3QXA"),
        ("MD-2026-7K3QX", None),
        ("MD-2026-7K3QXU", None),
        ("", None),
        ("٠٥٥١٢٣٤٥٦٧", None),
    ],
)
def test_references_are_read_tolerantly(typed: str, read: str | None) -> None:
    assert read_reference(typed) == read


# --- legal moves


@given(st.sampled_from(sorted(TYPES)), st.sampled_from(STATUSES), st.sampled_from(STATUSES))
def test_no_status_follows_itself_and_only_decided_things_come_back(type: str, start: str, end: str) -> None:
    if may_move(type, start, end):
        assert start != end
        assert end != "draft"
        if start in ("rejected", "closed") and end == "under_review":
            assert needs_reason(start, end), "an appeal has its reason"


def test_every_status_can_be_reached_and_left() -> None:
    for kind in TYPES:
        reached = {end for start in STATUSES for end in next_statuses(kind, start)}
        assert reached == set(STATUSES) - {"draft"}
        assert all(next_statuses(kind, status) for status in STATUSES)


def test_the_committee_decides_only_what_it_studied() -> None:
    for start in STATUSES:
        assert may_move("support_request", start, "accepted") == (start == "under_review")
        assert may_move("support_request", start, "rejected") == (start == "under_review")


# --- making


async def test_a_submission_becomes_one_request_with_one_history(db: Database) -> None:
    request = await submitted(db)
    assert (request.status, request.version, request.fields) == ("submitted", 1, FIELDS)
    assert request.earliest_decision_date == date(2026, 12, 7)
    async with db.read() as tx:
        [event] = await requests.history(tx, VAULT, request)
    assert (event.from_status, event.to_status, event.actor, event.at) == (None, "submitted", PERSON, NOW)


async def test_the_decision_date_counts_from_the_day_in_riyadh(db: Database) -> None:
    late_evening = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)  # past midnight in Riyadh
    new = await new_request(db, await conversation(db))
    async with db.transaction() as tx:
        request = await requests.create(tx, VAULT, new, late_evening)
    assert request.earliest_decision_date == date(2026, 12, 8)


async def test_a_wish_about_ones_own_data_is_due_in_thirty_days(db: Database) -> None:
    assert (await submitted(db, type="erasure")).due_on == date(2026, 12, 23)
    assert (await submitted(db)).due_on is None


async def test_the_same_submission_twice_even_at_once_is_one_request(db: Database) -> None:
    new = await new_request(db, await conversation(db), key="once")

    async def send() -> RequestView:
        async with db.transaction() as tx:
            return await requests.create(tx, VAULT, new, NOW)

    made = await asyncio.gather(*(send() for _ in range(5)))
    assert len({r.reference for r in made}) == 1
    async with db.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM request_event"))).scalar_one() == 1


async def test_nothing_of_the_fields_can_be_read_in_the_database(db: Database) -> None:
    request = await submitted(db)
    await step(db, request.reference, "incomplete", f"الهوية {ID_NUMBER} غير واضحة")
    async with db.read() as tx:
        rows = [
            str(tuple(row)) for table in ("request", "request_event", "request_term") for row in await _all(tx, table)
        ]
    whole = "\n".join(rows)
    assert request.reference in whole
    for secret in (ID_NUMBER, "551234567", "سارة", "الهوية"):
        assert secret not in whole


async def _all(tx: object, table: str) -> list[object]:
    return list(await tx.execute(text(f"SELECT * FROM {table}")))  # type: ignore[attr-defined]


async def test_sealed_fields_cannot_be_moved_to_another_request(db: Database) -> None:
    mine, other = await submitted(db), await submitted(db)
    async with db.transaction() as tx:
        [sealed] = (
            await tx.execute(text("SELECT sealed FROM request WHERE reference = :r"), {"r": mine.reference})
        ).scalars()
        await tx.execute(text("UPDATE request SET sealed = :s WHERE id = :i"), {"s": sealed, "i": other.id})
    with pytest.raises(CannotOpen):
        await found(db, other.reference)


async def test_files_of_another_conversation_are_not_taken(db: Database) -> None:
    own, foreign = await conversation(db, files=2), await conversation(db, files=1)
    async with db.read() as tx:
        ids = {
            row.conversation_id: row.id
            for row in await tx.execute(text("SELECT conversation_id, id FROM attachment ORDER BY id DESC"))
        }
    request = await submitted(db, own, documents=(ids[own], ids[foreign]))
    async with db.transaction() as tx:
        assert [d.id for d in await requests.documents(tx, request.id)] == [ids[own]]
        again = await requests.add_documents(tx, VAULT, request.reference, own, [ids[own]], PERSON, NOW)
    assert again.version == request.version, "the same file again is no news"


# --- moving


async def test_a_request_goes_the_whole_way_with_everything_in_its_history(db: Database) -> None:
    request = await submitted(db)
    way = ["verifying", "incomplete", "verifying", "under_review", "accepted", "in_service", "completed", "closed"]
    for status in way:
        request = await step(db, request.reference, status, "ينقص عقد الإيجار" if status == "incomplete" else None)
    async with db.read() as tx:
        history = await requests.history(tx, VAULT, request)
    assert [e.to_status for e in history] == ["submitted", *way]
    assert [e.from_status for e in history] == [None, "submitted", *way[:-1]]
    assert history[2].note == {"reason": "ينقص عقد الإيجار"}
    assert [e.number for e in history] == list(range(1, len(way) + 2))


@pytest.mark.parametrize("status", ["rejected", "incomplete"])
@pytest.mark.parametrize("reason", [None, "", "   "])
async def test_a_refusal_and_a_demand_need_their_reason(db: Database, status: str, reason: str | None) -> None:
    request = await submitted(db)
    await step(db, request.reference, "under_review")
    with pytest.raises(ReasonMissing):
        await step(db, request.reference, status, reason)
    assert (await found(db, request.reference)).status == "under_review"


async def test_of_two_who_decide_at_once_one_is_told_it_is_too_late(db: Database) -> None:
    request = await submitted(db)
    await step(db, request.reference, "under_review")
    decisions = [step(db, request.reference, "accepted"), step(db, request.reference, "rejected", "خارج النطاق")]
    results = await asyncio.gather(*decisions, return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["IllegalMove", "RequestView"]


async def test_who_decides_on_an_older_sight_is_stopped(db: Database) -> None:
    request = await submitted(db)
    await step(db, request.reference, "verifying", version=1)
    with pytest.raises(StaleVersion):
        await step(db, request.reference, "under_review", version=1)


async def test_an_unknown_reference_is_told(db: Database) -> None:
    with pytest.raises(UnknownRequest):
        await step(db, "MD-2026-000000", "verifying")


async def test_urgency_ends_with_the_request(db: Database) -> None:
    request = await submitted(db, type="complaint", priority=5)
    assert (await step(db, request.reference, "completed")).priority == 0


moves = st.lists(st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "سبب واضح"])), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(type=st.sampled_from(sorted(TYPES)), tried=moves)
async def test_whatever_is_tried_the_history_is_a_chain_of_legal_steps(
    db: Database, type: str, tried: list[tuple[str, str]]
) -> None:
    request = await submitted(db, type=type)
    status, expected = "submitted", ["submitted"]
    for to, reason in tried:
        legal = may_move(type, status, to) and (bool(reason) or not needs_reason(status, to))
        try:
            await step(db, request.reference, to, reason)
        except (IllegalMove, ReasonMissing):
            assert not legal
        else:
            assert legal
            status = to
            expected.append(to)
    now = await found(db, request.reference)
    async with db.read() as tx:
        history = await requests.history(tx, VAULT, now)
    assert now.status == status
    assert [e.to_status for e in history] == expected
    assert now.version == len(history)


# --- changing


async def test_a_correction_keeps_the_rest_and_is_in_the_history_by_name_only(db: Database) -> None:
    request = await submitted(db)
    async with db.transaction() as tx:
        changed = await requests.change_fields(
            tx, VAULT, request.reference, {"mobile": "+966509998887"}, PERSON, later()
        )
        same = await requests.change_fields(tx, VAULT, request.reference, {"mobile": "+966509998887"}, PERSON, later())
        history = await requests.history(tx, VAULT, changed)
    assert changed.fields == FIELDS | {"mobile": "+966509998887"}
    assert changed.phone_index == requests.phone_index(VAULT, "+966509998887")
    assert same == await found(db, request.reference)
    assert (history[-1].kind, history[-1].note) == ("fields", {"fields": ["mobile"]})


async def test_nothing_is_changed_once_the_committee_studies_it(db: Database) -> None:
    request = await submitted(db)
    await step(db, request.reference, "under_review")
    async with db.transaction() as tx:
        with pytest.raises(NotNow):
            await requests.change_fields(tx, VAULT, request.reference, {"city": "جدة"}, PERSON, later())


async def test_what_was_missing_is_ticked_off_as_it_comes(db: Database) -> None:
    where = await conversation(db, files=1)
    request = await submitted(db, where)
    await step(db, request.reference, "incomplete", "ينقص الدخل والعقد", missing=("monthly_income", "documents"))
    async with db.transaction() as tx:
        [file] = (await tx.execute(text("SELECT id FROM attachment"))).scalars()
        half = await requests.change_fields(tx, VAULT, request.reference, {"monthly_income": 3000}, PERSON, later())
        whole = await requests.add_documents(tx, VAULT, request.reference, where, [file], PERSON, later())
    assert (half.missing, whole.missing) == (("documents",), ())


async def test_an_assignment_is_in_the_history(db: Database) -> None:
    request = await submitted(db)
    async with db.transaction() as tx:
        await staff.add(tx, "nora@example.org", "نورة", "agent", "no password", NOW)
        account = await staff.by_email(tx, "nora@example.org")
        assert account
        given = await requests.assign(tx, VAULT, request.reference, account.id, staff_actor(account.id), later())
        history = await requests.history(tx, VAULT, given)
    assert given.assignee_id == account.id
    line = history[-1]
    assert (line.kind, line.staff_name, line.note) == ("assignment", "نورة", {"staff_id": account.id})


# --- finding


async def test_lists_turn_their_pages_without_losing_anybody(db: Database) -> None:
    where = await conversation(db)
    made = [await submitted(db, where, priority=n % 2) for n in range(7)]
    pages: list[list[str]] = []
    cursor = None
    async with db.read() as tx:
        while True:
            page = await requests.listed(tx, VAULT, Filters(), cursor, limit=3)
            pages.append([r.reference for r in page.items])
            if (cursor := page.cursor) is None:
                break
    urgent, usual = made[1::2], made[0::2]
    assert [r for page in pages for r in page] == [r.reference for r in (*reversed(urgent), *reversed(usual))]
    assert [len(p) for p in pages] == [3, 3, 1]


async def test_a_list_is_narrowed_by_all_its_filters(db: Database) -> None:
    where = await conversation(db)
    mine = await submitted(db, where, terms=("ساره", "محمد", ID_NUMBER))
    other = await submitted(db, where, type="complaint", fields={"description": "تأخر"}, terms=("نوره",))
    await step(db, other.reference, "in_service")
    cases = [
        (Filters(statuses=("submitted",)), [mine]),
        (Filters(types=("complaint",)), [other]),
        (Filters(reference=mine.reference), [mine]),
        (Filters(phone_index=requests.phone_index(VAULT, "+966551234567")), [mine]),
        (Filters(terms=("ساره", "محمد")), [mine]),
        (Filters(terms=("ساره", "نوره")), []),
        (Filters(statuses=("submitted",), types=("complaint",)), []),
        (Filters(person_id=mine.person_id), [other, mine]),
    ]
    async with db.read() as tx:
        for filters, wanted in cases:
            page = await requests.listed(tx, VAULT, filters)
            assert [r.reference for r in page.items] == [r.reference for r in wanted], filters
        assert [r.id for r in await requests.of_person(tx, VAULT, mine.person_id)] == [other.id, mine.id]
        strange = await requests.listed(tx, VAULT, Filters(), "'; DROP TABLE request; --")
    assert len(strange.items) == 2


async def test_another_secret_opens_nothing(db: Database) -> None:
    request = await submitted(db)
    async with db.read() as tx:
        with pytest.raises(CannotOpen):
            await requests.find(tx, Vault(["another-secret-that-is-long-enough-too"]), request.reference)
    assert replace(request, version=9) != request
