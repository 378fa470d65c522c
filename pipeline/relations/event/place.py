"""Where the main event was: a town or a venue told with its verb or noun, not that of a post, a body or a topic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.document import Relation
from pipeline.gazetteer import resolve_place
from pipeline.names.morphology import readings
from pipeline.ner.phrases import features_of, is_break, is_noun, is_tagged_plural, possible_cases
from pipeline.relations.event.reading import Told, has_kind, relate
from pipeline.relations.event.venues import (
    IN,
    after_settlement_word,
    by_size,
    goes_on_as_body,
    head_of_venue,
    is_named,
    is_toponym,
    name_ends,
    read_town,
    read_venue,
    venue_end,
)
from pipeline.relations.verbs import is_finite

_RELATIVE = frozenset({"що", "де", "котрий", "котра", "котре", "котрі"})
_JOINING = frozenset({"та", "і", "й", ",", "з", "із", "зі"})
_CLAUSE_ENDS = frozenset({",", ";", ":"})
_THRESHOLD = 3.0
_WITHOUT_DATELINE = frozenset({"statement"})
_HEADER = 600
_TOWN = r"[А-ЯІЇЄҐ][\w'-]+(?: [А-ЯІЇЄҐ][\w'-]+)?"
_DATE = r"\d{1,2}(?:\.\d\d\.| \w+ )\d{4}(?: ?(?:року|р\.))?"
_DAY = r"\d{1,2} [а-яіїє]+"
_DATELINE = re.compile(
    rf"^(?:м\. ?)?({_TOWN}),? {_DATE}(?=[.\n]| [–—-] )"
    rf"|^(?:{_DATE}|{_DAY}),? (?:м\. ?)?({_TOWN})(?=[.\n])|^({_TOWN})\.(?=\s)",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    rf"(?:[Мм]ісце(?: проведення)?|[Зз]а адресою|[Аа]дреса)\b[^.\n]{{0,80}}?\bм(?:\.|істо) ?(?P<town>{_TOWN})"
)
_STREET = r"(?:вул|просп|пл|бул)"
_IN_BRACKETS = re.compile(
    rf"\((?:м\. ?(?P<town>{_TOWN}), ?{_STREET}|[^()\n]*?{_STREET}[^()\n]*?, ?м\. ?(?P<last>{_TOWN})\))"
)
_SENTENCES = 6
_LEAD = (2.0, 1.0)
# Behind these words stands what an event was about: `нарада щодо ремонту моста [в Острозі]`
_TURNS = frozenset({"щодо", "про", "через", "для", "проти", "після", "стосовно", "заради", "задля", "від"})
_PARTICULARS = frozenset({"зокрема", "передусім", "насамперед"})
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

    `У [Скадовську] завершився форум`; not `посол в [Україні]`, `будівництво моста в [Острозі]`. A call has none.
    """
    if kind == "call":
        return []
    found = [c for c in _candidates(doc, told, kind) if c.score >= _THRESHOLD]
    if not found:
        return _by_address(doc, told) or ([] if kind in _WITHOUT_DATELINE else _by_dateline(doc))
    best = _narrowed(max(found, key=lambda c: (c.score, -c.span.start)), told)
    return [relate("place", best.rule, doc, best.span, value=best.value)]


def _narrowed(best: _Candidate, told: list[Told]) -> _Candidate:
    """The town told behind a country or oblast: `відвідав Чехію, зокрема [Прагу]`."""
    place = resolve_place(best.value)
    sentence = next((s.span for s in told if s.span.start <= best.span.start < s.span.end), None)
    if place is None or place.kind in {"city", "foreign_city"} or sentence is None:
        return best
    for token in sentence.doc[best.span.end : min(sentence.end, best.span.end + _REACH)]:
        if token.lower_ in _PARTICULARS:
            start = token.i + 2 if sentence.doc[token.i + 1].text == "," else token.i + 1
            found = (sentence.doc[start:end] for end in name_ends(sentence.doc, start, sentence.end))
            town = next((span for span in found if _is_town_of(span)), None)
            return best if town is None else _Candidate(town, "link_town_in_particular", town.text, best.score)
    return best


def _by_address(doc: Doc, told: list[Told]) -> list[Relation]:
    """The town of an address: `Місце проведення – м. [Запоріжжя], вул. Садова, 7`."""
    for sentence in told:
        match = _ADDRESS.search(sentence.span.text) or _bracketed_address(sentence)
        if match is not None:
            name = "town" if match["town"] else "last"
            start = sentence.span.start_char + match.start(name)
            span = doc.char_span(start, start + len(match[name]), alignment_mode="expand")
            if span is not None:
                return [relate("place", "link_place_of_address", doc, span, value=match[name])]
    return []


