import pytest

from nlu.measures import LEAST, MOST, measures


def stated(text: str) -> list[tuple[float, str | None, str | None]]:
    return [(m.value, m.unit, m.bound) for m in measures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خلال مدة لا تقل عن أسبوعين", (14, "day", LEAST)),
        ("takes no less than two weeks", (14, "day", LEAST)),
        ("نردّ عليك خلال ١٤ يومًا", (14, "day", MOST)),
        ("بعد أسبوعين على الأقل", (14, "day", LEAST)),
        ("المدة لا تزيد عن ثلاثة أسابيع", (21, "day", MOST)),
        ("within a week", (7, "day", MOST)),
        ("no more than 3 days", (3, "day", MOST)),
        ("يصلك الرد في نصف شهر", (0.5, "month", None)),
        ("كل سنة", (12, "month", None)),
        ("خمسة آلاف ريال", (5000, "riyal", None)),
        ("خصم ٥٠٪", (50, "percent", None)),
        ("هاتفنا \u200e+96614198833", (96614198833, None, None)),
    ],
)
def test_a_figure_has_its_unit_and_its_bound(text: str, expected: tuple[float, str | None, str | None]) -> None:
    assert stated(text) == [expected]


def test_numbers_of_a_list_and_names_of_days_are_no_figures() -> None:
    assert stated("خطوات التقديم:\n١. تعبئة النموذج.\n٢) الإقرار.\n3 - الإرسال.\nنستقبلكم يوم الأحد") == []


def test_every_figure_of_a_text_is_found_in_its_order() -> None:
    assert [value for value, _, _ in stated("من ٨ صباحًا إلى ٤ عصرًا، ترخيص 2063")] == [8, 4, 2063]
