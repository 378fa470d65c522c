"""Parts of years, seasons, decades, years and their ends: how the match of a date rule becomes an interval."""

import re
from datetime import date

from pipeline.dates import grammar as g
from pipeline.dates import interval as iv
from pipeline.dates.days import Context, Resolved, month_number, months_of, year_of
from pipeline.dates.interval import UNKNOWN, Interval
from pipeline.schema import Granularity

_QUARTER_MONTHS, _HALF_MONTHS, _DECADE_DAYS = 3, 6, 10


def resolve_part_of_year(match: re.Match[str], context: Context) -> Resolved | None:
    """`ІІ квартал 2025 року`, `перше півріччя`, `за шість місяців ц. р.`."""
    number = _ordinal(match["number"])
    kind = match["part"].lower()
    size = _QUARTER_MONTHS if kind.startswith("квартал") else _HALF_MONTHS
    if not 1 <= number <= 12 // size:
        return None
    grain: Granularity = "quarter" if size == _QUARTER_MONTHS else "range"
    year = year_of(match["year"], context)
    guessed = match["year"] is None
    if guessed and context.published is not None:
        year = context.published.year
    if year is None:
        return UNKNOWN, grain
    return iv.of_months(year, size * (number - 1) + 1, size * number, inferred=guessed), grain


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else g.words("ordinal")[text.lower()]


def resolve_first_months(match: re.Match[str], context: Context) -> Resolved | None:
    """`за сім місяців 2024 року`, `за два перші місяці цього року`: from January on."""
    year = year_of(match["year"], context)
    number = int(match["count"]) if match["count"].isdigit() else g.words("count")[match["count"].lower()]
    if not 1 <= number <= 12:
        return None
    return (UNKNOWN if year is None else iv.of_months(year, 1, number)), "range"


def resolve_season(match: re.Match[str], context: Context) -> Resolved | None:
    """`восени 2022 року`, `минулої осені`, `навесні`."""
    first = g.words("season")[match["season"].lower()]
    year = year_of(match["year"], context)
    if year is None and match["year"] is None and context.published is not None:
        shift = g.words("shift").get((match["shift"] or "").lower(), None)
        year = _season_year(first, shift, context)
        return iv.of_season(year, first, inferred=True), "range"
    return (UNKNOWN if year is None else iv.of_season(year, first)), "range"


def _season_year(first: int, shift: int | None, context: Context) -> int:
    published = context.published or date.min
    if shift is None and (context.ahead or context.future or context.deadline):
        end = iv.of_season(published.year, first).last or date.max
        return published.year + int(end < published)
    nearest = iv.nearest_year(first, 15, published)
    if shift == -1:
        started = date(published.year, first, 1) <= published
        ended = started and iv.of_season(published.year, first).last < published  # type: ignore[operator]
        return published.year if ended else published.year - 1
    if shift == 1:
        return published.year if date(published.year, first, 1) > published else published.year + 1
    return published.year if shift == 0 and first != 12 else nearest


def resolve_decade(match: re.Match[str], context: Context) -> Resolved | None:
    """`перша декада червня`: ten days of a month, the last one to its end."""
    months, _ = months_of(month_number(match["month"]), None, match["year"], context)
    if months.first is None or months.last is None:
        return UNKNOWN, "range"
    word = match["number"].lower()
    number = 3 if word.startswith("останн") else _ordinal(word)
    if number > 3:
        return None
    first = months.first.replace(day=_DECADE_DAYS * (number - 1) + 1)
    last = months.last if number == 3 else months.first.replace(day=_DECADE_DAYS * number)
    return Interval(first, last, months.inferred), "range"


def resolve_years(match: re.Match[str], context: Context) -> Resolved | None:
    """`2021–2023 роки`, `2023–25 роки`, `з 1987-го до 2011 року`."""
    first, last = int(match["year"]), int(match["year2"])
    if last < 100:
        last += first // 100 * 100
    return (iv.of_years(first, last), "range") if first < last else None


def resolve_year(match: re.Match[str], context: Context) -> Resolved | None:
    """`2022 року`, `у 2022-му`, `торік`, `наступного року`."""
    year = year_of(match["year"], context)
    return (UNKNOWN if year is None else iv.of_years(year, year)), "year"


def resolve_decades_of_years(match: re.Match[str], context: Context) -> Resolved | None:
    """`у 1990-х роках`, `у 60–70-х роках минулого століття`."""
    first = int(match["decade"])
    last = int(match["decade2"] or first)
    if first < 100:
        first, last = 1900 + first, 1900 + last
    return iv.of_years(first, last + 9), "range"


def resolve_end(match: re.Match[str], context: Context) -> Resolved | None:
    """`кінця 2018 року`, `кінця червня`, `кінця року`, `кінця весни`: the last day."""
    whole = _whole(match, context)
    return Interval(whole.last, whole.last, whole.inferred), "day"


def resolve_end_of_part(match: re.Match[str], context: Context) -> Resolved | None:
    """`кінця другого кварталу`, `кінця першого півріччя 2025 року`: the last day."""
    found = resolve_part_of_year(match, context)
    if found is None:
        return None
    whole, _ = found
    return Interval(whole.last, whole.last, whole.inferred), "day"


def resolve_around(match: re.Match[str], context: Context) -> Resolved | None:
    """`на початку року`, `наприкінці місяця`, `в середині тижня`: the whole unit that runs."""
    unit = match["bare"].lower()
    grain: Granularity = "year" if unit[0] == "р" else "month" if unit[0] == "м" else "week"
    return (UNKNOWN if context.published is None else _running(unit, context.published)), grain


def _running(unit: str, now: date) -> Interval:
    """The year, month or week of a day."""
    if unit[0] == "р":
        return iv.of_years(now.year, now.year)
    return iv.of_months(now.year, now.month, now.month) if unit[0] == "м" else iv.of_week(now, 0)


def _whole(match: re.Match[str], context: Context) -> Interval:
    if match["month"] is not None:
        return months_of(month_number(match["month"]), None, match["year"], context)[0]
    if match["season"] is not None and context.published is not None:
        first = g.words("season")[match["season"].lower()]
        return iv.of_season(iv.nearest_year(first, 15, context.published), first, inferred=True)
    year = year_of(match["year"], context) if match["year"] else None
    if match["year"] is None and match["bare"] and context.published is not None:
        return _running(match["bare"].lower(), context.published)
    return UNKNOWN if year is None else iv.of_years(year, year)
