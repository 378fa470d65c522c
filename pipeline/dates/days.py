"""Days and months of the calendar: how the match of a date rule becomes an interval."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.dates import grammar as g
from pipeline.dates import interval as iv
from pipeline.dates.interval import UNKNOWN, Interval
from pipeline.schema import Granularity

Resolved = tuple[Interval, Granularity]


@dataclass(frozen=True)
class Context:
    """What a rule may know besides its match: the publication day and whether the words around look ahead.

    ``future``: a word says so (`відбудеться`); ``ahead``: the clause has a verb and none of the past; ``night``: the
    night from one day to the next is named before (`у ніч з`).
    """

    published: date | None
    future: bool
    deadline: bool
    ahead: bool = False
    night: bool = False


def year_of(text: str | None, context: Context) -> int | None:
    """The year a word or number names; None when there is no such word or nothing to resolve it against."""
    if text is None:
        return None
    digits = re.match(r"\d{4}", text)
    if digits:
        return int(digits.group())
    shift = g.words("year").get(" ".join(text.lower().split()))
    return context.published.year + shift if shift is not None and context.published is not None else None


def day_of(day: int, month: int, year_text: str | None, context: Context) -> Interval | None:
    """A day of a month; without a year the nearest to publication, unknown when there is none."""
    year = year_of(year_text, context)
    if year is not None:
        return iv.of_day(year, month, day)
    if year_text is not None or context.published is None:
        return UNKNOWN if iv.of_day(2024, month, day) else None
    future = context.deadline or context.future
    year = iv.nearest_year(month, day, context.published, future=future)
    return iv.of_day(year, month, day, inferred=True)


def month_number(text: str) -> int:
    return g.months()[text.lower()]


def resolve_day(match: re.Match[str], context: Context) -> Resolved | None:
    """`у вівторок, 12 березня 2024 року о 10:00`."""
    year = match["year"] or match["year_ahead"]
    found = day_of(int(match["day"]), month_number(match["month"]), year, context)
    return (found, "day") if found is not None else None


def resolve_day_in_words(match: re.Match[str], context: Context) -> Resolved | None:
    """`першого жовтня`, `двадцять п'ятого лютого`."""
    parts = match["ordinal"].lower().split()
    day = g.words("ordinal")[parts[-1]] + (int(len(parts) > 1) and {"двадцять": 20, "тридцять": 30}[parts[0]])
    found = day_of(day, month_number(match["month"]), match["year"], context)
    return (found, "day") if found is not None else None


def resolve_day_range(match: re.Match[str], context: Context) -> Resolved | None:
    """`5–7 липня`, `з 28 по 31 січня`, `17 і 18 травня`, `у ніч із 9 на 10 березня`."""
    if match["night"] and not context.night:
        return None
    month = month_number(match["month"])
    first = day_of(int(match["day"]), month, match["year"], context)
    last = day_of(int(match["last"]), month, match["year"], context)
    return _join(first, last)


def resolve_range_across(match: re.Match[str], context: Context) -> Resolved | None:
    """`31 березня – 1 квітня`, `25 листопада 2023 року до 14 січня 2024 року`, `у ніч з 31 грудня на 1 січня`."""
    if match["night"] and not context.night:
        return None
    last = day_of(int(match["last"]), month_number(match["month2"]), match["year2"], context)
    first_year = match["year"] or match["year2"]
    first = day_of(int(match["day"]), month_number(match["month"]), first_year, context)
    return _join(first, last)


def _join(first: Interval | None, last: Interval | None) -> Resolved | None:
    if first is None or last is None:
        return None
    start, end = first.first, last.last
    if start is not None and end is not None and start > end:
        start = iv.day_within(start.year - 1, start.month, start.day)
    return Interval(start, end, first.inferred or last.inferred), "range"


def resolve_day_of_month(match: re.Match[str], context: Context) -> Resolved | None:
    """`до 20-го числа`: of the month of publication, or of the next when it is to come and has passed."""
    if context.published is None:
        return UNKNOWN, "day"
    day, months = int(match["day"]), context.published.year * 12 + context.published.month - 1
    if (context.deadline or context.future) and day < context.published.day:
        months += 1
    found = iv.of_day(months // 12, months % 12 + 1, day, inferred=True)
    return (found, "day") if found is not None else None


def resolve_numeric(match: re.Match[str], context: Context) -> Resolved | None:
    """`09.02.2024`, `15/02/2022`, `2024-03-12`, `09.02.24`."""
    year = int(match["year"])
    found = iv.of_day(year if year > 99 else 2000 + year, int(match["month"]), int(match["day"]))
    return (found, "day") if found is not None else None


def resolve_month(match: re.Match[str], context: Context) -> Resolved | None:
    """`у лютому 2022`, `в травні`, `січня ц. р.`."""
    return months_of(month_number(match["month"]), None, match["year"], context)


def resolve_months(match: re.Match[str], context: Context) -> Resolved | None:
    """`у березні–квітні`, `з жовтня по березень`."""
    return months_of(month_number(match["month"]), month_number(match["month2"]), match["year"], context)


def resolve_months_across(match: re.Match[str], context: Context) -> Resolved | None:
    """`з листопада 2023 року до березня 2024 року`."""
    first, _ = months_of(month_number(match["month"]), None, match["year"], context)
    last, _ = months_of(month_number(match["month2"]), None, match["year2"], context)
    return _join(first, last)


def months_of(first: int, last: int | None, year_text: str | None, context: Context) -> tuple[Interval, Granularity]:
    grain: Granularity = "month" if last is None else "range"
    year = year_of(year_text, context)
    if year is not None:
        if last is not None and last < first:
            year -= 1
        return iv.of_months(year, first, last or first), grain
    if year_text is not None or context.published is None:
        return UNKNOWN, grain
    closing = last or first
    ahead = context.deadline or context.future
    year = iv.nearest_year(closing, 28 if ahead else 15, context.published, future=ahead)
    return iv.of_months(year - int(closing < first), first, closing, inferred=True), grain
