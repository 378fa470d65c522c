"""Topics: sentences that name what was discussed, and those that do not; grounding and refusals."""

from pathlib import Path

import pytest
from spacy.language import Language
from tagged_cases import found, read_cases, wanted

from pipeline import document, extract
from pipeline.show import refusals

CASES = read_cases(Path(__file__).parent / "cases" / "topics.txt")


def test_a_third_of_the_cases_names_no_topic() -> None:
    assert len(CASES) >= 40
    assert sum(1 for case in CASES if not wanted(case)) * 3 >= len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_topics_of_a_sentence(nlp: Language, case: str) -> None:
    assert found(nlp, case, "topic") == wanted(case)


def test_evidence_holds_the_topic(nlp: Language) -> None:
    text = "Нараду провели в мерії. Її учасники обговорили ремонт доріг."
    (relation,) = document.relations(nlp(text), "topic")
    assert text[relation.evidence_start : relation.evidence_end] == "Її учасники обговорили ремонт доріг."
    assert relation.rule == "link_topic_object"


def test_a_headline_gives_way_to_the_text(nlp: Language) -> None:
    record = extract("У Львові обговорили ремонт доріг\n\nДепутати обговорили ремонт доріг у трьох районах міста.", nlp)
    assert [topic.text for topic in record.topics] == ["ремонт доріг у трьох районах міста"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Сторони обговорили актуальні питання.", "empty phrase"),
        ("Ректор представив нового проректора.", "person"),
        ("Учасники не обговорили ремонт доріг.", "negated"),
        ("Готуємося, щоб обговорити бюджет.", "not told"),
    ],
)
def test_refused_candidates_tell_why(nlp: Language, text: str, reason: str) -> None:
    assert [relation.value for relation in document.relations(nlp(text), "refused")] == [reason]


def test_explain_names_phrase_reason_and_rule(nlp: Language) -> None:
    (line,) = refusals(nlp("Учасники не обговорили ремонт доріг."))
    assert line.plain == "refused ремонт доріг · negated  ← link_topic_object"
