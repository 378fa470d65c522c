"""Ukrainian date expressions: found in a string and resolved against a given publication day. Pure: no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.dates.days import Context
from pipeline.dates.header import HeaderDate, parse_header_date
from pipeline.dates.rules import DateRule, any_rule, date_rules, date_starts
from pipeline.schema import Granularity

__all__ = ["DateExpression", "HeaderDate", "find_dates", "parse_header_date"]

_DEADLINE = re.compile(r"(?:\bдо|не пізніше(?: ніж| за)?|не пізніш як|щонайпізніше)\s$", re.IGNORECASE)
_UNTIL_CLOCK = re.compile(r"\bдо\s\d{1,2}[:.]\d\d\s$", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:відбуд\w+|буде|будуть|пройд\w+|заплан\w+|планують|планує|розпоч(?:неться|нуться|не)|стартує|провед(?:е|уть)"
    r"|очікується|представлять|завершать|відкриють|проводитим\w+|зустрінуться|запрошу\w+)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(r"\b(?:про проведення|провести|запланован\w+|планують|планує)\s(?:[ув]\s)?$", re.IGNORECASE)
# `відкриття – на 27 липня`, `перенесли на вівторок`; not `станом на`
_SET_FOR = re.compile(r"(?<!станом)\sна\s$", re.IGNORECASE)
# `станом на сьогодні`, `вже сьогодні`, `сьогодні Україна потребує`: nowadays, not the day (SPEC 6).
_NOWADAYS_BEFORE = re.compile(r"(?:\bна|\bвже|\bще|\bдо|[«“])\s?$", re.IGNORECASE)
_PAST_FORM = re.compile(r"\b\w{2,}(?:в|ла|ло|ли|вся|лася|лося|лися|ено|ано|ито|уто)\b")
_NUMBER_BEFORE = re.compile(r"(?:\d[  ]?|[№#$€][  ]?)$")
_STREET_BEFORE = re.compile(r"(?:\b(?:вулиц|площ|проспект|провулк)\w*|\b(?:вул|пл|просп|пров)\.)\s$", re.IGNORECASE)
_CLOCK_BEFORE = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])[:.][0-5]\d\s$")
_CLAUSE_BORDER = re.compile(r"[.;!?\n]|,\s(?:а|але|проте|тож|однак|що|як\w*)\s")
_VERB = re.compile(
    r"\b\w{2,}(?:[иїаяеє]ть|уть|ють|[еєиїую]ться|сться|[аиоу]ме|ймо|емо|ємо|имо)\b",
    re.IGNORECASE,
)
_NIGHT = re.compile(r"\bніч\s(?:з|із)\s$", re.IGNORECASE)
_BEFORE_SCAN, _AFTER_SCAN, _NOWADAYS_SCAN = 40, 60, 90


@dataclass(frozen=True)
class DateExpression:
    """One expression: ``text[start_char:end_char]`` and the days it means (ISO, both ends included).

    ``start`` or ``end`` is None on an open or unknown side; ``inferred`` tells that the year or week was guessed.
    """

    start_char: int
    end_char: int
    text: str
    start: str | None
    end: str | None
    granularity: Granularity
    kind: str
    inferred: bool
    rule: str


def find_dates(text: str, published: date | None) -> list[DateExpression]:
    """Date expressions of a text in order, without overlaps.

    ``published`` completes days without a year and resolves relative words; without it they stay None. ``kind`` is
    ``deadline`` (`до 1 травня`: by when) or ``reference``.
    """
    return list(_find_dates(text, published))


@lru_cache(maxsize=4)
def _find_dates(text: str, published: date | None) -> tuple[DateExpression, ...]:
    """Remembered for the text at hand: several rules ask for its dates."""
    found = (_read(text, match, rule, published) for match, rule in _choose(text))
    return tuple(expression for expression in found if expression is not None)


def _choose(text: str) -> Iterator[tuple[re.Match[str], DateRule]]:
    """The leftmost match first, of those the longest; none inside another."""
    starts = [start for start in date_starts(text) if any_rule().match(text, start)]
    candidates = [
        (match.start(), -match.end(), order, match, rule)
        for order, rule in enumerate(date_rules())
        for match in _matches(rule.pattern, text, starts)
    ]
    end = -1
    for start, negative_end, _, match, rule in sorted(candidates, key=lambda c: c[:3]):
        if start >= end:
            end = -negative_end
            yield match, rule


def _matches(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer`` gives, tried only where an expression may start."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)) is not None:
            end = match.end()
            yield match


def _read(text: str, match: re.Match[str], rule: DateRule, published: date | None) -> DateExpression | None:
    before = text[max(0, match.start() - _BEFORE_SCAN) : match.start()]
    after = text[match.end() : match.end() + _AFTER_SCAN]
    if (match.group()[0].isdigit() and _is_counted(before)) or _is_nowadays(match, before, text):
        return None
    by_when = bool(_DEADLINE.search(before) or _UNTIL_CLOCK.search(before))
    context = _context(before, after, published, by_when=by_when)
    resolved = rule.resolve(match, context)
    if resolved is None:
        return None
    interval, granularity = resolved
    is_past = published is not None and interval.last is not None and interval.last < published
    return DateExpression(
        match.start(),
        match.end(),
        match.group(),
        interval.first.isoformat() if interval.first else None,
        interval.last.isoformat() if interval.last else None,
        granularity,
        "deadline" if by_when and not is_past else "reference",
        interval.inferred,
        rule.name,
    )


def _context(before: str, after: str, published: date | None, *, by_when: bool) -> Context:
    """What the clause around an expression says: words that look ahead, a verb and none of them in the past."""
    clause_before, clause_after = _CLAUSE_BORDER.split(before)[-1], _CLAUSE_BORDER.split(after)[0]
    around = f"{clause_before} {clause_after}"
    return Context(
        published,
        future=bool(_FUTURE.search(clause_after) or _PLANNED.search(before) or _SET_FOR.search(before)),
        deadline=by_when,
        ahead=bool(_VERB.search(around)) and not _PAST_FORM.search(around),
        night=bool(_NIGHT.search(before)),
    )


def _is_counted(before: str) -> bool:
    """A number, a currency, a number sign or a street stands right before: `№ 12`, `вулиці 8 Березня`.

    A clock time does not count: `10:00 15 серпня`.
    """
    if _STREET_BEFORE.search(before):
        return True
    return bool(_NUMBER_BEFORE.search(before)) and not _CLOCK_BEFORE.search(before)


def _is_nowadays(match: re.Match[str], before: str, text: str) -> bool:
    """`сьогодні` in the sense of nowadays; `напередодні свята` with a noun is no day either."""
    word = match.group().lower()
    rest = text[match.end() : match.end() + _NOWADAYS_SCAN]
    if word == "напередодні":
        return bool(re.match(r"\s[\w«\"]", rest)) and not re.match(r"\s(?:у|в|ввечері|вночі|було|відбу\w+)\b", rest)
    if word != "сьогодні":
        return False
    if _NOWADAYS_BEFORE.search(before):
        return True
    around = before.rsplit(".", 1)[-1] + rest.split(".", 1)[0]
    return not (_PAST_FORM.search(around) or _FUTURE.search(around))
