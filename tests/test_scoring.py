"""Scoring by the guidelines, on small predicted and gold records."""

from typing import Any

import pytest

from pipeline.scoring import score_document, token_f1

GOLD: dict[str, Any] = {
    "title": "Нарада",
    "published_at": "2024-03-12T10:00",
    "event": {"type": ["meeting", "session"], "start": "2024-03-12", "end": "2024-03-12", "place": [None, "Київ"],
              "format": "unknown"},
    "participants": [
        {"name": "Іван Гнатюк", "role": ["директор"], "organization": ["Школа № 5", None],
         "participation": "participant"},
        {"name": ["Олена Коваль", None], "role": None, "organization": None, "participation": "mentioned"},
    ],
    "organizations": [{"name": ["Школа № 5"], "participation": "mentioned"}],
    "dates": [{"mention": "до 1 травня", "start": None, "end": "2024-05-01", "kind": "deadline"}],
    "topics": ["ремонт шкіл області", {"text": "бюджет", "optional": True}],
    "actions": [{"text": "провести спільні навчання", "status": ["agreed"],
                 "actors": ["Іван Гнатюк", "Школа № 5"], "deadline": None}],
}  # fmt: skip


def predicted(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "title": "Нарада",
        "published_at": "2024-03-12T10:00:00+02:00",
        "event": {"type": "session", "start": "2024-03-12", "end": "2024-03-12", "place": None, "format": "unknown"},
        "participants": [
            {"name": "Гнатюк Іван", "role": "директор", "organization": None, "participation": "participant"}
        ],
        "organizations": [{"name": "школа № 5", "participation": "mentioned"}],
        "dates": [{"mention": "до 1 травня", "start": None, "end": "2024-05-01", "kind": "deadline"}],
        "topics": [{"text": "ремонт шкіл"}],
        "actions": [{"text": "провести навчання", "status": "agreed", "actors": ["Школа № 5", "Гнатюк Іван"]}],
    }
    return record | changes


def test_a_right_record_has_full_marks() -> None:
    report = score_document("д", predicted(), GOLD)
    assert report.errors == []
    assert {figure: report.value(figure) for figure in report.counts} == dict.fromkeys(report.counts, 1.0)


@pytest.mark.parametrize(
    ("figure", "change"),
    [
        ("person", {"participants": []}),
        ("role", {"participants": [{"name": "Іван Гнатюк", "role": "учитель", "organization": None,
                                    "participation": "participant"}]}),
        ("affiliation", {"participants": [{"name": "Іван Гнатюк", "role": "директор", "organization": "Рада",
                                           "participation": "participant"}]}),
        ("participation", {"participants": [{"name": "Іван Гнатюк", "role": "директор", "organization": None,
                                             "participation": "mentioned"}]}),
        ("organization", {"organizations": []}),
        ("date", {"dates": []}),
        ("date_kind", {"dates": [{"mention": "до 1 травня", "start": None, "end": "2024-05-01", "kind": "reference"}]}),
        ("topic", {"topics": []}),
        ("action", {"actions": []}),
        ("action_status", {"actions": [{"text": "провести спільні навчання", "status": "planned"}]}),
        ("action_actor", {"actions": [{"text": "провести спільні навчання", "status": "agreed", "actors": ["Рада"]}]}),
        ("title", {"title": None}),
    ],
)  # fmt: skip
def test_each_fault_costs_its_figure(figure: str, change: dict[str, Any]) -> None:
    report = score_document("д", predicted(**change), GOLD)
    assert report.value(figure) < 1.0
    assert any(error.split()[1] == figure for error in report.errors)


def test_optional_items_count_neither_way() -> None:
    with_optional = predicted(topics=[{"text": "ремонт шкіл області"}, {"text": "бюджет"}])
    assert score_document("д", with_optional, GOLD).value("topic") == 1.0


def test_a_spurious_item_costs_precision_alone() -> None:
    extra = predicted(organizations=[{"name": "Школа № 5", "participation": "mentioned"},
                                     {"name": "Рада", "participation": "mentioned"}])  # fmt: skip
    count = score_document("д", extra, GOLD).counts["organization"]
    assert (count.precision, count.recall) == (0.5, 1.0)


def test_an_actor_is_right_under_any_name_of_gold() -> None:
    gold = GOLD | {"organizations": [{"name": ["Школа № 5", "ЗЗСО № 5"], "participation": "mentioned"}]}
    by_other_name = [{"text": "провести навчання", "status": "agreed", "actors": ["ЗЗСО № 5", "Іван Гнатюк"]}]
    assert score_document("д", predicted(actions=by_other_name), gold).value("action_actor") == 1.0


def test_actors_of_missed_and_of_spurious_actions_count() -> None:
    other = [{"text": "побудувати міст", "status": "agreed", "actors": ["Рада"]}]
    count = score_document("д", predicted(actions=other), GOLD).counts["action_actor"]
    assert (count.hits, count.spurious, count.missed) == (0, 1, 2)


def test_actors_of_an_optional_action_count_neither_way() -> None:
    gold = GOLD | {"actions": [GOLD["actions"][0] | {"optional": True}]}
    count = score_document("д", predicted(), gold).counts["action_actor"]
    assert (count.hits, count.spurious, count.missed) == (0, 0, 0)


def test_words_are_counted_with_repeats() -> None:
    assert token_f1("рада і рада", "рада") == 0.5
    assert token_f1("м'яч", "м’яч") == 1.0
    assert token_f1("рада", "школа") == 0.0
