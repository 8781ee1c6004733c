import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import CannotOpen, Vault

OLD, NEW = "o" * 40, "n" * 40
vault = Vault([NEW, OLD])


@given(st.recursive(st.none() | st.booleans() | st.text(st.characters(codec="utf-8")), st.lists))
def test_what_was_sealed_opens_again(value: object) -> None:
    assert vault.open(vault.seal(value, "inbox.payload"), "inbox.payload") == value


def test_a_value_does_not_open_in_another_place() -> None:
    with pytest.raises(CannotOpen):
        vault.open(vault.seal("١٠٥٢٣٤٥٦٧٣", "request.national_id"), "person.name")


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_an_altered_value_does_not_open(position: int) -> None:
    sealed = vault.seal("1052345673", "x")
    altered = list(sealed)
    altered[position] = "A" if altered[position] != "A" else "B"
    with pytest.raises(CannotOpen):
        vault.open("".join(altered), "x")


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert vault.seal("سارة", "x") != vault.seal("سارة", "x")


def test_an_older_secret_can_still_be_read_and_an_unknown_one_cannot() -> None:
    sealed = Vault([OLD]).seal("سارة", "x")
    assert vault.open(sealed, "x") == "سارة"
    with pytest.raises(CannotOpen):
        Vault([NEW]).open(sealed, "x")


def test_the_blind_index_is_one_for_all_spellings_of_a_number() -> None:
    spellings = ("1052345673", "١٠٥٢٣٤٥٦٧٣", "105 234 5673", "۱۰۵۲-۳۴۵-۶۷۳")
    assert len({vault.index(s, "request.national_id") for s in spellings}) == 1
    assert vault.index("1052345673", "request.national_id") != vault.index("1052345673", "request.mobile")
