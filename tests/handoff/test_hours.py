from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.hours import ServiceHours
from storage.requests import RIYADH


@pytest.mark.parametrize(
    ("at", "next_at"),
    [
        ("2026-11-23T05:59:00", "2026-11-23T06:00:00"),
        ("2026-11-23T06:00:00", "2026-11-23T06:00:00"),
        ("2026-11-23T17:59:59", "2026-11-23T17:59:59"),
        ("2026-11-23T18:00:00", "2026-11-24T06:00:00"),
        ("2026-11-23T22:30:00", "2026-11-24T06:00:00"),
    ],
)
def test_people_are_disturbed_between_nine_and_nine_in_riyadh(at: str, next_at: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert ServiceHours().next(moment) == datetime.fromisoformat(next_at).replace(tzinfo=UTC)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_next_time_is_never_early_and_always_within_the_hours(at: datetime) -> None:
    hours = ServiceHours(time(10, 30), time(17))
    found = hours.next(at)
    assert found >= at
    assert hours.hold(found)
    assert (found - at).total_seconds() < 24 * 3600
    assert found == at or found.astimezone(RIYADH).time() == time(10, 30)
