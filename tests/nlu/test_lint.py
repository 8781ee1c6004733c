"""The linter sees what spoils training data and says where; and the data that ship are clean."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from nlu.lint import FEWEST, FEWEST_BY_INTENT, lint, main, read_domain
from nlu.training_data import DataError, sameness

DOMAIN = ROOT / "nlu" / "domain.yml"
NAMES = "intents: [greet, thank]\nentities: [city, number, full_name, {rating: {roles: [a]}}]\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two intents of just enough examples, with nothing wrong."""
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "domain.yml").write_text(NAMES)
    for intent, word in (("greet", "مرحبا"), ("thank", "شكرا")):
        write(folder / f"{intent}.yml", intent, [f"{word} رقم {n}" for n in range(FEWEST)])
    return folder


def write(path: Path, intent: str, texts: list[str]) -> None:
    rows = "".join(f"    - {text}\n" for text in texts)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{rows}', encoding="utf-8")


def add(data: Path, intent: str, text: str) -> str:
    """Appends an example -> its place, as the linter should name it."""
    path = data / f"{intent}.yml"
    path.write_text(f"{path.read_text()}    - {text}\n")
    return f"{path}:{len(path.read_text().splitlines())}"


def found(data: Path) -> list[str]:
    return [str(problem) for problem in lint(data, data.parent / "domain.yml")]


def test_sound_data_give_no_problem(data: Path) -> None:
    assert found(data) == []


@pytest.mark.parametrize("twin", ["مرحبا رقم 7", "مَرْحَبًا رقم ٧!", "مرحباااا  رقم 7 ."])
def test_a_text_that_stands_twice_in_one_intent(data: Path, twin: str) -> None:
    place = add(data, "greet", twin)
    assert found(data) == [f"{place}: «{twin}» stands already at {data / 'greet.yml'}:12"]


def test_one_text_under_two_intents(data: Path) -> None:
    place = add(data, "thank", "مرحباً، رقم ٣")
    assert found(data) == [f"{place}: «مرحباً، رقم ٣» is greet at {data / 'greet.yml'}:8"]


def test_texts_without_words_are_told_apart() -> None:
    assert sameness("؟؟") == sameness("?")
    assert len({sameness(text) for text in ("?", "!", "👍", "")}) == 4


def test_an_intent_that_is_too_small(data: Path) -> None:
    write(data / "greet.yml", "greet", ["مرحبا", "هلا"])
    assert found(data) == [f"{data / 'greet.yml'}:5: greet has 2 examples, needs {FEWEST}"]


def test_out_of_scope_must_be_large(data: Path) -> None:
    (data.parent / "domain.yml").write_text(NAMES.replace("thank]", "thank, out_of_scope]"))
    write(data / "out.yml", "out_of_scope", [f"كم سعر {n} دولار" for n in range(FEWEST)])
    assert found(data) == [f"{data / 'out.yml'}:5: out_of_scope has 80 examples, needs 800"]


def test_an_intent_of_the_domain_without_examples(data: Path) -> None:
    (data / "thank.yml").unlink()
    assert found(data) == [f"{data.parent / 'domain.yml'}: thank has 0 examples, needs {FEWEST}"]


def test_names_that_the_domain_does_not_have(data: Path) -> None:
    write(data / "bye.yml", "bye", [f"مع السلامة {n}" for n in range(FEWEST)])
    place = add(data, "greet", "هلا من [نجد](region)")
    domain = data.parent / "domain.yml"
    assert set(found(data)) == {
        f"{data / 'bye.yml'}:5: intent bye is not in {domain}",
        f"{place}: entity region is not in {domain}",
    }


@pytest.mark.parametrize(
    "text",
    [
        "هلا من [الرياض](city)",
        "هلا من [مكة](city:مكة المكرمة)",
        'عندي [ثلاثة]{"entity": "number", "value": 3} عيال',
        "اسمي [محمد بن سعد القحطاني](full_name)",
        "أعطيكم [خمسة](rating)",
    ],
)
def test_annotations_that_the_extractor_confirms(data: Path, text: str) -> None:
    add(data, "greet", text)
    assert found(data) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("هلا من [القمر](city)", "[القمر](city) in «هلا من القمر», found: nothing"),
        ("[هلا](city) من الرياض", "[هلا](city) in «هلا من الرياض», found: city 'الرياض'"),
        ("من [مكة](city:جدة)", "[مكة](city) in «من مكة», found: city 'مكة المكرمة'"),
    ],
)
def test_annotations_that_the_extractor_denies(data: Path, text: str, told: str) -> None:
    place = add(data, "greet", text)
    assert found(data) == [f"{place}: {told}"]


def test_a_broken_file_hides_no_other(data: Path) -> None:
    (data / "a.yml").write_text("nlu:\n- intent: greet\n  examples: |\n   - هلا\n  \tx: [\n")
    place = add(data, "thank", "شكرا رقم 1")
    first, second = found(data)
    assert first.startswith(f"{data / 'a.yml'}:5: not YAML")
    assert second.startswith(place)


def test_a_line_that_is_no_example(data: Path) -> None:
    path = data / "greet.yml"
    path.write_text(path.read_text() + "    هلا بدون شرطة\n")
    assert f"{path}:85: an example must begin with «- »: هلا بدون شرطة" in found(data)


def test_a_domain_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text("intents: [")
    with pytest.raises(DataError, match=r"domain\.yml:0: no domain"):
        read_domain(tmp_path / "domain.yml")


def test_the_status_tells(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(data), str(data.parent / "domain.yml")]
    assert main(arguments) == 0
    place = add(data, "greet", "مرحبا رقم 1")
    assert main(arguments) == 1
    assert capsys.readouterr().out.startswith(f"{place}: ")


@pytest.mark.thorough
def test_the_data_that_ship_are_clean_and_soon_checked() -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "nlu.lint"], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0), done.stderr
    assert time.monotonic() - began < 10


def test_the_domain_has_the_names_of_the_taxonomy() -> None:
    taxonomy = yaml.safe_load((ROOT / "tests" / "fixtures" / "taxonomy.yml").read_text(encoding="utf-8"))
    domain = read_domain(DOMAIN)
    assert domain.intents == tuple(taxonomy["intents"])
    assert domain.entities == tuple(taxonomy["entities"])
    assert set(FEWEST_BY_INTENT) <= set(domain.intents)
