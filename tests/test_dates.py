"""Date expressions: what is found, the days it means, its granularity and kind."""

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.dates import find_dates

CASES = Path(__file__).parent / "cases" / "dates.csv"


def read_cases() -> list[dict[str, str]]:
    """A text with its publication day and the one expression in it; no mention where nothing may be found."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_in(text: str, published: str) -> list[tuple[str, str, str, str, str]]:
    expressions = find_dates(text, date.fromisoformat(published) if published else None)
    return [(e.text, e.start or "", e.end or "", e.granularity, e.kind) for e in expressions]


@pytest.mark.parametrize("row", read_cases(), ids=lambda row: row["text"])
def test_date_expression(row: dict[str, str]) -> None:
    expected = (row["mention"], row["start"], row["end"], row["granularity"], row["kind"])
    assert found_in(row["text"], row["published"]) == ([expected] if row["mention"] else [])
