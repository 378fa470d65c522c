"""The date rules: each pairs a pattern with a function that resolves its match against the publication day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.dates import grammar as g
from pipeline.dates import interval as iv
from pipeline.dates.interval import UNKNOWN, Interval
from pipeline.schema import Granularity

_QUARTER_MONTHS, _HALF_MONTHS, _DECADE_DAYS = 3, 6, 10


@dataclass(frozen=True)
class Context:
    """What a rule may know besides its match: the publication day and whether the words around look ahead."""

    published: date | None
    future: bool
    deadline: bool


Resolver = Callable[[re.Match[str], Context], tuple[Interval, Granularity] | None]


@dataclass(frozen=True)
class DateRule:
    """A named pattern and its resolver, which answers None when the match is no date after all."""

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver


def _year(text: str | None, context: Context) -> int | None:
    """The year a word or number names; None when there is no such word or nothing to resolve it against."""
    if text is None:
        return None
    digits = re.match(r"\d{4}", text)
    if digits:
        return int(digits.group())
    shift = g.words("year").get(" ".join(text.lower().split()))
    return context.published.year + shift if shift is not None and context.published is not None else None


def _day(day: int, month: int, year_text: str | None, context: Context) -> Interval | None:
    """A day of a month; without a year the nearest to publication, unknown when there is none."""
    year = _year(year_text, context)
    if year is not None:
        return iv.of_day(year, month, day)
    if year_text is not None or context.published is None:
        return UNKNOWN if iv.of_day(2024, month, day) else None
    future = context.deadline or context.future
    year = iv.nearest_year(month, day, context.published, future=future)
    return iv.of_day(year, month, day, inferred=True)


def _month_number(text: str) -> int:
    return g.months()[text.lower()]


def resolve_day(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`у вівторок, 12 березня 2024 року о 10:00`."""
    year = match["year"] or match["year_ahead"]
    found = _day(int(match["day"]), _month_number(match["month"]), year, context)
    return (found, "day") if found is not None else None


