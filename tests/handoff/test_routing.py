from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.outlook import Outlook, changed_much, outlook, usual_handling, wait_minutes
from handoff.routing import Colleague, Need, choose
from tests.storage.people import NOW, later

TEN = timedelta(minutes=10)


def who(id: int, load: int = 0, capacity: int = 4, **more: object) -> Colleague:
    return Colleague(id, more.pop("skills", ()), capacity, load, **more)  # type: ignore[arg-type]


def chosen(need: Need, *there: Colleague, limit: int = 3) -> int | None:
    found = choose(need, there, limit)
    return found.staff_id if found else None


def test_it_goes_to_who_has_the_most_room() -> None:
    assert chosen(Need(), who(1, load=3), who(2, load=1), who(3, load=2)) == 2
    assert chosen(Need(), who(1, load=1, capacity=2), who(2, load=2, capacity=8)) == 2, "by share, not by number"


def test_of_equals_it_goes_to_whose_last_is_longest_ago() -> None:
    there = who(1, last_given_at=later(5)), who(2, last_given_at=NOW), who(3, last_given_at=later(9))
    assert chosen(Need(), *there) == 2


def test_nobody_gets_more_than_fits() -> None:
    assert chosen(Need(), who(1, load=4), who(2, load=2, capacity=2)) is None
    assert chosen(Need()) is None


def test_who_knows_them_gets_them_again() -> None:
    assert chosen(Need(known=1), who(1, load=3), who(2)) == 1
    assert chosen(Need(known=1), who(1, load=4), who(2)) == 2, "unless there is no room"


def test_a_skill_is_waited_for_a_while() -> None:
    skilled = who(1, load=4, skills=("crisis",))
    assert chosen(Need("crisis", insists=True), skilled, who(2)) is None
    assert chosen(Need("crisis"), skilled, who(2)) == 2, "after that anybody will do"
    assert chosen(Need("crisis", insists=True), who(2)) == 2, "nobody who is there has it"
    assert chosen(Need("crisis"), who(1, load=3, skills=("crisis",)), who(2)) == 1


def test_who_did_not_answer_is_not_given_it_again() -> None:
    assert chosen(Need(passed_by=1), who(1), who(2, load=3)) == 2
    assert chosen(Need(passed_by=1), who(1)) is None


def test_distressing_cases_go_round() -> None:
    heavy = Need(distressing=True)
    assert chosen(heavy, who(1, distress=3), who(2, load=3, distress=2)) == 2
    assert chosen(Need(), who(1, distress=3), who(2, load=3)) == 1, "others are no burden"
    last = choose(heavy, [who(1, distress=5), who(2, load=3, distress=4)], 3)
    assert last, "somebody in need is never left waiting because all have had their share"
    assert (last.staff_id, last.why["over_limit"]) == (2, True)


@pytest.mark.parametrize(
    ("need", "there", "how"),
    [
        (Need(known=1), (who(1), who(2)), "known"),
        (Need("crisis"), (who(1, skills=("crisis",)), who(2)), "skill"),
        (Need(), (who(1), who(2, load=4)), "only"),
        (Need(), (who(1), who(2)), "load"),
    ],
)
def test_the_reason_is_told(need: Need, there: tuple[Colleague, ...], how: str) -> None:
    found = choose(need, there, 3)
    assert found
    assert (found.staff_id, found.why["how"], found.why["load"]) == (1, how, 0)


colleagues = st.lists(
    st.builds(
        Colleague,
        st.integers(1, 9),
        st.sets(st.sampled_from(["a", "b"])),
        st.integers(1, 5),
        st.integers(0, 6),
        st.integers(0, 5),
    ),
    max_size=6,
    unique_by=lambda c: c.id,
)
needs = st.builds(
    Need,
    st.sampled_from([None, "a", "b"]),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 9)),
    st.one_of(st.none(), st.integers(1, 9)),
    st.booleans(),
)


@given(needs, colleagues, st.integers(1, 4))
def test_whoever_is_chosen_is_there_with_room_and_did_not_pass_it_by(
    need: Need, there: list[Colleague], limit: int
) -> None:
    found = choose(need, there, limit)
    able = [c for c in there if c.has_room and c.id != need.passed_by]
    if found is None:
        assert not able or (need.insists and need.skill)
        return
    [best] = [c for c in able if c.id == found.staff_id]
    if need.distressing and best.distress >= limit:
        assert found.why["over_limit"]


def test_the_wait_follows_from_places_and_pace() -> None:
    assert wait_minutes(1, [who(1)], TEN) == 0, "somebody has room"
    assert wait_minutes(3, [who(1, load=4)], TEN) == 10, "three quarters of a round of ten minutes, rounded up"
    assert wait_minutes(8, [who(1, load=4)], TEN) == 20
    assert wait_minutes(1, [], TEN) is None


def test_a_pause_makes_the_wait_longer_and_the_night_ends_it() -> None:
    there = [who(1)]
    assert outlook(1, there, TEN, NOW, NOW) == Outlook(1, 0)
    assert outlook(1, there, TEN, later(22), NOW) == Outlook(1, 25)
    assert outlook(1, there, TEN, later(90), NOW) == Outlook(1, None, later(90))


def test_the_usual_handling_is_the_middle_of_enough() -> None:
    stays = [timedelta(minutes=m) for m in (1, 5, 7, 200, 9)]
    assert usual_handling(stays, TEN) == timedelta(minutes=7)
    assert usual_handling(stays[:4], TEN) == TEN


@pytest.mark.parametrize(
    ("told", "found", "much"),
    [
        (Outlook(4, 20), Outlook(3, 15), False),
        (Outlook(4, 20), Outlook(2, 10), True),
        (Outlook(4, 20), Outlook(4, 40), True),
        (Outlook(4, None), Outlook(3, None), False),
        (Outlook(4, None), Outlook(2, None), True),
        (Outlook(4, 20), Outlook(4, None, later(900)), True),
        (Outlook(4, None, later(900)), Outlook(2, None, later(900)), False),
        (Outlook(4, None, later(900)), Outlook(2, 10), True),
    ],
)
def test_people_are_told_again_only_when_it_changed_much(told: Outlook, found: Outlook, much: bool) -> None:
    assert changed_much(told, found) is much
    assert Outlook.read(told.written()) == told
