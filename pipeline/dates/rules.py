"""The date rules: each pairs a pattern with a function that resolves its match against the publication day."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.dates import days, periods, relative
from pipeline.dates import grammar as g
from pipeline.dates.days import Context, Resolved

Resolver = Callable[[re.Match[str], Context], Resolved | None]
Entry = tuple[str, str, Resolver]

# A group that a resolver asks for and a pattern has not: it never takes part in a match.
_NO_YEAR, _NO_SHIFT, _NO_MONTH = r"(?P<year>(?!))?", r"(?P<shift>(?!))?", r"(?P<month>(?!))?"
_TO = rf"(?:{g.DASH}|\sпо\s|\sдо\s)"
_BOTH = rf"(?:{g.DASH}|\sпо\s|\sдо\s|\sі\s|\sй\s|\sта\s)"
_SUFFIX = r"(?:-(?:го|ого|е|те))?"


@dataclass(frozen=True)
class DateRule:
    """A named pattern and its resolver, which answers None when the match is no date after all."""

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver


@cache
def date_rules() -> tuple[DateRule, ...]:
    """The rules in order of preference among matches of one length."""
    themes = (_days, _numeric_days, _ends, _months, _parts_of_years, _seasons, _years, _relative)
    table = [entry for theme in themes for entry in theme()]
    return tuple(DateRule(name, g.compile_rule(pattern), resolve) for name, pattern, resolve in table)


@cache
def any_rule() -> re.Pattern[str]:
    """A pattern that matches where one of the rules does: most places where an expression may start hold none."""
    return g.compile_any(rule.pattern.pattern for rule in date_rules())


# Words that open an expression besides the forms of the lexicons.
_OPENING = (
    "двадцять", "тридцять", "кінця", "останній", "навесні", "влітку", "улітку", "восени", "взимку", "на", "у", "в",
    "наприкінці", "з", "із", "від", "щодня", "через", "понад", "майже", "близько", "більш", "більше", "кілька",
    "декілька", "багато", "дні", "днів", "день", "днями", "тижні", "тиждень", "місяць", "рік", "роки", "років",
)  # fmt: skip
_FORMS = ("weekday", "day", "shift", "ordinal", "count", "year", "season")
_WORD = re.compile(r"(?<![\w’'])\w+")
_KNOWN_BY = 3


def date_starts(text: str) -> list[int]:
    """Where an expression may start: at numbers, and at words that begin like one of those that open a rule."""
    return [
        word.start()
        for word in _WORD.finditer(text)
        if word[0][0].isdigit() or word[0][:_KNOWN_BY].lower() in _openings()
    ]


@cache
def _openings() -> frozenset[str]:
    forms = (*_OPENING, *g.months(), *(form for kind in _FORMS for form in g.words(kind)))
    return frozenset(match[0][:_KNOWN_BY].lower() for form in forms if (match := _WORD.match(form)))


def _after(*words: str) -> str:
    """Only right after one of the words: ``у травні``."""
    return "(?:" + "|".join(rf"(?<={word}\s)" for word in words) + ")"


def _days() -> Iterator[Entry]:
    """`у вівторок, 12 березня 2024 року`, `5–7 липня`, `31 березня – 1 квітня`, `першого жовтня`."""
    weekday, shift, ordinal = g.one_of(g.words("weekday")), g.one_of(g.words("shift")), g.one_of(g.words("ordinal"))
    named = rf"(?:{weekday}|{g.one_of(g.words('day'))})"
    lead = rf"(?:(?:{shift}\s)?{named}(?:,\s(?:{weekday},\s)?|\s))?"
    day, month, last = rf"(?P<day>{g.DAY})", rf"(?P<month>{g.genitive_month()})", rf"(?P<last>{g.DAY})"
    clock = rf"(?:(?:,)?\s(?:о|об)\s\d{{1,2}}[:.]\d\d|\s?\({weekday}\))?"
    # `29 березня та 1 вересня 2023 року`: the year behind the second day is that of both
    ahead = rf"(?=\s(?:та|і|й)\s{g.DAY}\s{g.genitive_month()}\s(?P<year_ahead>{g.FULL_YEAR}))"
    year, year2 = rf"(?:\s{g.year('year')})?", rf"(?:\s{g.year('year2')})?"
    night = rf"(?:{_TO}|(?P<night>\sна\s))"
    month2 = rf"(?P<month2>{g.genitive_month()})"
    across = rf"{day}{_SUFFIX}\s{month}{year}{night}{last}{_SUFFIX}\s{month2}{year2}"
    yield "find_range_across_months", across, days.resolve_range_across
    within = rf"{lead}{day}{_SUFFIX}(?:,\s\d\d?)*(?:{_BOTH}|(?P<night>\sна\s)){last}{_SUFFIX}\s{month}{year}"
    yield "find_day_range", within, days.resolve_day_range
    one = rf"{lead}{day}{_SUFFIX}\s{month}(?:,?\s{g.year('year')}|{ahead})?{clock}"
    yield "find_day", one, days.resolve_day
    in_words = rf"(?P<ordinal>(?:двадцять\s|тридцять\s)?{ordinal})\s{month}{year}"
    yield "find_day_in_words", in_words, days.resolve_day_in_words
    yield "find_day_of_month", rf"{day}{_SUFFIX}\sчисла", days.resolve_day_of_month


def _numeric_days() -> Iterator[Entry]:
    """`09.02.2024`, `15/02/2022`, `2024-03-12`."""
    year = r"(?P<year>(?:19|20)\d\d)"
    dotted = rf"(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./]{year}(?:\s?(?:року|р\.))?"
    yield "find_numeric_day", dotted, days.resolve_numeric
    yield "find_short_day", r"(?P<day>[0-3]\d)\.(?P<month>[01]\d)\.(?P<year>[0-4]\d)(?!\.\d)", days.resolve_numeric
    yield "find_iso_day", rf"{year}-(?P<month>\d\d)-(?P<day>\d\d)", days.resolve_numeric


def _ends() -> Iterator[Entry]:
    """`кінця червня`, `кінця весни`, `кінця року`, `кінця 2018 року`."""
    month = rf"(?P<month>{g.genitive_month()})(?:\s{g.year('year')})?"
    season = rf"(?P<season>{g.one_of(g.words('season'))})"
    yield "find_end", rf"кінця\s(?:{month}|{season}|(?P<bare>року|місяця|тижня))", periods.resolve_end
    ordinal = g.one_of(g.words("ordinal"))
    part = rf"(?P<number>{ordinal}|[1-4])(?:-го)?\s(?P<part>кварталу|півріччя)(?:\s{g.year('year')})?"
    yield "find_end_of_part", rf"кінця\s{part}", periods.resolve_end_of_part
    of_year = rf"кінця\s{g.year('year')}{_NO_MONTH}(?P<season>(?!))?(?P<bare>(?!))?"
    yield "find_end_of_year", of_year, periods.resolve_end


def _months() -> Iterator[Entry]:
    """`у березні–квітні`, `у лютому 2022`, `в травні`."""
    month = rf"(?P<month>{g.month()})"
    across = rf"{month}\s{g.year('year')}{_TO}(?P<month2>{g.month()})\s{g.year('year2')}"
    yield "find_months_across_years", across, days.resolve_months_across
    several = rf"{month}(?:{_TO}|\sі\s|\sта\s)(?P<month2>{g.month()})(?:\s{g.year('year')})?"
    yield "find_months", several, days.resolve_months
    yield "find_month", rf"{month}\s{g.year('year')}", days.resolve_month
    before = _after(
        *("у", "в", "з", "із", "до", "від", "на", "за", "початку", "середини", "середині", "кінці", "наприкінці"),
        *("упродовж", "впродовж", "протягом", "після", "ніж"),
    )
    yield "find_month_after_preposition", f"{before}{month}{_NO_YEAR}", days.resolve_month


def _parts_of_years() -> Iterator[Entry]:
    """`ІІ квартал 2025 року`, `перше півріччя`, `сім місяців 2024 року`, `перша декада червня`."""
    ordinal, count = g.one_of(g.words("ordinal")), g.one_of(g.words("count"))
    year = rf"(?:\s{g.year('year')})?"
    number = rf"(?P<number>{ordinal}|[1-4])(?:-(?:й|го|му|ий|е|у))?"
    part = rf"{number}\s(?P<part>квартал\w{{0,2}}|півріччя|півріччі){year}"
    yield "find_part_of_year", part, periods.resolve_part_of_year
    first = rf"(?P<count>{count}|\d{{1,2}})\s(?:перш(?:і|их)\s)?місяц(?:ів|і)\s{g.year('year')}"
    yield "find_first_months", first, periods.resolve_first_months
    decade = rf"(?P<number>{ordinal}|останн\w+)\sдекад\w\s(?P<month>{g.genitive_month()}){year}"
    yield "find_decade", decade, periods.resolve_decade


def _seasons() -> Iterator[Entry]:
    """`восени 2022 року`, `минулої осені`, `навесні`."""
    season, shift = rf"(?P<season>{g.one_of(g.words('season'))})", rf"(?P<shift>{g.one_of(g.words('shift'))})"
    yield "find_season", rf"(?:{shift}\s)?{season}\s{g.year('year')}", periods.resolve_season
    yield "find_season_of_shift", rf"{shift}\s{season}{_NO_YEAR}", periods.resolve_season
    adverb = rf"{_NO_SHIFT}(?P<season>навесні|влітку|улітку|восени|взимку){_NO_YEAR}"
    yield "find_season_adverb", adverb, periods.resolve_season


def _years() -> Iterator[Entry]:
    """`2021–2023 роки`, `у 60–70-х роках минулого століття`, `2022 року`, `торік`."""
    several = rf"(?P<year>{g.FULL_YEAR})(?:-го)?{_TO}(?P<year2>{g.FULL_YEAR}|\d\d)(?:-й|-му|-х)?{g.YEAR_WORD}"
    yield "find_years", several, periods.resolve_years
    decade = r"(?:1[5-9]|20)\d0|[1-9]0"
    decades = (
        rf"(?P<decade>{decade})(?:-х|-ті)?(?:{g.DASH}(?P<decade2>{decade}))?"
        r"-(?:х|ті|их)\s(?:роках|років|роки)(?:\sминулого\sстоліття)?"
    )
    yield "find_decades_of_years", decades, periods.resolve_decades_of_years
    one = rf"(?P<year>{g.FULL_YEAR}(?:{g.YEAR_WORD}|-(?:го|му|й)(?:{g.YEAR_WORD})?))(?!\s\w+\sвіку|\s?н(?:\.|ар))"
    yield "find_year", one, periods.resolve_year
    yield "find_relative_year", rf"(?P<year>{g.one_of(g.words('year'))})", periods.resolve_year
    around = r"(?:на\sпочатку|(?:у|в)\sкінці|наприкінці|(?:у|в)\sсередині|(?:з|від)\sпочатку)"
    yield "find_part_of_running", rf"{around}\s(?P<bare>року|місяця|тижня)", periods.resolve_around


def _relative() -> Iterator[Entry]:
    """`сьогодні`, `минулої п'ятниці`, `у вівторок`, `наступного тижня`, `днями`."""
    weekday, shift = g.one_of(g.words("weekday")), rf"(?P<shift>{g.one_of(g.words('shift'))})"
    tail = rf"(?:,\s(?:у|в)\s(?P<weekday>{weekday})|\sввечері|\sо\s\d{{1,2}}[:.]\d\d)?"
    word = rf"(?P<word>{g.one_of(g.words('day'))}){tail}"
    yield "find_relative_day_and_weekday", word, relative.resolve_relative_day
    yield "find_relative_weekday", rf"{shift}\s(?P<weekday>{weekday})", relative.resolve_weekday
    bare = rf"{_after('у', 'в', 'до', 'на')}(?P<weekday>{weekday}){_NO_SHIFT}"
    yield "find_weekday", bare, relative.resolve_weekday
    period = rf"{shift}\s(?P<period>тижня|тижні|тиждень|вихідними|вихідних|місяця|місяці|кварталу|кварталі)"
    yield "find_relative_period", period, relative.resolve_relative_period
    schedule = rf"(?:щодня\s)?(?:з|із|від)\s{weekday}\s(?:по|до|на)\s{weekday}"
    yield "find_schedule", schedule, relative.resolve_schedule
    yield from _distances()
    yield "find_unknown", r"днями", relative.resolve_unknown


def _distances() -> Iterator[Entry]:
    """`два тижні тому`, `через місяць`; not `понад вісім років тому`, which names no day."""
    units = r"(?P<unit>дні|днів|день|тижн(?:і|ів)|тиждень|місяц(?:і|ів|ь)|рік|роки|років)"
    amount = rf"(?:(?P<count>{g.one_of(g.words('count'))}|\d{{1,2}})\s)?{units}"
    vague = r"(?P<vague>(?:понад|майже|близько|більш\sніж|більше\sніж|кілька|декілька|багато)\s)?"
    yield "find_ago", rf"{vague}{amount}\s(?P<ago>тому)(?!\s(?:що|як))", relative.resolve_ago
    yield "find_in_time", rf"через\s{vague}{amount}(?P<ago>(?!))?(?!\s(?:після|від|по))", relative.resolve_ago
