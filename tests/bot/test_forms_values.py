"""Answers as people write them, read by type of field; wrong ones say what is wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.forms.definition import Field
from bot.dialogue.forms.loading import load_forms
from bot.dialogue.forms.showing import show
from bot.dialogue.forms.values import Problem, read
from nlu.entities import extract
from tests.bot.talking import BOT, NOW, organisation

FIELDS: dict[str, Field] = {
    f"{form.name}.{field.name}": field for form in load_forms(BOT / "forms", organisation()) for field in form.fields
}
SUPPORT = "support_request."


def reading(field: str, text: str, *, lenient: bool = True) -> Any:
    return read(FIELDS[field], text, extract, NOW, lenient=lenient)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("full_name", "سارة بنت محمد القحطاني", "سارة بنت محمد القحطاني"),
        ("full_name", "اسمي عبدالله بن سعد الشهري", "عبدالله بن سعد الشهري"),
        ("full_name", "Sara Mohammed Alqahtani", "Sara Mohammed Alqahtani"),
        ("national_id", "١٠٥٢٣٤٥٦٧٣", "1052345673"),
        ("national_id", "هويتي 1052-345-673", "1052345673"),
        ("mobile", "٠٥٥ ١٢٣ ٤٥٦٧", "+966551234567"),
        ("mobile", "جوالي 00966551234567", "+966551234567"),
        ("city", "حنا ساكنين في حايل", "حائل"),
        ("city", "بالرياض", "الرياض"),
        ("date_of_birth", "١٤١٠/٥/٣", "1989-12-01"),
        ("date_of_birth", "2 ديسمبر 1989", "1989-12-02"),
        ("family_size", "٦", 6),
        ("family_size", "ستة أنفار", 6),
        ("family_size", "لحالي", 1),
        ("family_size", "لحالها", 1),
        ("family_size", "حنا سبعة", 7),
        ("family_size", "أنا وزوجتي وأربع عيال", 6),
        ("family_size", "انا ومراتي وتلات عيال", 5),
        ("family_size", "أنا وحرمتي وطفلين", 4),
        ("family_size", "ثلاث بنات وولدين وأنا", 6),
        ("family_size", "خمسة أنا وعيالي الأربعة", 5),
        ("mobile", "صفر خمسة خمسة واحد اثنين ثلاثة أربعة خمسة ستة سبعة", "+966551234567"),
        ("date_of_birth", "07051988", "1988-05-07"),
        ("date_of_birth", "سنة ١٩٨٨ شهر ٥ يوم ٧", "1988-05-07"),
        ("monthly_income", "١٥٠٠ من الضمان و٥٠٠ من ولدي", 2000),
        ("support_type", "دعم مالي وسلة غذائية", "financial"),
        ("monthly_income", "٣٥٠٠", 3500),
        ("monthly_income", "ألفين وخمسمية ريال", 2500),
        ("monthly_income", "ما عندي دخل", 0),
        ("social_status", "أرملة", "widowed"),
        ("social_status", "غير متزوجة", "single"),
        ("social_status", "متزوجه ولله الحمد", "married"),
        ("social_status", "الثالث", "widowed"),
        ("social_status", "الأولى", "single"),
        ("social_status", "متجوز", "married"),
        ("housing", "عايشين بالإيجار", "rented"),
        ("housing", "بيت ملك", "owned"),
        ("support_type", "أبغى مساعدة مالية", "financial"),
        ("support_type", "٢", "rent"),
        ("iban", "SA03 8000 0000 6080 1016 7519", "SA0380000000608010167519"),
        ("description", "  نحتاج مكيف للبيت ", "نحتاج مكيف للبيت"),
    ],
)
def test_answer_becomes_its_normal_form(field: str, text: str, value: Any) -> None:
    assert reading(SUPPORT + field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("full_name", "سارة", "one_name"),
        ("national_id", "105234567", "id_short"),
        ("national_id", "10523456731", "id_long"),
        ("national_id", "3052345673", "id_start"),
        ("national_id", "١٠٥٢٣٤٥٦٧٤", "id_check"),
        ("mobile", "0112345678", "mobile"),
        ("mobile", "05512345", "mobile"),
        ("date_of_birth", "١٩٨٥", "date_year"),
        ("date_of_birth", "2030/1/1", "date_future"),
        ("family_size", "٩٩", "number_large"),
        ("family_size", "عندي ٤ عيال", "number_total"),
        ("family_size", "0", "number_small"),
        ("iban", "SA03 8000 0000 6080 1016 7518", "iban_check"),
        ("iban", "SA03 8000", "iban_length"),
        ("description", "لا", "text_short"),
    ],
)
def test_wrong_answer_says_what_is_wrong(field: str, text: str, code: str) -> None:
    assert reading(SUPPORT + field, text) == Problem(code)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("national_id", "ليش تبون الهوية؟"),
        ("mobile", "ما أحب أعطي رقمي"),
        ("city", "مدري"),
        ("social_status", "متزوج ولا أعزب، مدري"),
        ("housing", "وش الفرق"),
        ("date_of_birth", "قبل سنين"),
        ("documents", "بعدين أرسلها"),
    ],
)
def test_text_without_such_a_value_gives_none(field: str, text: str) -> None:
    assert reading(SUPPORT + field, text) is None


def test_wish_is_no_name_where_the_wish_was_understood() -> None:
    assert reading(SUPPORT + "full_name", "محتاجة مساعدة مالية", lenient=False) is None
    assert reading(SUPPORT + "full_name", "محمد علي العتيبي", lenient=False) == "محمد علي العتيبي"


@pytest.mark.parametrize("text", ["بعد العصر", "من ٤ إلى ٦", "أي وقت", "بكرة الصبح", "٣", "Tomorrow morning"])
def test_suitable_time_keeps_the_words_of_the_person(text: str) -> None:
    wanted = {"٣": "عصرًا"}.get(text, text)
    assert reading("callback.preferred_time", text) == wanted


def test_sensitive_values_show_their_last_digits_only() -> None:
    assert show(FIELDS[SUPPORT + "national_id"], "1052345673", "ar") == "••••••5673"
    assert show(FIELDS[SUPPORT + "iban"], "SA0380000000608010167519", "ar").endswith("••7519")


def test_values_are_shown_in_the_language_of_the_person() -> None:
    assert show(FIELDS[SUPPORT + "monthly_income"], 3500, "ar") == "٣٬٥٠٠ ريال"
    assert show(FIELDS[SUPPORT + "monthly_income"], 3500, "en") == "SAR 3,500"
    assert show(FIELDS[SUPPORT + "social_status"], "widowed", "en") == "Widowed"
    assert "هـ" in show(FIELDS[SUPPORT + "date_of_birth"], "1989-12-02", "ar")


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=60))
def test_reading_never_fails_and_values_are_json(field: str, text: str) -> None:
    value = reading(field, text)
    assert value is None or isinstance(value, (str, int, float, list, Problem))
    if value is not None and not isinstance(value, Problem):
        assert show(FIELDS[field], value, "ar")
