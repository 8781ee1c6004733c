"""What the assistant says is data; these tests hold it to the policy, to the providers' limits and to itself."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from handoff.policy import Policy, passages

ROOT = Path(__file__).parents[2]
KNOWLEDGE = sorted((ROOT / "bot" / "knowledge").glob("*.yml"))
POLICY = Policy.load(ROOT / "bot" / "knowledge" / "policy.md")

FROM_POLICY = {
    *("faq_about", "faq_policy_purpose", "faq_general_goal", "faq_detailed_goals", "faq_standards", "faq_channels"),
    *("faq_how_treated", "faq_how_to_apply", "faq_decision_time", "faq_who_decides", "faq_data_responsibility"),
    *("faq_staff_references", "faq_satisfaction", "faq_rights", "faq_disputes"),
}
FROM_CONFIG = {
    *("faq_contact", "faq_working_hours", "faq_location", "faq_required_documents", "faq_eligibility"),
    *("faq_services", "faq_fees", "faq_privacy", "faq_donate", "faq_volunteer"),
}
# The association has always told these; any answer may use them. Other placeholders belong to the answer's own key.
ALWAYS_KNOWN = {"name", "licence", "phone", "fax", "po_box", "city", "website"}
POLICY_KEYS = {"intent", "section", "quote", "ar", "en", "buttons"}
CONFIG_KEYS = POLICY_KEYS | {"config", "missing"}
TITLE_LIMIT = 20  # WhatsApp's reply buttons, the tightest of the providers
ANSWER_LIMIT = 600  # about one phone screen
LANGUAGES = ("ar", "en")
ARABIC = re.compile(r"[\u0621-\u064a]")


def load(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


TEXTS = {language: load(ROOT / "bot" / "texts" / f"{language}.yml") for language in LANGUAGES}
ENTRIES = {path.stem: load(path) for path in KNOWLEDGE}
every_answer = pytest.mark.parametrize("name", sorted(ENTRIES))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def cited(entry: dict[str, Any]) -> list[int]:
    section = entry["section"]
    return section if isinstance(section, list) else [section]


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def bilingual_texts(entry: dict[str, Any]) -> list[dict[str, str]]:
    return [{language: entry[language] for language in LANGUAGES}, *([entry["missing"]] if "missing" in entry else [])]


def spoken() -> list[tuple[str, str, str]]:
    """Every sentence with its place and language, from both sources."""
    answers = [
        (name, language, text)
        for name, entry in ENTRIES.items()
        for texts in bilingual_texts(entry)
        for language, text in texts.items()
    ]
    return answers + [(key, language, text) for language in LANGUAGES for key, text in TEXTS[language].items()]


def test_every_question_has_one_file_named_after_it() -> None:
    assert set(ENTRIES) == FROM_POLICY | FROM_CONFIG
    assert {name: entry["intent"] for name, entry in ENTRIES.items()} == {name: name for name in ENTRIES}


@pytest.mark.parametrize("name", sorted(FROM_POLICY))
def test_policy_answer_quotes_a_section_it_cites(name: str) -> None:
    entry = ENTRIES[name]
    assert set(entry) == POLICY_KEYS
    assert set(cited(entry)) <= set(POLICY.sections)
    assert passages(entry["quote"])
    assert all(POLICY.holds(passage, cited(entry)) for passage in passages(entry["quote"]))


@pytest.mark.parametrize("name", sorted(FROM_CONFIG))
def test_configured_answer_cites_nothing_and_says_when_it_does_not_know(name: str) -> None:
    entry = ENTRIES[name]
    assert set(entry) == CONFIG_KEYS
    assert entry["section"] is None
    assert entry["quote"] is None
    assert re.fullmatch(r"organisation\.[a-z_]+", entry["config"])
    assert set(entry["missing"]) == set(LANGUAGES)


@every_answer
def test_answer_fits_a_screen_in_its_own_language(name: str) -> None:
    for texts in bilingual_texts(ENTRIES[name]):
        assert all(text.strip() and len(text) <= ANSWER_LIMIT for text in texts.values())
        assert not ARABIC.search(texts["en"])
        assert ARABIC.search(texts["ar"]) or placeholders(texts["ar"])


@every_answer
def test_answer_uses_only_placeholders_that_can_be_filled(name: str) -> None:
    entry = ENTRIES[name]
    key = entry.get("config", "").removeprefix("organisation.")
    for known_only, texts in zip((False, True), bilingual_texts(entry), strict=False):
        arabic, english = placeholders(texts["ar"]), placeholders(texts["en"])
        assert arabic == english
        foreign = arabic - ALWAYS_KNOWN
        assert not foreign if known_only or not key else all(field.startswith(key) for field in foreign)


@every_answer
def test_answer_offers_at_most_three_titled_buttons(name: str) -> None:
    buttons = ENTRIES[name]["buttons"]
    assert len(buttons) == len(set(buttons)) <= 3
    assert name not in buttons
    assert all(f"button_{intent}" in TEXTS["ar"] for intent in buttons)


@pytest.mark.parametrize("name", sorted(FROM_CONFIG - {"faq_required_documents", "faq_services"}))
def test_unanswered_question_offers_a_person(name: str) -> None:
    assert "request_human" in ENTRIES[name]["buttons"]


def test_both_languages_say_the_same_things() -> None:
    assert list(TEXTS["ar"]) == list(TEXTS["en"])
    for key in TEXTS["ar"]:
        assert placeholders(TEXTS["ar"][key]) == placeholders(TEXTS["en"][key]), key


@every_language
def test_button_titles_fit_every_provider_and_differ(language: str) -> None:
    titles = [text for key, text in TEXTS[language].items() if key.startswith("button_")]
    assert all(0 < len(title) <= TITLE_LIMIT for title in [*titles, TEXTS[language]["menu_list_title"]])
    assert len(titles) == len(set(titles))


@every_language
def test_every_question_and_service_has_a_button(language: str) -> None:
    services = {"request_human", "file_complaint", "start_service_request", "start_support_request", "apply_project"}
    assert {f"button_{name}" for name in ENTRIES.keys() | services} <= set(TEXTS[language])


def test_peace_is_answered_with_better_and_the_machine_says_what_it_is() -> None:
    assert TEXTS["ar"]["greet"].startswith("وعليكم السلام ورحمة الله وبركاته")
    assert "المساعد الآلي لجمعية مديم الرقمية" in TEXTS["ar"]["greet"]
    assert "المساعد الآلي لجمعية مديم الرقمية" in TEXTS["ar"]["bot_challenge"]


@every_language
def test_danger_names_the_emergency_numbers(language: str) -> None:
    assert "911" in TEXTS[language]["urgent"]
    assert "997" in TEXTS[language]["urgent"]


def test_source_line_names_the_policy_and_the_section() -> None:
    line = TEXTS["ar"]["source_line"].format(section="٧")
    assert line == "المصدر: سياسة تنظيم العلاقات مع المستفيدين، القسم ٧"


def test_nothing_speaks_for_another_association() -> None:
    """The policy's template left «جمعية تواصل» in its text; «التواصل» and «قنوات التواصل» are ordinary words."""
    wrong = re.compile(r"جمعية\s+(?:ال)?تواصل|(?<!\w)تواصل(?!\w)|tawasul", re.IGNORECASE)
    assert [(place, language) for place, language, text in spoken() if wrong.search(text)] == []
