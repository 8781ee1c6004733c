"""An answer rests on the policy, or does not go live."""

import pytest

from bot.answer_library import Library
from bot.corpora import Corpora
from handoff import evaluation
from handoff.evaluation import ERROR, WARNING, Problem
from handoff.policy import Policy
from handoff.support import Support
from storage.answers import Wording
from tests.bot.talking import BOT, NOW, dialogue, shipped
from tests.nlu.silent import Silent

POLICY = Policy.load(BOT / "knowledge" / "policy.md")
LIBRARY = Library(shipped(), Silent(), Corpora(), lambda: NOW)
QUESTION = "faq_decision_time"
QUOTE = "طلبه سيرفع للجنة البحث لدراسة طلبه والرد عليه بشأن قبوله أو رفضه خلال مدة لا تقل عن أسبوعين"
GOOD_AR = "يُرفع طلبك إلى لجنة البحث لدراسته، ويصلك الرد بالقبول أو الرفض خلال مدة لا تقل عن أسبوعين."
GOOD_EN = "Your request goes to the research committee; the answer takes no less than two weeks."


LONG_FOR_SMS = [Problem("many_segments", "By SMS it takes 7 messages.", "ar", severity=WARNING)]


def found(ar: str = GOOD_AR, en: str = GOOD_EN, *, library: Library = LIBRARY, **more: object) -> list[Problem]:
    values = {"ar": ar, "en": en, "sections": (7,), "quote": QUOTE} | more
    intent = str(values.pop("intent", QUESTION))
    wording = Wording(**values)
    facts = library.ground(intent, wording)
    ground = Support(wording.quote, POLICY.text_of(wording.sections), facts, library.abilities)
    said, hosts = library.said(intent, wording), evaluation.hosts_in(facts)
    return evaluation.problems(wording, said, POLICY, ground, hosts, needs_titles=intent not in library.questions())


def codes(*texts: str, **more: object) -> set[str]:
    return {p.code for p in found(*texts, **more) if p.severity == ERROR}


@pytest.mark.parametrize("intent", [i for i, q in LIBRARY.questions().items() if q.wording.sections])
def test_every_answer_that_ships_would_go_live(intent: str) -> None:
    words = LIBRARY.questions()[intent].wording
    assert found(words.ar, words.en, intent=intent, sections=words.sections, quote=words.quote) in ([], LONG_FOR_SMS)


def test_what_the_policy_says_may_be_said_in_other_words() -> None:
    assert codes() == set()
    assert codes("تدرس لجنة البحث طلبك، والرد بقبوله أو رفضه بعد أسبوعين على الأقل.") == set()


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("نصرف لكل أسرة مسجلة إعانة شهرية.", "unsupported"),
        ("نوفر باصات مجانية لنقل المستفيدين إلى مقرنا.", "unsupported"),
        ("أبوابنا مفتوحة كل يوم صباحًا ومساءً.", "unsupported"),
        ("الخدمات كلها مجانية.", "unsupported"),
        ("يمكنك ركوب الحافلة المجانية.", "unsupported"),
        ("قيمة الدعم ألف ريال.", "figure_unsupported"),
        ("والرد على الطلب بعد ثلاثة أيام من التقديم.", "figure_unsupported"),
        ("الرد على الطلب خلال أسبوعين.", "bound_changed"),
        ("مدة الرد على الطلب لا تزيد عن أسبوعين.", "bound_changed"),
        ("التفاصيل في https://bit.ly/3xYz", "link_not_allowed"),
        ("للاستفسار عن الطلب: 0551234567", "figure_unsupported"),
    ],
)
def test_a_sentence_that_nothing_supports_stops_the_answer(sentence: str, code: str) -> None:
    assert code in codes(f"{GOOD_AR}\n{sentence}")


def test_the_english_text_is_held_to_the_same_figures() -> None:
    assert "figure_unsupported" in codes(GOOD_AR, "The committee answers no sooner than three weeks.")
    assert "bound_changed" in codes(GOOD_AR, "The committee answers within two weeks.")
    assert "languages_differ" in codes(GOOD_AR, "The committee answers your request.")


def test_an_offer_of_what_the_assistant_does_needs_no_section() -> None:
    offer = "وإن كانت لك شكوى فيمكنك تسجيلها هنا، ويتابعها موظف.\nموقعنا: {website}"
    assert codes(f"{GOOD_AR}\n{offer}", f"{GOOD_EN} {{website}}") == set()


def test_a_quotation_stands_in_the_section_it_names() -> None:
    assert codes(sections=(5,)) == {"quote_not_found"} | codes(sections=(5,)) & {"unsupported"}
    assert "quote_not_found" in codes(quote="يصل الرد على الطلب خلال ثلاثة أيام")
    assert "section_unknown" in codes(sections=(9,))
    assert "quote_missing" in codes(quote=" ")
    assert "quote_missing" in codes(sections=())


def test_a_quotation_of_something_else_does_not_support_the_answer() -> None:
    assert "quote_unused" in codes(quote="استكمال إجراءات التسجيل مع اكتمال الطلبات")


def test_spelling_marks_and_spaces_do_not_make_another_quotation() -> None:
    assert codes(quote=QUOTE.replace("أسبوعين", "أُسبوعَين").replace(" والرد", "\u00a0\u00a0والردّ")) == set()


def test_what_is_not_configured_cannot_be_answered_and_what_is_can() -> None:
    free = {"intent": "faq_fees", "sections": (), "quote": ""}
    assert "unsupported" in codes("خدماتنا كلها مجانية.", "All our services are free.", **free)
    fees = {"ar": "خدماتنا مجانية ولا نأخذ رسومًا.", "en": "Our services are free of charge."}
    configured = Library(dialogue(fees=fees), Silent(), Corpora(), lambda: NOW)
    assert codes("خدماتنا كلها مجانية.", "All our services are free.", library=configured, **free) == set()
    assert codes("{fees}", "{fees}", library=configured, **free) == set()


def test_both_languages_are_there_in_their_own_script_and_fit_a_screen() -> None:
    assert "language_missing" in codes(GOOD_AR, "  ")
    assert "wrong_script" in codes(GOOD_AR, "The answer takes أسبوعين")
    assert "wrong_script" in codes("two weeks", GOOD_EN)
    assert "too_long" in codes(GOOD_AR * 8)
    assert "placeholders_differ" in codes(f"{GOOD_AR} {{website}}", GOOD_EN)


def test_a_question_of_staff_needs_titles_that_fit_a_button() -> None:
    new = {"intent": "faq_committee"}
    assert "title_missing" in codes(**new)
    assert "title_too_long" in codes(**new, title_ar="من هم أعضاء لجنة البحث", title_en="Committee")
    assert codes(**new, title_ar="لجنة البحث", title_en="The committee") == set()
