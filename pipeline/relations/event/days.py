"""The days of the main event: which of the date expressions of a release is its own, and which only background."""

import re
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.dates import DateExpression, find_dates
from pipeline.document import Relation
from pipeline.relations.event.reading import Told, has_kind, relate
from pipeline.relations.verbs import is_finite, is_future, verb

# What an expression must reach; tuned on the training releases.
_THRESHOLD = 3.0
_LONGEST_EVENT = 31
_RECENT, _OLD, _VERY_OLD = 10, 31, 150
_LEAD = (3.0, 2.0, 1.0)
_GRAINS = frozenset({"time", "day", "week"})
_RANGES = frozenset({"find_day_range", "find_range_across_months", "find_relative_period"})
# `станом на 1 травня`, `постанова від 5 червня`, `починаючи з 3 липня`: no day on which something takes place;
# nor is that of a path: `posts/2012-06-07-news`
_NO_DAY_BEFORE = re.compile(
    r"(?:\b(?:на|від|від дня|до|після|по|за|проти|з|із|зі|починаючи з|ніж)|№|/)\s?$", re.IGNORECASE
)
_AGREEING = r"(?:ий|а|е|і|ого|ої|их|ому|ій|им|ою|ими|у)"
_WHICH = rf"(?:(?:у|в|на|за|під|до|про|з)\s)?(?:як{_AGREEING}|що)\b"
_MADE = rf"\w+[нт]{_AGREEING}\s"
_BORDER = re.compile(
    rf"[;:()\n]|\s[–—]\s|,\s(?=(?:{_WHICH}|{_MADE}|(?:де|коли|щоб|бо|але|а|проте|хоча|якщо|адже)\b))", re.IGNORECASE
)
_RELATIVE = re.compile(_WHICH, re.IGNORECASE)
_PARTICIPLE = re.compile(_MADE, re.IGNORECASE)


@dataclass(frozen=True)
class _Candidate:
    expression: DateExpression
    told: Told
    score: float


def link_days(doc: Doc, told: list[Told], kind: str) -> list[Relation]:
    """The relation ``event_date`` of the expression that tells the event's day, or nothing.

    `[8 лютого] відбулася зустріч` against `зустріч щодо нападу [24 лютого]`. A statement was made on the day on which
    somebody spoke or on which something took place: `[2 квітня] омбудсман заявив`, not `затримали 30 вересня`.
    """
    found = [candidate for candidate in _candidates(doc, told) if candidate.score >= _THRESHOLD]
    if kind == "statement":
        found = [candidate for candidate in found if _is_day_of_saying(candidate, published_day(doc))]
    if not found:
        return []
    best = max(found, key=lambda candidate: (candidate.score, -candidate.expression.start_char))
    return [relate("event_date", "link_day_of_event", doc, _span(doc, best.expression))]


def _is_day_of_saying(candidate: _Candidate, published: date | None) -> bool:
    start = candidate.expression.start
    if published is not None and start is not None:
        day = date.fromisoformat(start[:10])
        if day >= published:
            return day == published
    text, offset = candidate.told.span.text, candidate.expression.start_char - candidate.told.span.start_char
    first, last = _clause_around(text[:offset], text[offset + len(candidate.expression.text) :])
    kinds = ("say",) if looks_ahead(candidate.told) else ("say", "happen")
    return any(has_kind(token, *kinds) for token in _tokens(candidate.told, first, len(text) - last))


def _clause_around(before: str, after: str) -> tuple[int, int]:
    """Characters before and behind the clause of an expression, given what stands before and behind it."""
    first = max((match.end() for match in _BORDER.finditer(before)), default=0)
    border = _BORDER.search(after)
    return first, len(after) - border.start() if border else 0


def _span(doc: Doc, expression: DateExpression) -> Span:
    span = doc.char_span(expression.start_char, expression.end_char, alignment_mode="expand")
    assert span is not None, "an expression lies inside its text"
    return span


