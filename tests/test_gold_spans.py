"""Normalisation on gold spans: where the words of gold stand in the text, and whether their nominative is right."""

from pipeline.run.gold_spans import score_spans
from pipeline.scoring import Report

TEXT = "Олена Ткач зустрілася з Олександром Баньковим, головою Полтавської обласної ради. Нарада – 5 липня 2023 року."


def gold(name: str, role: str, body: str, day: str) -> dict[str, list[dict[str, object]]]:
    return {
        "participants": [{"name": name, "role": [role]}],
        "organizations": [{"name": [body]}],
        "dates": [{"mention": "5 липня 2023 року", "start": day, "end": day}],
    }


def values(answers: dict[str, list[dict[str, object]]]) -> list[tuple[int, int]]:
    report = Report()
    score_spans("doc", TEXT, "2023-07-06", answers, report)
    figures = ("name_on_spans", "role_on_spans", "organization_on_spans", "date_on_spans")
    return [(report.counts[figure].hits, report.counts[figure].missed) for figure in figures]


def test_inflected_spans_of_gold_are_found_and_put_right() -> None:
    answers = gold("Олександр Баньков", "голова обласної ради", "Полтавська обласна рада", "2023-07-05")
    assert values(answers) == [(1, 0), (0, 0), (1, 0), (1, 0)]


def test_another_lemma_and_another_day_are_wrong() -> None:
    answers = gold("Олександр Баньковий", "голова", "Полтавські обласні ради", "2023-07-06")
    assert values(answers) == [(0, 1), (0, 0), (0, 1), (0, 1)]


def test_names_that_the_text_does_not_hold_do_not_count() -> None:
    answers = gold("Іван Коваль", "директор школи", "Волинська обласна рада", "2023-07-05")
    assert values(answers)[:3] == [(0, 0), (0, 0), (0, 0)]
