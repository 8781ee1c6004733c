"""The breaker opens after failures in a row, and only a probe closes it."""

from hypothesis import given
from hypothesis import strategies as st

from nlu.rasa.breaker import Breaker, State


def opened(failures: int = 2) -> Breaker:
    breaker = Breaker(failures, pause_s=1, longest_pause_s=5)
    assert [breaker.failed() for _ in range(failures)] == [False] * (failures - 1) + [True]
    return breaker


def test_an_answer_in_between_starts_the_count_again() -> None:
    breaker = Breaker(failures=2)
    assert not breaker.failed()
    breaker.succeeded()
    assert not breaker.failed()
    assert breaker.closed


def test_it_opens_once_however_many_were_under_way() -> None:
    breaker = opened()
    assert not breaker.failed()
    assert breaker.state is State.OPEN


def test_a_late_answer_does_not_close_it() -> None:
    breaker = opened()
    breaker.succeeded()
    assert not breaker.closed


def test_each_failed_probe_doubles_the_pause_up_to_a_bound() -> None:
    breaker = opened()
    pauses = []
    for _ in range(4):
        pauses.append(breaker.pause_s)
        breaker.probing()
        assert breaker.state is State.HALF_OPEN
        breaker.probed(answered=False)
    assert pauses == [1, 2, 4, 5]


def test_a_probe_that_is_answered_closes_it_and_forgets() -> None:
    breaker = opened()
    breaker.probing()
    breaker.probed(answered=True)
    assert breaker.closed
    assert not breaker.failed()
    assert breaker.failed()
    assert breaker.pause_s == 1


@given(st.lists(st.booleans(), max_size=50), st.integers(1, 5))
def test_it_is_open_exactly_after_so_many_failures_in_a_row(answered: list[bool], limit: int) -> None:
    breaker = Breaker(failures=limit)
    row, should_be_open = 0, False
    for ok in answered:
        row = 0 if ok else row + 1
        should_be_open = should_be_open or row >= limit
        if ok:
            breaker.succeeded()
        else:
            breaker.failed()
    assert breaker.closed is not should_be_open
