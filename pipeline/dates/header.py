"""Stamps of releases: the date, often with a clock time, in a line of its own above or below the text."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from pipeline.dates import grammar as g
from pipeline.dates.interval import of_day

KYIV = ZoneInfo("Europe/Kyiv")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = r"(?:[\s,|]*(?:о|об|at|в|-|–|—)?\s*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?"


@dataclass(frozen=True)
class HeaderDate:
    """A stamp: ``line[start_char:end_char]``; ``value`` is an ISO date, or date-time with the Kyiv offset."""

    start_char: int
    end_char: int
    value: str


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{g.month()})"
    full = r"(?P<year>(?:19|20)\d\d)"
    return (
        re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}})(?:-го)?\s{month},?\s{full}(?:\s?(?:року|рік|р\.|р\b))?{_CLOCK}", re.I
        ),
        re.compile(
            rf"(?<!\d)(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-]{full}(?!\d)(?:\s?(?:року|р\.|р\b))?{_CLOCK}",
            re.I,
        ),
        re.compile(rf"(?<!\d){full}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)T?{_CLOCK}", re.I),
    )


def parse_header_date(line: str) -> HeaderDate | None:
    """The first full date of a line with the clock time behind it, or None.

    `15/02/2022 15:41` → `2022-02-15T15:41:00+02:00`; `Опубліковано 17 грудня 2022 року о 16:38`; `09.02.2024`.
    """
    if not _YEAR.search(line):
        return None
    matches = [match for pattern in _patterns() for match in pattern.finditer(line)]
    for match in sorted(matches, key=lambda m: (m.start(), -m.end())):
        value = _value(match)
        if value is not None:
            return HeaderDate(match.start(), match.end(), value)
    return None


def _value(match: re.Match[str]) -> str | None:
    month = match["month"]
    number = int(month) if month.isdigit() else g.months()[month.lower()]
    found = of_day(int(match["year"]), number, int(match["day"]))
    if found is None or found.first is None:
        return None
    if match["hour"] is None:
        return found.first.isoformat()
    day = found.first
    return datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=KYIV).isoformat()
