"""Where the main event was: a town or a venue told with its verb or noun, not that of a post, a body or a topic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.gazetteer import Place, resolve_place
from pipeline.names.morphology import readings
from pipeline.ner.phrases import is_break, is_modifier, is_noun, possible_cases, right_edge, word_end
from pipeline.relations.event.reading import Told, has_kind, relate
from pipeline.relations.verbs import is_finite, lemma_of

_IN = frozenset({"у", "в", "на", "уві", "ві"})
_RELATIVE = frozenset({"що", "де", "котрий", "котра", "котре", "котрі"})
_CLAUSE_ENDS = frozenset({",", ";", ":"})
_THRESHOLD = 3.0
_WITHOUT_DATELINE = frozenset({"statement", "call"})
_HEADER = 600
_TOWN = r"[А-ЯІЇЄҐ][\w'-]+(?: [А-ЯІЇЄҐ][\w'-]+)?"
_DATE = r"\d{1,2}(?:\.\d\d\.| \w+ )\d{4}(?: ?(?:року|р\.))?"
_DATELINE = re.compile(
    rf"^(?:м\. ?)?({_TOWN}),? {_DATE}(?=[.\n]| [–—-] )|^{_DATE},? (?:м\. ?)?({_TOWN})(?=[.\n])|^({_TOWN})\.(?=\s)",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    rf"(?:[Мм]ісце(?: проведення)?|[Зз]а адресою|[Аа]дреса)\b[^.\n]{{0,80}}?\bм(?:\.|істо) ?(?P<town>{_TOWN})"
)
_SENTENCES = 6
_LEAD = (2.0, 1.0)
# Behind these words stands what an event was about: `нарада щодо ремонту моста [в Острозі]`
_TURNS = frozenset({"щодо", "про", "через", "для", "проти", "після", "стосовно", "заради", "задля", "від"})
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
        return _by_address(doc, told) or ([] if kind in _WITHOUT_DATELINE else _by_dateline(doc))
    best = max(found, key=lambda c: (c.score, -c.span.start))
    return [relate("place", best.rule, doc, best.span, value=best.value)]


def _by_address(doc: Doc, told: list[Told]) -> list[Relation]:
    """The town of an address: `Місце проведення – м. [Запоріжжя], вул. Садова, 7`."""
    for sentence in told:
        match = _ADDRESS.search(sentence.span.text)
        if match is not None:
            start = sentence.span.start_char + match.start("town")
            span = doc.char_span(start, start + len(match["town"]), alignment_mode="expand")
            if span is not None:
                return [relate("place", "link_place_of_address", doc, span, value=match["town"])]
    return []


def _by_dateline(doc: Doc) -> list[Relation]:
    """The town before or behind the date of the first lines: `[Ніжин], 27 лютого 2025 року`, `[Берлін]. Працюю …`."""
    for match in _DATELINE.finditer(document.text(doc), 0, _HEADER):
        town = next(name for name in match.groups() if name)
        start = document.text(doc).index(town, match.start())
        span = doc.char_span(start, start + len(town))
        place = resolve_place(town)
        if span is not None and place is not None and place.name != "Україна" and place.name == town:
            return [relate("place", "link_place_of_dateline", doc, span, value=town)]
    return []


def _candidates(doc: Doc, told: list[Told], kind: str) -> Iterator[_Candidate]:
    for sentence in told:
        if sentence.number >= _SENTENCES:
            break
        yield from _in_sentence(doc, sentence, kind)
        yield from _gone_to(sentence)


def _in_sentence(doc: Doc, told: Told, kind: str) -> Iterator[_Candidate]:
    """Towns and venues behind `у`, `в`, `на`; a town right behind a venue goes before it: `у ліцеї [в Коломиї]`."""
    dates = {i for m in document.mentions(doc, "DATE") for i in range(m.start, m.end)}
    last: _Candidate | None = None
    for token in told.span:
        if token.lower_ not in _IN:
            continue
        for span, rule, value, plus in _read_place(doc, token.i, told.span.end):
            score = plus + _score(told, token.i, span, dates, kind)
            if last is not None and last.rule == "link_venue" and last.span.end == token.i and rule == "link_town":
                score = max(score, last.score + 1.5)
            last = _Candidate(span, rule, value, score)
            yield last


def _read_place(doc: Doc, preposition: int, limit: int) -> Iterator[tuple[Span, str, str, float]]:
    """Town or venue right behind a preposition, with what speaks for the kind of place itself."""
    town = read_town(doc, preposition + 1, limit)
    if town is not None:
        span, place = town
        yield span, "link_town", span.text, _by_size(place)
        return
    venue = read_venue(doc, preposition + 1, limit)
    if venue is not None:
        yield venue, "link_venue", venue.text, -0.5 if is_named(venue) else -2.0


def is_named(venue: Span) -> bool:
    """More than a bare noun: `Хустський ліцей`, `ліцей № 3`; not `ліцей`."""
    return len(venue) > 1


def _gone_to(told: Told) -> Iterator[_Candidate]:
    """What was visited: `відвідав [Ковельський ізолятор]`, `завітали до [Хустського ліцею № 3]`."""
    position = 2.5 + (0.5 if told.number <= 0 else 0.0)
    for token in told.span:
        if has_kind(token, "go"):
            span = _goal(told, token)
            if span is not None:
                yield _Candidate(span, _rule_of(span), span.text, position + _by_kind(span))
        if has_kind(token, "see"):
            found = _objects(told, token.i)
            if found is not None:
                yield _Candidate(found, _rule_of(found), found.text, position + _by_kind(found))


def _goal(told: Told, word: Token) -> Span | None:
    """Where somebody went, behind the word or, in the clause of a verb, before it: `до [Харкова] прибула делегація`."""
    doc = word.doc
    places = list(range(word.i + 1, min(told.span.end, word.i + _REACH)))
    if is_finite(word):
        places += range(_clause_start(told, word.i), word.i)
    goals = (_read_object(doc, i + 1, told.span.end, "Gen") for i in places if doc[i].lower_ == "до")
    return next((span for span in goals if span is not None), None)


def _clause_start(told: Told, i: int) -> int:
    """The token behind the last comma, colon or line break before a token."""
    while i > told.span.start and told.span.doc[i - 1].text not in _CLAUSE_ENDS and not is_break(told.span.doc[i - 1]):
        i -= 1
    return i


def _rule_of(span: Span) -> str:
    return "link_town" if resolve_place(span.text) is not None else "link_venue"


def _by_kind(span: Span) -> float:
    """Who travels may go to a whole region: `відвідав [Хмельниччину]`."""
    place = resolve_place(span.text)
    if place is not None:
        return max(_by_size(place), -0.5) if place.name != "Україна" else -9.0
    return 0.0 if is_named(span) else -1.5


def _objects(told: Told, verb: int) -> Span | None:
    """The object of a verb of visiting, behind it or before it."""
    doc = told.span.doc
    for i in range(verb + 1, min(told.span.end, verb + _REACH)):
        if doc[i].text in {",", ";", ":", "."} or doc[i].lower_ in _IN:
            break
        if (span := _read_object(doc, i, told.span.end, "Acc")) is not None:
            return span
    for i in range(told.span.start, verb):
        if (span := _read_object(doc, i, verb, "Acc", certain=True)) is not None:
            return span
    return None


def _read_object(doc: Doc, start: int, limit: int, case: str, *, certain: bool = False) -> Span | None:
    """A town, a body or a venue that starts at a token and may stand in a case; ``certain``: in no nominative."""
    position = _after_settlement_word(doc, start, limit)
    if position < limit and doc[position].text[:1].isupper():
        for end in _name_ends(doc, position, limit):
            span = doc[position:end]
            known = resolve_place(span.text) is not None or position > start
            if known and _may_stand(span, case, certain=certain) and not _goes_on_as_body(doc, position, end):
                return span
    body = next((m for m in document.mentions(doc, "ORG") if m.start == start and m.end <= limit), None)
    if body is not None and _may_stand(body[:1], case, certain=certain):
        return body
    head = _head_of_venue(doc, start, limit)
    if head is None or not has_kind(doc[head], "venue") or not _may_stand(doc[start : head + 1], case, certain=certain):
        return None
    return doc[start : _venue_end(doc, start, head, limit)]


def _may_stand(span: Span, case: str, *, certain: bool) -> bool:
    cases = [possible_cases(token.text) for token in span if token.is_alpha]
    if certain and not any(found and "Nom" not in found for found in cases):
        return False
    return all(not found or case in found for found in cases)


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
        if (told_settlement or _in_locative(span)) and not _goes_on_as_body(doc, position, end):
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
    head = _head_of_venue(doc, start, limit)
    if head is None:
        return None
    if has_kind(doc[head], "base") and head + 1 < limit:
        end = _venue_end(doc, head + 1, head, limit)
        if end > head + 1 and _may_be_genitive(doc, head + 1):
            return doc[head + 1 : end]
    if not has_kind(doc[head], "venue") or "Loc" not in possible_cases(doc[head].text):
        return None
    venue = doc[start : _venue_end(doc, start, head, limit)]
    return None if _are_several(doc[head]) and venue.text.islower() else venue


def _are_several(noun: Token) -> bool:
    """`у [школах] громади`: without a name no place of one event."""
    return {reading.number for reading in readings(noun.text) if reading.case == "Loc"} == {"p"}


def _head_of_venue(doc: Doc, start: int, limit: int) -> int | None:
    """The noun behind the adjectives from token ``start``."""
    for i in range(start, min(limit, start + 5)):
        if not is_modifier(doc[i]) and doc[i].text != "-":
            return i if is_noun(doc[i]) or has_kind(doc[i], "venue", "base") else None
    return None


def _venue_end(doc: Doc, start: int, head: int, limit: int) -> int:
    """End of the name of a venue: that of the body it is, else its complements without a town behind them."""
    ends = [m.end for m in document.mentions(doc, "ORG") if start <= m.start <= head < m.end <= limit]
    if ends:
        return max(ends)
    end = right_edge(doc, head, limit)
    return next((i for i in range(head + 1, end) if doc[i].lower_ in _IN), end)


def _may_be_genitive(doc: Doc, i: int) -> bool:
    cases = possible_cases(doc[i].text)
    return not cases or "Gen" in cases


def _score(told: Told, preposition: int, span: Span, dates: set[int], kind: str) -> float:
    return _by_position(told, kind) + _by_left(told, preposition, dates) + _by_right(told, preposition, span, dates)


def _by_position(told: Told, kind: str) -> float:
    if told.is_headline:
        return 1.0 if kind != "statement" else 0.0
    base = _LEAD[told.number] if told.number < len(_LEAD) else 0.0
    return base - 1.0 * (kind == "statement")


def _by_left(told: Told, preposition: int, dates: set[int]) -> float:
    """What stands before the preposition: the start, the noun or verb of the event, or a body or post."""
    doc, start = told.span.doc, told.span.start
    i = preposition - 1
    while i >= start and (i in dates or doc[i].is_space or doc[i].pos_ == "ADV" or _beside_date(doc, i, dates)):
        i -= 1
    if i < start or not any(token.is_alpha for token in doc[start : i + 1]):
        return 2.5
    if has_kind(doc[i], "noun", "verb"):
        return 3.0
    if i < preposition - 1:
        return 1.5
    if doc[i].text in {",", ":", "–", "—", "."}:
        return 1.0
    if _is_titled(doc, i):
        return -3.0 + (2.0 if _event_before(doc, start, i) else 0.0)
    return 1.5 if _event_before(doc, start, i) else -0.5


def _beside_date(doc: Doc, i: int, dates: set[int]) -> bool:
    """The comma or preposition around a date: `пройшли [у] вівторок, 9 квітня[,] на станції`."""
    return doc[i].lower_ in {",", *_IN} and bool({i - 1, i + 1} & dates)


def _is_titled(doc: Doc, i: int) -> bool:
    """`посол [в Україні]`, `управління ДСНС [у Львівській області]`: the word belongs to a post or body."""
    return any(m.start <= i < m.end for m in document.mentions(doc, "JOB", "ORG"))


def _event_before(doc: Doc, start: int, i: int) -> bool:
    """A verb or noun of an event some words back in the same clause."""
    for k in range(i, max(start, i - _REACH) - 1, -1):
        if doc[k].text in {",", ";", ":", "«", "»", "("} or doc[k].lower_ in _TURNS or is_break(doc[k]):
            return False
        if has_kind(doc[k], "noun") or (has_kind(doc[k], "verb") and is_finite(doc[k])):
            return True
    return False


def _by_right(told: Told, preposition: int, span: Span, dates: set[int]) -> float:
    """A verb of an event behind the place, in its clause: `у Лубнах [пройшли] слухання`.

    A relative clause ends at its comma: `голова, яка мешкає в Умані, провела лекцію`.
    """
    opening = told.span.doc[_clause_start(told, preposition)]
    is_relative = opening.lower_ in _RELATIVE or opening.lower_.startswith("як")
    for k in range(span.end, min(told.span.end, span.end + _REACH)):
        token = told.span.doc[k]
        if token.text in {";", ":", "«", "."} or is_break(token):
            return 0.0
        if token.text == "," and (is_relative or told.span.doc[k + 1 : k + 2].text.lower().startswith("як")):
            return 0.0
        if has_kind(token, "verb") and is_finite(token):
            return 1.5
    return 0.0
