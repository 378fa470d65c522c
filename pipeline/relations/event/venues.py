"""Towns and venues as they are written: how far the name of one reaches, and whether it can be a place here."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.gazetteer import Place, resolve_place
from pipeline.names.morphology import readings
from pipeline.ner.phrases import is_modifier, is_noun, possible_cases, right_edge, word_end
from pipeline.relations.event.reading import has_kind
from pipeline.relations.subjects import is_only_animate
from pipeline.relations.verbs import lemma_of

IN = frozenset({"у", "в", "на", "уві", "ві"})


def is_named(venue: Span) -> bool:
    """More than a bare noun: `Хустський ліцей`, `ліцей № 3`; not `ліцей`."""
    return len(venue) > 1


def by_size(place: Place | None) -> float:
    """A town says more than an oblast, an oblast more than a country; Ukraine says nothing."""
    if place is None:
        return -0.5
    if place.name == "Україна":
        return -9.0
    return {"city": 0.5, "foreign_city": 0.5}.get(place.kind, -2.0)


def read_town(doc: Doc, start: int, limit: int) -> tuple[Span, Place | None] | None:
    """A toponym in the locative from token ``start``: `[місті Білій Церкві]`, `[Кам'янці-Подільському]`."""
    position = after_settlement_word(doc, start, limit)
    told_settlement = position > start
    if position >= limit or not doc[position].text[:1].isupper():
        return None
    for end in name_ends(doc, position, limit):
        span = doc[position:end]
        place = resolve_place(span.text)
        if place is None and not told_settlement and (not is_toponym(span) or has_kind(span[0], "venue")):
            continue
        if (told_settlement or _in_locative(span)) and not goes_on_as_body(doc, position, end):
            return span, place
    return None


def after_settlement_word(doc: Doc, start: int, limit: int) -> int:
    words = {row.word for row in lexicons.settlement_words()}
    position = start
    while position < limit and (doc[position].lower_ in words or lemma_of(doc[position]) in words):
        position += 1
        if position < limit and doc[position].text == ".":
            position += 1
    return position


def name_ends(doc: Doc, start: int, limit: int) -> Iterator[int]:
    """Ends of a name of two words and of one, hyphens included."""
    first = word_end(doc, start)
    if first < limit and doc[first].text[:1].isupper():
        yield min(word_end(doc, first), limit)
    yield first


def is_toponym(span: Span) -> bool:
    marks = {mark for token in span for reading in readings(token.text) for mark in reading.marks}
    by_model = any(m.start == span.start and m.end == span.end for m in document.mentions(span.doc, "LOC"))
    return "Geox" in marks or by_model


def _in_locative(span: Span) -> bool:
    """No word of the name excludes the locative."""
    return all(not (cases := possible_cases(token.text)) or "Loc" in cases for token in span if token.is_alpha)


def goes_on_as_body(doc: Doc, start: int, end: int) -> bool:
    """`у [Вінницькій] обласній адміністрації`: the adjective of a body."""
    return end < len(doc) and is_modifier(doc[end - 1]) and doc[end].pos_ in {"ADJ", "NOUN"} and not doc[end].is_punct


def read_venue(doc: Doc, start: int, limit: int) -> Span | None:
    """A building, room or ground in the locative from token ``start``: `[сесійній залі Рівненської міської ради]`."""
    head = head_of_venue(doc, start, limit)
    if head is None:
        return None
    if has_kind(doc[head], "base") and head + 1 < limit:
        end = venue_end(doc, head + 1, head, limit)
        if end > head + 1 and _may_be_genitive(doc, head + 1):
            return doc[head + 1 : end]
    if not has_kind(doc[head], "venue") or "Loc" not in possible_cases(doc[head].text):
        return None
    if head + 1 < limit and has_kind(doc[head + 1], "figure"):
        return None
    venue = doc[_venue_start(doc, start, head) : venue_end(doc, start, head, limit)]
    return None if _are_several(doc[head]) and venue.text.islower() else venue


def _venue_start(doc: Doc, start: int, head: int) -> int:
    """A small adjective before a capitalised noun is no part of its name: `у київському [Будинку актора]`."""
    return head if doc[head].is_title and all(token.is_lower for token in doc[start:head]) else start


def _are_several(noun: Token) -> bool:
    """`у [школах] громади`: without a name no place of one event."""
    return {reading.number for reading in readings(noun.text) if reading.case == "Loc"} == {"p"}


def head_of_venue(doc: Doc, start: int, limit: int) -> int | None:
    """The noun behind the adjectives from token ``start``."""
    for i in range(start, min(limit, start + 5)):
        if i + 2 < limit and doc[i + 1].text == "-" and not doc[i].whitespace_ and has_kind(doc[i + 2], "venue"):
            continue  # `у прес-[центрі] агентства`
        if not is_modifier(doc[i]) and doc[i].text != "-":
            return i if is_noun(doc[i]) or has_kind(doc[i], "venue", "base") else None
    return None


def venue_end(doc: Doc, start: int, head: int, limit: int) -> int:
    """End of the name of a venue: that of the body it is, else its complements without a town behind them."""
    ends = [m.end for m in document.mentions(doc, "ORG") if start <= m.start <= head < m.end <= limit]
    if ends:
        return max(ends)
    end = right_edge(doc, head, limit)
    return next((i for i in range(head + 1, end) if doc[i].lower_ in IN or _is_guest(doc[head], doc[i])), end)


def _is_guest(venue: Token, token: Token) -> bool:
    """People behind a common noun are no part of it: `прийняв у [парламенті] десятикласників`."""
    return venue.is_lower and token.is_lower and is_noun(token) and is_only_animate(token)


def _may_be_genitive(doc: Doc, i: int) -> bool:
    cases = possible_cases(doc[i].text)
    return not cases or "Gen" in cases
