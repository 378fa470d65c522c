"""Intervals of days and how an incomplete date is completed from the day of publication. Pure: no clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Interval:
    """Days from ``first`` to ``last``, both included; None on an unknown side."""

    first: date | None
    last: date | None
    inferred: bool = False


UNKNOWN = Interval(None, None)
# With no word that looks ahead, a day ahead must be twice as near as that of the year before: releases report.
AHEAD_FACTOR = 2


def of_day(year: int, month: int, day: int, *, inferred: bool = False) -> Interval | None:
    """One day, or None when the calendar has no such day (`31 лютого`)."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    only = date(year, month, day)
    return Interval(only, only, inferred)


def of_months(year: int, first: int, last: int, *, inferred: bool = False) -> Interval:
    """Whole months of one year; a last month before the first is in the next year (`з жовтня по березень`)."""
    end_year = year if last >= first else year + 1
    return Interval(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]), inferred)


def of_years(first: int, last: int) -> Interval:
    """Whole calendar years."""
    return Interval(date(first, 1, 1), date(last, 12, 31))


def of_season(year: int, first_month: int, *, inferred: bool = False) -> Interval:
    """Three calendar months; winter runs from December of ``year`` to February."""
    return of_months(year, first_month, (first_month + 1) % 12 + 1, inferred=inferred)


def of_week(day: date, shift: int) -> Interval:
    """Monday to Sunday of the week ``shift`` weeks after that of a day."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return Interval(monday, monday + timedelta(days=6))


def nearest_year(month: int, day: int, published: date, *, future: bool = False) -> int:
    """The year in which a day and month lie nearest to the publication; not before it when ``future``.

    `24 лютого` in a release of 14 October is the past one, `15 лютого` in one of 3 December the next one.
    """
    years = (published.year - 1, published.year, published.year + 1)
    distances = {year: (day_within(year, month, day) - published).days for year in years}
    if future:
        return min(year for year in years if distances[year] >= 0)
    return min(years, key=lambda year: AHEAD_FACTOR * distances[year] if distances[year] > 0 else -distances[year])


def day_within(year: int, month: int, day: int) -> date:
    """The day, or the last one of its month in a year that has no such day (29 лютого)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def weekday_of(number: int, published: date, shift: int | None, *, future: bool) -> Interval:
    """A weekday (Monday is 0) by the publication day: the last one up to it, the next one when told so.

    ``shift`` -1 is `минулого`, 1 `наступного`, None no word at all.
    """
    back = (published.weekday() - number) % 7
    if shift == 1 or (future and shift is None):
        only = published + timedelta(days=7 - back)
    elif shift == -1:
        only = published - timedelta(days=back or 7)
    else:
        only = published - timedelta(days=back)
    return Interval(only, only, inferred=shift is None)
