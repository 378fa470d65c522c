"""Where the main event was: a town or a venue told with its verb or noun, not that of a post, a body or a topic."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.gazetteer import Place, resolve_place
from pipeline.names.morphology import readings
from pipeline.ner.phrases import is_break, is_modifier, is_noun, possible_cases, right_edge, word_end
from pipeline.relations.event.reading import Told, has_kind, relate
from pipeline.relations.verbs import is_finite, lemma_of

_IN = frozenset({"у", "в", "на", "уві", "ві"})
_THRESHOLD = 3.0
_SENTENCES = 6
_LEAD = (2.0, 1.0)
# Words between the verb or noun of the event and its place: `відбулося виїзне засідання Комітету … у Шацьку`.
_REACH = 14


@dataclass(frozen=True)
class _Candidate:
    span: Span
    rule: str
    value: str
    score: float


def link_place(doc: Doc, told: list[Told], kind: str) -> list[Relation]:
    """The relation ``place`` with the words of the place as its value, or nothing.

    `У [Скадовську] завершився форум`; not `посол в [Україні]`, `будівництво моста в [Острозі]`.
    """
    found = [c for c in _candidates(doc, told, kind) if c.score >= _THRESHOLD]
    if not found:
        return []
    best = max(found, key=lambda c: (c.score, -c.span.start))
    return [relate("place", best.rule, doc, best.span, value=best.value)]


def _candidates(doc: Doc, told: list[Told], kind: str) -> Iterator[_Candidate]:
    dates = {i for m in document.mentions(doc, "DATE") for i in range(m.start, m.end)}
    for sentence in told:
        if sentence.number >= _SENTENCES:
            break
        for token in sentence.span:
            if token.lower_ in _IN:
                for span, rule, value, plus in _read_place(doc, token.i, sentence.span.end):
                    score = plus + _score(sentence, token.i, span, dates, kind)
                    yield _Candidate(span, rule, value, score)


def _read_place(doc: Doc, preposition: int, limit: int) -> Iterator[tuple[Span, str, str, float]]:
    """Town or venue right behind a preposition, with what speaks for the kind of place itself."""
    town = read_town(doc, preposition + 1, limit)
    if town is not None:
        span, place = town
        yield span, "link_town", span.text, _by_size(place)
        return
    venue = read_venue(doc, preposition + 1, limit)
    if venue is not None:
        yield venue, "link_venue", venue.text, -1.0


def _by_size(place: Place | None) -> float:
    """A town says more than an oblast, an oblast more than a country; Ukraine says nothing."""
    if place is None:
        return -0.5
    if place.name == "Україна":
        return -9.0
    return {"city": 0.5, "foreign_city": 0.5}.get(place.kind, -2.0)


def read_town(doc: Doc, start: int, limit: int) -> tuple[Span, Place | None] | None:
    """A toponym in the locative from token ``start``: `[місті Білій Церкві]`, `[Кам'янці-Подільському]`."""
    position = _after_settlement_word(doc, start, limit)
    told_settlement = position > start
    if position >= limit or not doc[position].text[:1].isupper():
        return None
    for end in _name_ends(doc, position, limit):
        span = doc[position:end]
        place = resolve_place(span.text)
        if place is None and not told_settlement and not _is_toponym(span):
            continue
        if _in_locative(span) and not _goes_on_as_body(doc, position, end):
            return span, place
    return None


def _after_settlement_word(doc: Doc, start: int, limit: int) -> int:
    words = {row.word for row in lexicons.settlement_words()}
    position = start
    while position < limit and (doc[position].lower_ in words or lemma_of(doc[position]) in words):
        position += 1
        if position < limit and doc[position].text == ".":
            position += 1
    return position


def _name_ends(doc: Doc, start: int, limit: int) -> Iterator[int]:
    """Ends of a name of two words and of one, hyphens included."""
    first = word_end(doc, start)
    if first < limit and doc[first].text[:1].isupper():
        yield min(word_end(doc, first), limit)
    yield first


def _is_toponym(span: Span) -> bool:
    marks = {mark for token in span for reading in readings(token.text) for mark in reading.marks}
    by_model = any(m.start == span.start and m.end == span.end for m in document.mentions(span.doc, "LOC"))
    return "Geox" in marks or by_model


def _in_locative(span: Span) -> bool:
    """No word of the name excludes the locative."""
    return all(not (cases := possible_cases(token.text)) or "Loc" in cases for token in span if token.is_alpha)


def _goes_on_as_body(doc: Doc, start: int, end: int) -> bool:
    """`у [Вінницькій] обласній адміністрації`: the adjective of a body."""
    return end < len(doc) and is_modifier(doc[end - 1]) and doc[end].pos_ in {"ADJ", "NOUN"} and not doc[end].is_punct


def read_venue(doc: Doc, start: int, limit: int) -> Span | None:
    """A building, room or ground in the locative from token ``start``: `[сесійній залі Рівненської міської ради]`."""
    head = next(
        (i for i in range(start, min(limit, start + 5)) if not is_modifier(doc[i]) and doc[i].text != "-"), None
    )
    if head is None or (not is_noun(doc[head]) and not has_kind(doc[head], "venue", "base")):
        return None
    if has_kind(doc[head], "base") and head + 1 < limit:
        end = right_edge(doc, head, limit)
        if end > head + 1 and _may_be_genitive(doc, head + 1):
            return doc[head + 1 : end]
    if not has_kind(doc[head], "venue") or "Loc" not in possible_cases(doc[head].text):
        return None
    return doc[start : right_edge(doc, head, limit)]


def _may_be_genitive(doc: Doc, i: int) -> bool:
    cases = possible_cases(doc[i].text)
    return not cases or "Gen" in cases


def _score(told: Told, preposition: int, span: Span, dates: set[int], kind: str) -> float:
    return _by_position(told, kind) + _by_left(told, preposition, dates) + _by_right(told, preposition, span, dates)


def _by_position(told: Told, kind: str) -> float:
    if told.is_headline:
        return 1.0 if kind != "statement" else 0.0
    base = _LEAD[told.number] if told.number < len(_LEAD) else 0.0
    return base - 1.5 * (kind == "statement")


def _by_left(told: Told, preposition: int, dates: set[int]) -> float:
    """What stands before the preposition: the start, a date, the noun or verb of the event, or a body or post."""
    doc, start = told.span.doc, told.span.start
    i = preposition - 1
    while i >= start and (i in dates or doc[i].is_space or doc[i].pos_ == "ADV"):
        i -= 1
    if i < start:
        return 2.0
    if preposition - 1 in dates:
        return 1.5
    if doc[i].text in {",", ":", "–", "—", "."}:
        return 1.0
    if has_kind(doc[i], "noun", "verb"):
        return 2.5
    if _is_titled(doc, i):
        return -3.0 + (2.0 if _event_before(doc, start, i) else 0.0)
    return 1.5 if _event_before(doc, start, i) else -0.5


def _is_titled(doc: Doc, i: int) -> bool:
    """`посол [в Україні]`, `управління ДСНС [у Львівській області]`: the word belongs to a post or body."""
    return any(m.start <= i < m.end for m in document.mentions(doc, "JOB", "ORG", "PERS"))


def _event_before(doc: Doc, start: int, i: int) -> bool:
    """A verb or noun of an event some words back in the same clause."""
    for k in range(i, max(start, i - _REACH) - 1, -1):
        if doc[k].text in {",", ";", ":", "«", "»", "("} or is_break(doc[k]):
            return False
        if has_kind(doc[k], "noun") or (has_kind(doc[k], "verb") and is_finite(doc[k])):
            return True
    return False


def _by_right(told: Told, preposition: int, span: Span, dates: set[int]) -> float:
    """A verb of an event behind the place, in its clause: `у Лубнах [пройшли] слухання`."""
    for k in range(span.end, min(told.span.end, span.end + _REACH)):
        token = told.span.doc[k]
        if token.text in {";", ":", "«", "."} or is_break(token):
            return 0.0
        if token.text == "," and k + 1 < told.span.end and told.span.doc[k + 1].lower_.startswith("як"):
            return 0.0
        if has_kind(token, "verb") and is_finite(token):
            return 1.5
    return 0.0
