"""Bodies of a record by name, on sentences of the genre (`tests/cases/bodies.txt`)."""

from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.ner.things import is_thing
from pipeline.nlp import analyze
from pipeline.records import build_record
from pipeline.relations.abbreviations import is_short_form
from pipeline.schema import PressRelease

CASES = Path(__file__).parent / "cases" / "bodies.txt"


def cases() -> list[tuple[str, list[str]]]:
    """Texts with the names of their bodies."""
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.split("⇒") for line in lines)
    return [
        (text.strip().replace(" ⏎ ", "\n"), [n.strip() for n in names.split(";") if n.strip()]) for text, names in pairs
    ]


@pytest.mark.parametrize(("text", "names"), cases())
def test_bodies(nlp: Language, text: str, names: list[str]) -> None:
    record = build_record(analyze(nlp, PressRelease(doc_id="0", source="case", text=text)))
    assert sorted(row.name for row in record.organizations) == sorted(names)


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("НРКУ", "Національної радіокомпанії України", True),
        ("КОВА", "Київської ОВА", True),
        ("НІБ", "Національного інформаційного бюро при Мінреінтеграції", True),
        ("CYOA", "Союзу Українських Організацій Австралії", True),
        ("СУМ", "Союзу Українських Організацій Австралії", False),
        ("МОЗ", "Музей образотворчих засобів мистецтва", False),
    ],
)
def test_short_form_has_the_initials_of_the_name(short: str, full: str, fits: bool) -> None:
    assert is_short_form(short, full) is fits


def test_participation_goes_on_over_a_coordination(nlp: Language) -> None:
    text = "Представники Держстату, Мінфіну та Спілки ткачів Буковини обговорили бюджет. Потім згадали Мін'юст."
    record = build_record(analyze(nlp, PressRelease(doc_id="0", source="case", text=text)))
    assert {row.name: row.participation for row in record.organizations} == {
        "Державна служба статистики України": "participant",
        "Міністерство фінансів України": "participant",
        "Спілка ткачів Буковини": "participant",
        "Міністерство юстиції України": "mentioned",
    }


def test_two_names_in_a_row_are_two_people(nlp: Language) -> None:
    text = "З повагою,\nСтефан Романів Ірена Андреєва\nголова секретар"
    record = build_record(analyze(nlp, PressRelease(doc_id="0", source="case", text=text)))
    assert [row.name for row in record.participants] == ["Стефан Романів", "Ірена Андреєва"]


@pytest.mark.parametrize(("text", "expected"), [("Telegram ЛОВА", True), ("IT Ukraine", False), ("IT", True)])
def test_the_page_of_a_body_is_a_thing(nlp: Language, text: str, expected: bool) -> None:
    assert is_thing(nlp.make_doc(text)[:]) is expected