def _bracketed_address(told: Told) -> re.Match[str] | None:
    """`у коворкінгу (м. [Київ], вул. Суворова, 4)`, in the first sentences and where something takes place."""
    if told.number >= _SENTENCES or not any(has_kind(token, "verb", "noun") for token in told.span):
        return None
    return _IN_BRACKETS.search(told.span.text)


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
        if token.lower_ not in IN:
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
        yield span, "link_town", span.text, by_size(place)
        return
    venue = read_venue(doc, preposition + 1, limit)
    if venue is None:
        return
    yield venue, "link_venue", venue.text, -0.5 if is_named(venue) else -2.0
    last = venue[-1:]
    if len(venue) > 1 and not _is_body(venue) and _is_town_of(last):
        yield last, "link_town", last.text, 1.0


def _is_body(venue: Span) -> bool:
    return any(m.start == venue.start and m.end == venue.end for m in document.mentions(venue.doc, "ORG"))


def _is_town_of(span: Span) -> bool:
    """`бібліотека-філія № 4 [Золотоноші]`: a town in the genitive behind its venue."""
    place = resolve_place(span.text)
    return place is not None and place.kind in {"city", "foreign_city"} and span.text[0].isupper()


def _gone_to(told: Told) -> Iterator[_Candidate]:
    """What was visited: `відвідав [Ковельський ізолятор]`, `завітали до [Хустського ліцею № 3]`."""
    position = 2.5 + (1.5 if told.number <= 0 else 0.0)
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
        return max(by_size(place), -0.5) if place.name != "Україна" else -9.0
    return 0.0 if is_named(span) else -1.5


def _objects(told: Told, verb: int) -> Span | None:
    """The object of a verb of visiting, behind it or before it."""
    doc = told.span.doc
    for i in range(verb + 1, min(told.span.end, verb + _REACH)):
        if doc[i].text in {",", ";", ":", "."} or doc[i].lower_ in IN:
            break
        belongs = is_noun(doc[i - 1]) and "Gen" in possible_cases(doc[i].text)
        if not belongs and (span := _read_object(doc, i, told.span.end, "Acc")) is not None:
            return span
    for i in range(told.span.start, verb):
        certain = not _is_passed_by(doc, i, doc[verb])
        if (span := _read_object(doc, i, verb, "Acc", certain=certain)) is not None:
            return span
    return None


def _is_passed_by(doc: Doc, i: int, verb: Token) -> bool:
    """The first words of a phrase cannot be the subject of a verb in the past: `[університет] відвідала делегація`."""
    number, gender = features_of(verb).get("Number", ()), features_of(verb).get("Gender", ())
    known = [r for r in readings(doc[i].text) if r.known and r.case == "Nom"]
    if not known or (i and doc[i - 1].lower_ in _JOINING):
        return False
    if "Plur" in number:
        return all(r.number == "s" for r in known)
    return bool(gender) and all(r.number == "p" or r.gender != gender[0][0].lower() for r in known)


def _read_object(doc: Doc, start: int, limit: int, case: str, *, certain: bool = False) -> Span | None:
    """A town, a body or a venue that starts at a token and may stand in a case; ``certain``: in no nominative."""
    position = after_settlement_word(doc, start, limit)
    if position < limit and doc[position].text[:1].isupper():
        for end in name_ends(doc, position, limit):
            span = doc[position:end]
            known = resolve_place(span.text) is not None or position > start or is_toponym(span)
            if known and _may_stand(span, case, certain=certain) and not goes_on_as_body(doc, position, end):
                return span
    body = next((m for m in document.mentions(doc, "ORG") if m.start == start and m.end <= limit), None)
    if body is not None and _may_stand(body[:1], case, certain=certain):
        return body
    head = head_of_venue(doc, start, limit)
    if head is None or not has_kind(doc[head], "venue") or not _may_stand(doc[start : head + 1], case, certain=certain):
        return None
    return doc[start : venue_end(doc, start, head, limit)]


def _may_stand(span: Span, case: str, *, certain: bool) -> bool:
    cases = [possible_cases(token.text) for token in span if token.is_alpha]
    if certain and not any(found and "Nom" not in found for found in cases):
        return False
    return all(not found or case in found for found in cases)


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
    return doc[i].lower_ in {",", *IN} and bool({i - 1, i + 1} & dates)


def _is_titled(doc: Doc, i: int) -> bool:
    """`посол [в Україні]`, `управління ДСНС [у Львівській області]`: the word belongs to a post or body.

    Many people are no post: `зустрівся з випускниками [в Дубенському ліцеї]`.
    """
    found = [m for m in document.mentions(doc, "JOB", "ORG") if m.start <= i < m.end]
    return any(m.label_ == "ORG" or not is_tagged_plural(m[0]) for m in found)


def _event_before(doc: Doc, start: int, i: int) -> bool:
    """A verb or noun of an event some words back in the same clause."""
    for k in range(i, max(start, i - _REACH) - 1, -1):
        if doc[k].text in {",", ";", ":", "«", "»", "("} or doc[k].lower_ in _TURNS or is_break(doc[k]):
            return False
        if has_kind(doc[k], "noun"):
            return k == start or doc[k - 1].lower_ not in _TURNS
        if has_kind(doc[k], "verb") and is_finite(doc[k]):
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
