"""The shipped forms keep their promises, and a mistake in a form file is pointed at."""

import shutil
from pathlib import Path

import pytest
import yaml

from bot.dialogue.forms.definition import BadForm, Form
from bot.dialogue.forms.loading import LONGEST_BUTTON, load_forms
from tests.bot.talking import BOT, organisation

FORMS: dict[str, Form] = {form.name: form for form in load_forms(BOT / "forms", organisation())}
COLLECTED = {
    "service_request": "full_name national_id mobile city service_type description",
    "support_request": "full_name national_id date_of_birth mobile city social_status family_size monthly_income"
    " housing support_type description iban documents",
    "project_application": "project full_name national_id mobile city description",
    "complaint": "complaint_about description related_reference mobile",
    "callback": "mobile preferred_time topic",
    "suggestion": "description",
    "appeal": "related_reference description",
    "erasure": "topic mobile",
}
SENSITIVE = {"national_id", "iban", "documents"}
OPTIONAL = {
    *(("support_request", name) for name in ("iban", "documents")),
    *(("complaint", name) for name in ("related_reference", "mobile")),
}
LOCALES = ("ar", "en")
TEXTS = {
    locale: yaml.safe_load((BOT / "texts" / f"{locale}.yml").read_text(encoding="utf-8")) for locale in ("ar", "en")
}


def test_forms_collect_what_is_published() -> None:
    assert {name: " ".join(f.name for f in form.fields) for name, form in FORMS.items()} == COLLECTED
    assert {name for name, form in FORMS.items() if form.attestation} == {
        "service_request",
        "support_request",
        "project_application",
    }


def test_sensitive_and_optional_fields_are_marked() -> None:
    fields = [(form.name, field) for form in FORMS.values() for field in form.fields]
    assert {field.name for _, field in fields if field.sensitive} == SENSITIVE
    assert {(form, field.name) for form, field in fields if field.optional} == OPTIONAL


def test_every_intent_starts_one_form() -> None:
    intents = [form.intent for form in FORMS.values()]
    assert len(intents) == len(set(intents))


def test_buttons_fit_every_provider() -> None:
    titles = [o.title[locale] for form in FORMS.values() for f in form.fields for o in f.options for locale in o.title]
    assert all(0 < len(title) <= LONGEST_BUTTON for title in titles)
    chosen = [text for locale in TEXTS for key, text in TEXTS[locale].items() if key.startswith(("choice_", "rating_"))]
    short = [text for text in chosen if "\n" not in text and len(text) > 20 and not text.endswith((".", "؟", "?"))]
    assert short == []


def test_attestation_says_what_the_policy_says() -> None:
    """Section 7.3: the applicant vouches for the data and is directly responsible for it."""
    for form in FORMS.values():
        if form.attestation:
            assert "مسؤول مسؤولية مباشرة" in form.attestation["ar"]


def test_submission_names_the_committee_and_the_earliest_day() -> None:
    """Section 7.4, for what goes to the committee."""
    for name in ("service_request", "support_request", "project_application"):
        assert "لجنة البحث" in FORMS[name].sent["ar"]
        assert all("{earliest}" in text and "{reference}" in text for text in FORMS[name].sent.values())


def test_every_type_has_words_for_a_wrong_answer() -> None:
    types = {field.type for form in FORMS.values() for field in form.fields}
    assert {f"problem_{name}" for name in types} <= set(TEXTS["ar"])


def test_configured_services_replace_the_general_ones() -> None:
    services = [{"ar": "صيانة الحاسبات", "en": "Computer repair"}, {"ar": "دورات رقمية", "en": "Digital courses"}]
    forms = {form.name: form for form in load_forms(BOT / "forms", organisation(services=services))}
    field = forms["service_request"].field("service_type")
    assert field is not None
    assert [option.title["ar"] for option in field.options] == ["صيانة الحاسبات", "دورات رقمية"]
    assert all(option.key.isascii() for option in field.options)


def test_option_keys_do_not_depend_on_the_order_in_the_configuration() -> None:
    """A draft kept for days means the same project after another was added before it."""
    one, two = {"ar": "مشروع أجيال", "en": "Ajyal"}, {"ar": "مشروع رقمي", "en": "Raqmi"}
    keys = []
    for projects in ([one], [two, one]):
        (form,) = (
            f for f in load_forms(BOT / "forms", organisation(projects=projects)) if f.name == "project_application"
        )
        keys.append({o.title["ar"]: o.key for o in form.fields[0].options}["مشروع أجيال"])
    assert keys[0] == keys[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BOT / "forms", tmp_path / "forms")
    return tmp_path / "forms"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    type: time", "    type: hour", r"callback\.yml:\d+: fields\.1\.type: must be one of"),
        (
            "intent: request_callback",
            "intend: request_callback",
            r"callback\.yml:2: intend: unknown; allowed: .*intent",
        ),
        ("minutes: 1", "minutes: soon", r"callback\.yml:4: minutes: must be a whole number"),
        ("  - name: mobile", "  - name: fax", r"callback\.yml:\d+: fields\.0\.type: is missing"),
        ("    least: 2", "    least: two", r"callback\.yml:\d+: fields\.2\.least: must be a number"),
        ("{reference}.", "{number}.", r"callback\.yml:\d+: sent\.ar: unknown number; allowed: "),
        ("  en: Gladly, one of our colleagues will call you.", "", r"callback\.yml:\d+: opening\.en: must be a text"),
        ("key: morning", "key: صباح", r"callback\.yml:\d+: fields\.1\.options\.0\.key: must be a short name in ASCII"),
        (
            "fields:\n",
            "fields:\n  - nobody\n",
            r"callback\.yml:\d+: fields\.0: no shared field nobody; there are: .*mobile",
        ),
        ("fields:\n", "fields:\n  - mobile\n", r"callback\.yml:\d+: fields\.1: mobile stands twice"),
        (
            "    least: 2",
            "    when: {mobile: [x]}",
            r"callback\.yml:\d+: fields\.2\.when\.mobile: must name an earlier field",
        ),
    ],
)
def test_mistake_in_a_form_names_file_line_and_key(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "callback.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadForm, match=said):
        load_forms(folder, organisation())


def test_mistake_in_a_shared_field_names_the_shared_file(folder: Path) -> None:
    path = folder / "shared" / "fields.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("type: mobile", "type: telex"), encoding="utf-8")
    with pytest.raises(BadForm, match=r"fields\.yml:\d+: mobile\.type: must be one of"):
        load_forms(folder, organisation())


def test_condition_on_an_option_that_does_not_exist(folder: Path) -> None:
    path = folder / "support_request.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[financial, rent, bills]", "[gold]"), encoding="utf-8")
    with pytest.raises(
        BadForm, match=r"support_request\.yml:\d+: .*when\.support_type: no option gold in support_type"
    ):
        load_forms(folder, organisation())


def test_file_that_is_no_yaml(folder: Path) -> None:
    (folder / "callback.yml").write_text("intent: {", encoding="utf-8")
    with pytest.raises(BadForm, match=r"callback\.yml"):
        load_forms(folder, organisation())
