"""Roles, bodies and participation of people, on marked sentences of the genre (`tests/cases/*.txt`)."""

from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.markup import Mark, read_markup
from pipeline.nlp import analyze
from pipeline.records import build_record
from pipeline.schema import Participant, PressRelease

CASES = Path(__file__).parent / "cases"


def sentences(name: str) -> list[str]:
    """Lines of a file of cases that are no comments."""
    lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def people_of(nlp: Language, source: str) -> list[tuple[Mark, Participant]]:
    """Each marked person of a sentence with the row of the record that has this mention."""
    text, marks = read_markup(source)
    record = build_record(analyze(nlp, PressRelease(doc_id="0", source="case", text=text)))
    rows = {span.start_char: row for row in record.participants for span in row.mentions}
    people = [mark for mark in marks if mark.label == "PERS"]
    assert [mark.start_char for mark in people] == sorted(rows), f"people of {text!r}: {sorted(rows.items())}"
    return [(mark, rows[mark.start_char]) for mark in people]


def keyed(source: str, label: str) -> dict[str, str]:
    """What each key of a label stands for: the words of the mark, or what follows `=` in the key."""
    text, marks = read_markup(source)
    found: dict[str, str] = {}
    for mark in marks:
        if mark.label == label:
            keys, _, told = mark.key.partition(" = ")
            found.update(dict.fromkeys(keys.split("+"), told or text[mark.start_char : mark.end_char]))
    return found


@pytest.mark.parametrize("source", sentences("roles"))
def test_role(nlp: Language, source: str) -> None:
    wanted = keyed(source, "JOB")
    for mark, row in people_of(nlp, source):
        got = row.role_span.text if row.role_span is not None else None
        assert got == wanted.get(mark.key), f"{row.name}: {row.role} by {row.rule}"


@pytest.mark.parametrize("source", sentences("affiliation"))
def test_affiliation(nlp: Language, source: str) -> None:
    wanted = keyed(source, "ORG")
    for mark, row in people_of(nlp, source):
        assert row.organization == wanted.get(mark.key), f"{row.name}, {row.role}"


@pytest.mark.parametrize("source", sentences("participation"))
def test_participation(nlp: Language, source: str) -> None:
    for mark, row in people_of(nlp, source):
        assert row.participation == mark.key, row.name


@pytest.mark.parametrize("name", ["roles", "affiliation", "participation"])
def test_a_third_of_the_cases_must_not_fire(name: str) -> None:
    plain = {"roles": "JOB", "affiliation": "ORG"}
    lines = sentences(name)
    quiet = [line for line in lines if not keyed(line, plain.get(name, "PERS")) or "mentioned" in line]
    assert 3 * len(quiet) >= len(lines)
