"""Date expressions: what is found, the days it means, its granularity and kind."""

import csv
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import lexicons
from pipeline.dates import find_dates, parse_header_date
from pipeline.dates.rules import date_rules, date_starts

CASES = Path(__file__).parent / "cases" / "dates.csv"
GOLD = Path(__file__).parent.parent / "data" / "gold"


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


MONTHS = lexicons.months()
PUBLISHED = st.dates(date(2000, 3, 1), date(2039, 12, 31))
DAYS = st.dates(date(2000, 1, 1), date(2039, 12, 31))
PREPOSITIONS = st.sampled_from(["", "Звіт подали ", "Засідання, яке пройшло ", "Рішення від "])


def written_out(day: date, form: str) -> str:
    """A day in one of the forms that name it whole."""
    genitive = next(row.forms[1] for row in MONTHS if row.number == day.month)
    ordinals = {row.value: row.form for row in lexicons.date_words() if row.kind == "ordinal"}
    forms = {
        "words": f"{day.day} {genitive} {day.year} року",
        "short": f"{day.day} {genitive} {day.year} р.",
        "suffix": f"{day.day}-го {genitive} {day.year}-го",
        "padded": f"{day.day:02} {genitive} {day.year}",
        "dots": f"{day:%d.%m.%Y}",
        "slashes": f"{day:%d/%m/%Y}",
        "iso": day.isoformat(),
        "ordinal": f"{ordinal_in_words(day.day, ordinals)} {genitive} {day.year} року",
    }
    return forms[form]


def ordinal_in_words(number: int, ordinals: dict[int, tuple[str, ...]]) -> str:
    """`двадцять п'ятого`: the genitive, which is the second form."""
    if number in ordinals:
        return ordinals[number][1]
    return f"{'двадцять' if number < 30 else 'тридцять'} {ordinals[number % 10][1]}"


FORMS = ("words", "short", "suffix", "padded", "dots", "slashes", "iso", "ordinal")


@settings(deadline=None)
@given(DAYS, st.sampled_from(FORMS), PREPOSITIONS, st.none() | PUBLISHED)
def test_day_written_out_comes_back(day: date, form: str, before: str, published: date | None) -> None:
    text = before + written_out(day, form)
    [expression] = find_dates(text, published)
    assert (expression.start, expression.end) == (day.isoformat(), day.isoformat())
    assert (expression.granularity, expression.inferred) == ("day", False)
    assert text[expression.start_char : expression.end_char] == expression.text


@settings(deadline=None)
@given(DAYS, st.integers(1, 300), st.sampled_from(["з {} по {}", "{} – {}", "з {} до {}"]))
def test_range_written_out_comes_back(first: date, days: int, form: str) -> None:
    last = first + timedelta(days=days)
    [expression] = find_dates(form.format(written_out(first, "words"), written_out(last, "words")), None)
    assert (expression.start, expression.end) == (first.isoformat(), last.isoformat())
    assert expression.granularity == "range"


@settings(deadline=None)
@given(DAYS)
def test_month_and_year_written_out_come_back(day: date) -> None:
    row = next(row for row in MONTHS if row.number == day.month)
    for form in row.forms:
        [expression] = find_dates(f"у {form} {day.year} року", None)
        last = monthrange(day.year, day.month)[1]
        assert (expression.start, expression.end) == (f"{day:%Y-%m}-01", f"{day:%Y-%m}-{last}")
    [expression] = find_dates(f"у {day.year} році", None)
    assert (expression.start, expression.end) == (f"{day.year}-01-01", f"{day.year}-12-31")


@settings(deadline=None)
@given(PUBLISHED, st.integers(-1, 1))
def test_weekday_lies_where_its_word_says(published: date, shift: int) -> None:
    word = {-1: "Минулого понеділка", 0: "У понеділок відбулася рада", 1: "Наступного понеділка"}[shift]
    [expression] = find_dates(word, published)
    found = date.fromisoformat(expression.start or "")
    assert found.weekday() == 0
    assert {-1: -7 <= (found - published).days < 0, 0: -7 < (found - published).days <= 0,
            1: 0 < (found - published).days <= 7}[shift]  # fmt: skip


@settings(deadline=None)
@given(st.text(), st.none() | PUBLISHED)
def test_any_text_is_read(text: str, published: date | None) -> None:
    end = 0
    for expression in find_dates(text, published):
        assert expression.start_char >= end
        assert text[expression.start_char : expression.end_char] == expression.text
        end = expression.end_char


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("15/02/2022 15:41", "2022-02-15T15:41:00+02:00"),
        ("09.02.2024", "2024-02-09"),
        ("Опубліковано 17 грудня 2022 року о 16:38", "2022-12-17T16:38:00+02:00"),
        ("2024-03-12", "2024-03-12"),
        ("12 липня 2024, 09:05", "2024-07-12T09:05:00+03:00"),
        ("м. Київ, 5 травня 2023 р.", "2023-05-05"),
        ("Телефон (044) 238-15-88", None),
        ("31.02.2024", None),
    ],
)
def test_header_date(line: str, value: str | None) -> None:
    found = parse_header_date(line)
    assert (found.value if found else None) == value


@pytest.mark.parametrize("row", lexicons.date_words(), ids=lambda row: row.form[0])
def test_date_word_example(row: lexicons.DateWord) -> None:
    assert any(form.lower() in row.example.lower() for form in row.form)
    assert find_dates(row.example, date(2024, 3, 12))


def test_no_rule_matches_where_no_date_is_tried() -> None:
    """The words that open an expression are listed apart from the patterns: what these match begins with one."""
    texts = [*(row["text"] for row in read_cases()), *(path.read_text(encoding="utf-8") for path in GOLD.glob("*.txt"))]
    found = [(text, match) for text in texts for rule in date_rules() for match in rule.pattern.finditer(text)]
    assert len(found) > 100
    assert [match[0] for text, match in found if match.start() not in date_starts(text)] == []