def resolve_day_in_words(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`першого жовтня`, `двадцять п'ятого лютого`."""
    parts = match["ordinal"].lower().split()
    day = g.words("ordinal")[parts[-1]] + (int(len(parts) > 1) and {"двадцять": 20, "тридцять": 30}[parts[0]])
    found = _day(day, _month_number(match["month"]), match["year"], context)
    return (found, "day") if found is not None else None


def resolve_day_range(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`5–7 липня`, `з 28 по 31 січня`, `17 і 18 травня`."""
    month = _month_number(match["month"])
    first = _day(int(match["day"]), month, match["year"], context)
    last = _day(int(match["last"]), month, match["year"], context)
    return _join(first, last)


def resolve_range_across(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`31 березня – 1 квітня`, `25 листопада 2023 року до 14 січня 2024 року`."""
    last = _day(int(match["last"]), _month_number(match["month2"]), match["year2"], context)
    first_year = match["year"] or match["year2"]
    first = _day(int(match["day"]), _month_number(match["month"]), first_year, context)
    return _join(first, last)


def _join(first: Interval | None, last: Interval | None) -> tuple[Interval, Granularity] | None:
    if first is None or last is None:
        return None
    start, end = first.first, last.last
    if start is not None and end is not None and start > end:
        start = iv._safe(start.year - 1, start.month, start.day)
    return Interval(start, end, first.inferred or last.inferred), "range"


def resolve_numeric(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`09.02.2024`, `15/02/2022`, `2024-03-12`."""
    found = iv.of_day(int(match["year"]), int(match["month"]), int(match["day"]))
    return (found, "day") if found is not None else None


def resolve_month(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`у лютому 2022`, `в травні`, `січня ц. р.`."""
    return _months(_month_number(match["month"]), None, match["year"], context)


def resolve_months(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`у березні–квітні`, `з жовтня по березень`."""
    return _months(_month_number(match["month"]), _month_number(match["month2"]), match["year"], context)


def _months(first: int, last: int | None, year_text: str | None, context: Context) -> tuple[Interval, Granularity]:
    grain: Granularity = "month" if last is None else "range"
    year = _year(year_text, context)
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


def resolve_part_of_year(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`ІІ квартал 2025 року`, `перше півріччя`, `за шість місяців ц. р.`."""
    number = _ordinal(match["number"])
    kind = match["part"].lower()
    size = _QUARTER_MONTHS if kind.startswith("квартал") else _HALF_MONTHS
    if not 1 <= number <= 12 // size:
        return None
    grain: Granularity = "quarter" if size == _QUARTER_MONTHS else "range"
    year = _year(match["year"], context)
    guessed = match["year"] is None
    if guessed and context.published is not None:
        year = context.published.year
    if year is None:
        return UNKNOWN, grain
    return iv.of_months(year, size * (number - 1) + 1, size * number, inferred=guessed), grain


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else g.words("ordinal")[text.lower()]


def resolve_first_months(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`за сім місяців 2024 року`: from January on."""
    year = _year(match["year"], context)
    number = int(match["count"]) if match["count"].isdigit() else g.words("count")[match["count"].lower()]
    if not 1 <= number <= 12:
        return None
    return (UNKNOWN if year is None else iv.of_months(year, 1, number)), "range"


def resolve_season(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`восени 2022 року`, `минулої осені`, `навесні`."""
    first = g.words("season")[match["season"].lower()]
    year = _year(match["year"], context)
    if year is None and match["year"] is None and context.published is not None:
        shift = g.words("shift").get((match["shift"] or "").lower(), None)
        year = _season_year(first, shift, context.published)
        return iv.of_season(year, first, inferred=True), "range"
    return (UNKNOWN if year is None else iv.of_season(year, first)), "range"


def _season_year(first: int, shift: int | None, published: date) -> int:
    nearest = iv.nearest_year(first, 15, published)
    if shift == -1:
        started = date(published.year, first, 1) <= published
        ended = started and iv.of_season(published.year, first).last < published  # type: ignore[operator]
        return published.year if ended else published.year - 1
    if shift == 1:
        return published.year if date(published.year, first, 1) > published else published.year + 1
    return published.year if shift == 0 and first != 12 else nearest


def resolve_decade(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`перша декада червня`: ten days of a month, the last one to its end."""
    months, _ = _months(_month_number(match["month"]), None, match["year"], context)
    if months.first is None or months.last is None:
        return UNKNOWN, "range"
    word = match["number"].lower()
    number = 3 if word.startswith("останн") else _ordinal(word)
    if number > 3:
        return None
    first = months.first.replace(day=_DECADE_DAYS * (number - 1) + 1)
    last = months.last if number == 3 else months.first.replace(day=_DECADE_DAYS * number)
    return Interval(first, last, months.inferred), "range"


def resolve_years(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`2021–2023 роки`, `з 1987-го до 2011 року`."""
    first, last = int(match["year"]), int(match["year2"])
    return (iv.of_years(first, last), "range") if first < last else None


def resolve_year(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`2022 року`, `у 2022-му`, `торік`, `наступного року`."""
    year = _year(match["year"], context)
    return (UNKNOWN if year is None else iv.of_years(year, year)), "year"


def resolve_decades_of_years(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`у 1990-х роках`, `у 60–70-х роках минулого століття`."""
    first = int(match["decade"])
    last = int(match["decade2"] or first)
    if first < 100:
        first, last = 1900 + first, 1900 + last
    return iv.of_years(first, last + 9), "range"


def resolve_relative_day(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`сьогодні`, `учора`, `завтра`, `напередодні`."""
    if context.published is None:
        return UNKNOWN, "day"
    ordinal = context.published.toordinal() + g.words("day")[match["word"].lower()]
    if not 1 <= ordinal <= date.max.toordinal():
        return UNKNOWN, "day"
    only = date.fromordinal(ordinal)
    return Interval(only, only), "day"


def resolve_weekday(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`у вівторок`, `минулої п'ятниці`, `наступного вівторка`."""
    if context.published is None:
        return UNKNOWN, "day"
    shift = g.words("shift").get((match["shift"] or "").lower()) if match["shift"] else None
    number = g.words("weekday")[match["weekday"].lower()]
    future = context.future or context.deadline
    return iv.weekday_of(number, context.published, shift, future=future), "day"


def resolve_relative_period(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`минулого тижня`, `цього місяця`, `наступного кварталу`."""
    kind = match["period"].lower()
    grain: Granularity = "week" if kind.startswith(("тиж", "вихідн")) else "month"
    if context.published is None:
        return UNKNOWN, grain
    shift = g.words("shift")[match["shift"].lower()]
    if kind.startswith("вихідн"):
        week = iv.of_week(context.published, shift)
        return Interval(date.fromordinal(week.last.toordinal() - 1), week.last), "range"  # type: ignore[union-attr]
    if grain == "week":
        return iv.of_week(context.published, shift), grain
    months = context.published.year * 12 + context.published.month - 1 + shift
    return iv.of_months(months // 12, months % 12 + 1, months % 12 + 1), grain


def resolve_end(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`кінця 2018 року`, `кінця червня`, `кінця року`, `кінця весни`: the last day."""
    whole = _whole(match, context)
    return Interval(whole.last, whole.last, whole.inferred), "day"


def _whole(match: re.Match[str], context: Context) -> Interval:
    if match["month"] is not None:
        return _months(_month_number(match["month"]), None, match["year"], context)[0]
    if match["season"] is not None and context.published is not None:
        first = g.words("season")[match["season"].lower()]
        return iv.of_season(iv.nearest_year(first, 15, context.published), first, inferred=True)
    year = _year(match["year"], context) if match["year"] else None
    if match["year"] is None and match["bare"] and context.published is not None:
        now = context.published
        if match["bare"].lower().startswith("рок"):
            return iv.of_years(now.year, now.year)
        return iv.of_months(now.year, now.month, now.month) if match["bare"][0] in "мМ" else iv.of_week(now, 0)
    return UNKNOWN if year is None else iv.of_years(year, year)


def resolve_unknown(match: re.Match[str], context: Context) -> tuple[Interval, Granularity] | None:
    """`днями`, `найближчим часом`: a time that nothing resolves."""
    return UNKNOWN, "day"


@cache
def date_rules() -> tuple[DateRule, ...]:
    """The rules in order of preference among matches of one length."""
    weekday, season, shift = g.one_of(g.words("weekday")), g.one_of(g.words("season")), g.one_of(g.words("shift"))
    relative, ordinal = g.one_of(g.words("day")), g.one_of(g.words("ordinal"))
    count = g.one_of(g.words("count"))
    suffix = r"(?:-(?:го|ого|е|те))?"
    lead = rf"(?:(?:{shift}\s)?(?:{weekday}|{relative})(?:,\s(?:{weekday},\s)?|\s))?"
    clock = r"(?:(?:,)?\s(?:о|об)\s\d{1,2}[:.]\d\d|\s?\(" + weekday + r"\))?"
    month, genitive = g.month(), g.genitive_month()
    to = rf"(?:{g.DASH}|\sпо\s|\sдо\s)"
    both = rf"(?:{g.DASH}|\sпо\s|\sдо\s|\sі\s|\sй\s|\sта\s)"
    # `29 березня та 1 вересня 2023 року`: the year behind the second day is that of both
    ahead = rf"(?=\s(?:та|і|й)\s{g.DAY}\s{genitive}\s(?P<year_ahead>{g.FULL_YEAR}))"
    table: list[tuple[str, str, Resolver]] = [
        (
            "find_range_across_months",
            rf"(?P<day>{g.DAY}){suffix}\s(?P<month>{genitive})(?:\s{g.year('year')})?{to}"
            rf"(?P<last>{g.DAY}){suffix}\s(?P<month2>{genitive})(?:\s{g.year('year2')})?",
            resolve_range_across,
        ),
        (
            "find_day_range",
            rf"{lead}(?P<day>{g.DAY}){suffix}(?:,\s\d\d?)*{both}(?P<last>{g.DAY}){suffix}"
            rf"\s(?P<month>{genitive})(?:\s{g.year('year')})?",
            resolve_day_range,
        ),
        (
            "find_day",
            rf"{lead}(?P<day>{g.DAY}){suffix}\s(?P<month>{genitive})(?:,?\s{g.year('year')}|{ahead})?{clock}",
            resolve_day,
        ),
        (
            "find_day_in_words",
            rf"(?P<ordinal>(?:двадцять\s|тридцять\s)?{ordinal})\s(?P<month>{genitive})(?:\s{g.year('year')})?",
            resolve_day_in_words,
        ),
        (
            "find_numeric_day",
            r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d)(?:\s?(?:року|р\.))?",
            resolve_numeric,
        ),
        ("find_iso_day", r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", resolve_numeric),
        (
            "find_end",
            rf"кінця\s(?:(?P<month>{genitive})(?:\s{g.year('year')})?|(?P<season>{season})|(?P<bare>року|місяця|тижня))",
            resolve_end,
        ),
        ("find_end_of_year", rf"кінця\s{g.year('year')}(?P<month>(?!))?(?P<season>(?!))?(?P<bare>(?!))?", resolve_end),
        (
            "find_months",
            rf"(?P<month>{month})(?:{to}|\sі\s|\sта\s)(?P<month2>{month})(?:\s{g.year('year')})?",
            resolve_months,
        ),
        ("find_month", rf"(?P<month>{month})\s{g.year('year')}", resolve_month),
        (
            "find_month_after_preposition",
            rf"(?:(?<=у\s)|(?<=в\s)|(?<=з\s)|(?<=із\s)|(?<=до\s)|(?<=від\s)|(?<=на\s)|(?<=за\s)|(?<=початку\s)|(?<=середини\s)|(?<=ніж\s))(?P<month>{month})(?P<year>(?!))?",
            resolve_month,
        ),
        (
            "find_part_of_year",
            rf"(?P<number>{ordinal}|[1-4])(?:-(?:й|го|му|ий|е|у))?\s(?P<part>квартал\w{{0,2}}|півріччя|півріччі)(?:\s{g.year('year')})?",
            resolve_part_of_year,
        ),
        ("find_first_months", rf"(?P<count>{count}|\d{{1,2}})\sмісяців\s{g.year('year')}", resolve_first_months),
        (
            "find_decade",
            rf"(?P<number>{ordinal}|останн\w+)\sдекад\w\s(?P<month>{genitive})(?:\s{g.year('year')})?",
            resolve_decade,
        ),
        ("find_season", rf"(?:(?P<shift>{shift})\s)?(?P<season>{season})\s{g.year('year')}", resolve_season),
        ("find_season_of_shift", rf"(?P<shift>{shift})\s(?P<season>{season})(?P<year>(?!))?", resolve_season),
        (
            "find_season_adverb",
            r"(?P<shift>(?!))?(?P<season>навесні|влітку|улітку|восени|взимку)(?P<year>(?!))?",
            resolve_season,
        ),
        (
            "find_years",
            rf"(?P<year>{g.FULL_YEAR})(?:-го)?(?:{to})(?P<year2>{g.FULL_YEAR})(?:-й|-му|-х)?{g.YEAR_WORD}",
            resolve_years,
        ),
        (
            "find_decades_of_years",
            rf"(?P<decade>(?:1[5-9]|20)\d0|[1-9]0)(?:-х|-ті)?(?:{g.DASH}(?P<decade2>(?:1[5-9]|20)\d0|[1-9]0))?-(?:х|ті|их)\s(?:роках|років|роки)(?:\sминулого\sстоліття)?",
            resolve_decades_of_years,
        ),
        (
            "find_year",
            rf"(?P<year>{g.FULL_YEAR}(?:{g.YEAR_WORD}|-(?:го|му|й)(?:{g.YEAR_WORD})?))(?!\s\w+\sвіку)",
            resolve_year,
        ),
        ("find_relative_year", rf"(?P<year>{g.one_of(g.words('year'))})", resolve_year),
        (
            "find_relative_day_and_weekday",
            rf"(?P<word>{relative})(?:,\s(?:у|в)\s{weekday}|\sввечері|\sо\s\d{{1,2}}[:.]\d\d)?",
            resolve_relative_day,
        ),
        ("find_relative_weekday", rf"(?P<shift>{shift})\s(?P<weekday>{weekday})", resolve_weekday),
        ("find_weekday", rf"(?:(?<=у\s)|(?<=в\s)|(?<=до\s))(?P<weekday>{weekday})(?P<shift>(?!))?", resolve_weekday),
        (
            "find_relative_period",
            rf"(?P<shift>{shift})\s(?P<period>тижня|тижні|тиждень|вихідними|вихідних|місяця|місяці)",
            resolve_relative_period,
        ),
        ("find_unknown", r"днями", resolve_unknown),
    ]
    return tuple(DateRule(name, g.compile_rule(pattern), resolve) for name, pattern, resolve in table)
