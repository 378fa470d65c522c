"""Words that point from the day of publication: how the match of a date rule becomes an interval."""

import re
from datetime import date

from pipeline.dates import grammar as g
from pipeline.dates import interval as iv
from pipeline.dates.days import Context, Resolved
from pipeline.dates.interval import UNKNOWN, Interval
from pipeline.schema import Granularity


def resolve_relative_day(match: re.Match[str], context: Context) -> Resolved | None:
    """`сьогодні`, `учора`, `завтра`; `Напередодні, в неділю` is the last Sunday."""
    if context.published is None:
        return UNKNOWN, "day"
    ordinal = context.published.toordinal() + g.words("day")[match["word"].lower()]
    if not 1 <= ordinal <= date.max.toordinal():
        return UNKNOWN, "day"
    if match["weekday"] is not None and match["word"].lower() == "напередодні":
        return iv.weekday_of(g.words("weekday")[match["weekday"].lower()], context.published, -1, future=False), "day"
    only = date.fromordinal(ordinal)
    return Interval(only, only), "day"


def resolve_weekday(match: re.Match[str], context: Context) -> Resolved | None:
    """`у вівторок`, `минулої п'ятниці`, `наступного вівторка`."""
    if context.published is None:
        return UNKNOWN, "day"
    shift = g.words("shift").get((match["shift"] or "").lower()) if match["shift"] else None
    number = g.words("weekday")[match["weekday"].lower()]
    future = context.future or context.deadline or context.ahead
    return iv.weekday_of(number, context.published, shift, future=future), "day"


def resolve_relative_period(match: re.Match[str], context: Context) -> Resolved | None:
    """`минулого тижня`, `наступними вихідними`, `цього місяця`, `наступного кварталу`."""
    kind = match["period"].lower()
    grain: Granularity = "month" if kind[0] == "м" else "quarter" if kind[0] == "к" else "week"
    if context.published is None:
        return UNKNOWN, grain
    shift = g.words("shift")[match["shift"].lower()]
    if kind.startswith("вихідн"):
        week = iv.of_week(context.published, shift)
        return Interval(date.fromordinal(week.last.toordinal() - 1), week.last), "range"  # type: ignore[union-attr]
    if grain == "week":
        return iv.of_week(context.published, shift), grain
    size = 3 if grain == "quarter" else 1
    months = ((context.published.year * 12 + context.published.month - 1) // size + shift) * size
    return iv.of_months(months // 12, months % 12 + 1, months % 12 + size), grain


def resolve_schedule(match: re.Match[str], context: Context) -> Resolved | None:
    """`з понеділка по п'ятницю`, `у ніч із суботи на неділю`: every week, no date."""
    return None


def resolve_ago(match: re.Match[str], context: Context) -> Resolved | None:
    """`тиждень тому`, `два дні тому`, `через місяць`: as exact as the unit; no date with `понад`, `майже`, `кілька`."""
    if match["vague"]:
        return None
    unit = match["unit"].lower()
    grain: Granularity = "day" if unit[0] in "дт" else "month" if unit[0] == "м" else "year"
    if context.published is None:
        return UNKNOWN, grain
    count = _count(match["count"]) * (-1 if match["ago"] else 1)
    if grain == "day":
        return _shifted(context.published, count * (7 if unit[0] == "т" else 1)), grain
    months = context.published.year * 12 + context.published.month - 1 + count * (12 if grain == "year" else 1)
    if not 12 <= months < 9999 * 12:
        return UNKNOWN, grain
    year, month = months // 12, months % 12 + 1
    return (iv.of_years(year, year) if grain == "year" else iv.of_months(year, month, month)), grain


def _count(text: str | None) -> int:
    if text is None:
        return 1
    return int(text) if text.isdigit() else g.words("count")[text.lower()]


def _shifted(day: date, days: int) -> Interval:
    ordinal = day.toordinal() + days
    if not 1 <= ordinal <= date.max.toordinal():
        return UNKNOWN
    only = date.fromordinal(ordinal)
    return Interval(only, only)


def resolve_unknown(match: re.Match[str], context: Context) -> Resolved | None:
    """`днями`, `найближчим часом`: a time that nothing resolves."""
    return UNKNOWN, "day"
