"""The main event: its type, days, place and format, on short releases with the answer marked in them.

Each case of ``cases/events.txt`` is a marked release under a line ``# published | type | what it shows``. Marks are
``[…](DAY)``, ``[…](PLACE nominative)`` and ``[…](FORMAT value)``; what bears no mark may not be found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import document, nlp
from pipeline.document import Relation
from pipeline.ingest import read_release
from pipeline.markup import Mark, read_markup
from pipeline.records.building import build_record
from pipeline.schema import Record

CASES = Path(__file__).parent / "cases" / "events.txt"
KINDS = {"DAY": "event_date", "PLACE": "place", "FORMAT": "format"}


@dataclass(frozen=True)
class Case:
    """A release with its publication day, the type of its event, the marks of the answer and what the case shows."""

    published: str
    type: str
    text: str
    marks: tuple[Mark, ...]
    shows: str = ""


def read_cases() -> Iterator[Case]:
    for block in re.split(r"\n(?=# )", CASES.read_text(encoding="utf-8").strip()):
        head, _, source = block.partition("\n")
        published, kind, shows = (cell.strip() for cell in head.removeprefix("#").split("|"))
        text, marks = read_markup(source.strip())
        yield Case(published, kind, text, tuple(marks), shows)


@pytest.fixture(scope="module")
def engine() -> nlp.Language:
    return nlp.load("sm")


def analyzed(engine: nlp.Language, case: Case) -> tuple[list[Relation], Record]:
    release = read_release(case.text.encode(), "case.txt")
    assert release.text == case.text
    release = release.model_copy(update={"published_at": case.published or None, "published_span": None})
    doc = nlp.analyze(engine, release)
    return document.relations(doc, "event", *KINDS.values()), build_record(doc)


@pytest.mark.parametrize("case", list(read_cases()), ids=lambda case: f"{case.type}, {case.shows}")
def test_event(engine: nlp.Language, case: Case) -> None:
    relations, record = analyzed(engine, case)
    for label, kind in KINDS.items():
        wanted = [case.text[m.start_char : m.end_char] for m in case.marks if m.label == label]
        assert [case.text[r.start_char : r.end_char] for r in relations if r.kind == kind] == wanted, label
    values = {mark.label: mark.key for mark in case.marks}
    assert record.event.place == values.get("PLACE")
    assert record.event.format == values.get("FORMAT", "in_person" if "PLACE" in values else "unknown")
    assert record.event.type == case.type


def test_at_least_a_third_must_not_be_found() -> None:
    cases = list(read_cases())
    assert len(cases) >= 40
    assert sum(not case.marks for case in cases) * 3 >= len(cases)


def test_day_of_publication_is_inferred_for_a_report_without_a_date(engine: nlp.Language) -> None:
    case = Case("2024-03-12", "", "Міністр юстиції провів зустріч із послом Естонії.", ())
    _, record = analyzed(engine, case)
    assert (record.event.start, record.event.end, record.event.inferred) == ("2024-03-12", "2024-03-12", True)


def test_days_of_an_event_are_of_kind_event(engine: nlp.Language) -> None:
    text = "4–5 березня в Луцьку тривала конференція. Вона вшанувала загиблих 24 лютого 2022 року."
    _, record = analyzed(engine, Case("2024-03-12", "", text, ()))
    assert [(date.mention, date.kind) for date in record.dates] == [
        ("4–5 березня", "event"),
        ("24 лютого 2022 року", "reference"),
    ]