def published_day(doc: Doc) -> date | None:
    """The day of publication, or None."""
    published = document.release(doc).published_at
    return date.fromisoformat(published[:10]) if published else None


def _candidates(doc: Doc, told: list[Told]) -> list[_Candidate]:
    published = published_day(doc)
    stamp = document.release(doc).published_span
    found = []
    for expression in find_dates(document.text(doc), published):
        if stamp is not None and expression.start_char < stamp.end_char and stamp.start_char < expression.end_char:
            continue
        sentence = next((s for s in told if s.span.start_char <= expression.start_char < s.span.end_char), None)
        if sentence is not None and may_be_day(expression):
            found.append(_Candidate(expression, sentence, _score(expression, sentence, published)))
    return found


def may_be_day(expression: DateExpression) -> bool:
    """Days and short ranges; not months, years and deadlines."""
    if expression.kind == "deadline":
        return False
    if expression.granularity not in _GRAINS and expression.rule not in _RANGES:
        return False
    if expression.start is None or expression.end is None:
        return expression.start == expression.end
    length = date.fromisoformat(expression.end) - date.fromisoformat(expression.start)
    return length.days <= _LONGEST_EVENT


def _score(expression: DateExpression, told: Told, published: date | None) -> float:
    text, start = told.span.text, expression.start_char - told.span.start_char
    before, after = text[:start], text[start + len(expression.text) :]
    return (
        _by_position(told)
        + _by_words_before(before, expression)
        + _by_clause(told, before, after)
        + _by_distance(expression, told, published)
    )


def _by_position(told: Told) -> float:
    if told.is_headline:
        return 2.0
    return _LEAD[told.number] if told.number < len(_LEAD) else 0.0


def _by_words_before(before: str, expression: DateExpression) -> float:
    if not re.search(r"\w", before):
        return 2.0
    if _NO_DAY_BEFORE.search(before) and expression.rule not in _RANGES:
        return -5.0
    if before.count("«") > before.count("»") or before.count("“") > before.count("”"):
        return -4.0
    return 0.0


def _by_clause(told: Told, before: str, after: str) -> float:
    """The clause of the expression must be about an event; one that hangs on another word speaks against it."""
    first, last = _clause_around(before, after)
    clause_before = before[first:]
    tokens = _tokens(told, first, len(told.span.text) - last)
    is_event = any(has_kind(token, "verb") and (is_finite(token) or told.is_headline) for token in tokens)
    nouns = any(has_kind(token, "noun") for token in tokens)
    background = any(has_kind(token, "background") for token in told.span)
    score = 2.0 * is_event + 1.0 * nouns - 3.0 * background
    if _RELATIVE.match(clause_before) and not is_event:
        score -= 4.0
    if first and _PARTICIPLE.match(clause_before):
        score -= 3.0
    return score


def _tokens(told: Told, start: int, end: int) -> list[Token]:
    base = told.span.start_char
    return [token for token in told.span if start <= token.idx - base < end]


def _by_distance(expression: DateExpression, told: Told, published: date | None) -> float:
    """Reports come some days after the event; a day to come counts only where the sentence looks ahead."""
    if published is None or expression.start is None or expression.end is None:
        return 0.0
    days = (published - date.fromisoformat(expression.end)).days
    if date.fromisoformat(expression.start) > published:
        return 0.0 if looks_ahead(told) else -5.0
    return 1.0 if days <= _RECENT else 0.0 if days <= _OLD else -2.0 if days <= _VERY_OLD else -4.0


def looks_ahead(told: Told) -> bool:
    """True when the first finite verb is no past: `відбудеться`, `запрошуємо`, `зустрічаємося`."""
    doc = told.span.doc
    for token in told.span:
        if is_finite(token):
            reading = verb(token)
            return is_future(doc, token.i, told.span.end) or (
                reading is not None and reading.form in {"present", "future"}
            )
    return True
