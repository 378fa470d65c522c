"""Mentions of organisations: gazetteer names, head nouns with their complements, and what the model found."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.gazetteer import longest_name, resolve_organization, resolve_place
from pipeline.names import romanize
from pipeline.names.morphology import readings
from pipeline.ner.extents import head_of, heads_of, is_level, is_outside, name_end
from pipeline.ner.people import capitalised, is_capitalised
from pipeline.ner.phrases import (
    CLOSING,
    DASHES,
    case_of,
    is_abbreviation,
    is_break,
    is_modifier,
    is_tagged_plural,
    left_edge,
    quoted_end,
)
from pipeline.ner.things import ROMAN, is_common_word, is_shouted, is_thing, thing_nouns

_MAX_MODEL_TOKENS = 12
_MAX_NAME = 32
# Words that a known name in lower case must have: a firm has a `служба безпеки` too.
_LOWER = 3
# Likeness of a name in Latin letters and our romanisation of it, above all by chance: `Kherriet Smit`, `Harriet Smith`.
_SAME_SPELLING = 0.6
_LOCAL_BODIES = {"рада"}
# `Організація зустрічі`: what somebody does, no body.
_ORGANIZING = "організація"
_ORDINAL = re.compile(r"\d{1,4}-[а-яіїєґ]{1,3}")
_NUMBERED = {"military", "law_enforcement"}
_OF_PLACE = re.compile(r"[сцз]ьк(?:ий|а|е|і|ого|ої|ому|ій|им|ою|их|ими)$")


@cache
def _titles() -> frozenset[str]:
    return frozenset(form for row in lexicons.roles() for form in (row.lemma, row.feminine) if form)


@cache
def _common_modifiers() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.common_modifiers())


def find_bodies(doc: Doc, people: list[Span]) -> list[Span]:
    """Mentions of named bodies in text order; a nested body is kept beside the one that holds it."""
    blocked = {token.i for person in people for token in person}
    found = [span for find in _FINDERS for span in find(doc, blocked)]
    spans = _without_repeats([*found, *_by_model(doc, found, blocked)])
    return [span for span in spans if not is_thing(span) and not _spells_person(span, people)]


def _spells_person(span: Span, people: list[Span]) -> bool:
    """`Херріет Сміт ([Harriet Smith])`: the name of the person before, once more in Latin letters."""
    before = [person for person in people if person.end == span.start - 1 and span.doc[person.end].text == "("]
    return any(SequenceMatcher(None, romanize(person.text), span.text).ratio() > _SAME_SPELLING for person in before)


def _by_name(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """The long names of the gazetteer wherever they stand, however the tagger sees their words."""
    end = 0
    for i in sorted({token.i for token in (*capitalised(doc), *heads_of(doc))}):
        token = doc[i]
        if i < end or i in blocked:
            continue
        count = longest_name(other.text for other in doc[token.i : token.i + _MAX_NAME])
        last = token.i + count
        known = count >= _LOWER or (count > 1 and is_capitalised(token))
        if known and _may_end(doc, token.i, last) and blocked.isdisjoint(range(token.i, last)):
            yield Span(doc, token.i, last, label="ORG", kb_id="find_bodies_in_gazetteer")
            end = last


def _may_end(doc: Doc, start: int, last: int) -> bool:
    """False where a known name is the beginning of another one: `Міністерство закордонних справ [Литви]`."""
    if resolve_organization(doc[start:last].text) is None or any(is_break(token) for token in doc[start:last]):
        return False
    return last >= len(doc) or not (_is_other_country(doc[last]) or _goes_on(doc, start, last, min(last + 3, len(doc))))


def _by_head(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """A head noun with its modifiers and complements: `Полтавської обласної ради`, `Посольство США в Україні`."""
    for token in heads_of(doc):
        if token.i in blocked or not is_noun_like(token):
            continue
        start = _left_edge_of_name(doc, token, blocked)
        end = name_end(doc, token.i, blocked)
        known = _longest_known(doc, start, token.i, end)
        latin = _latin_name(doc, token, end)
        if latin is not None:
            yield Span(doc, *latin, label="ORG", kb_id="find_bodies_in_latin")
        elif known is not None:
            yield Span(doc, known[0], known[1], label="ORG", kb_id="find_bodies_in_gazetteer")
        elif names_a_body(doc, start, token, end):
            yield Span(doc, start, end, label="ORG", kb_id="find_bodies_by_head")


def _latin_name(doc: Doc, head: Token, end: int) -> tuple[int, int] | None:
    """`латвійська компанія [Latvijas Dati]`: a common noun in lower case is no part of a name in Latin letters."""
    start = head.i + 1
    if is_capitalised(head) or start >= end or not _is_latin(doc[start]):
        return None
    row = head_of(head)
    while end < len(doc) and _is_latin(doc[end]):
        end += 1
    return (start, end) if row is not None and row.kind != "effort" else None


def _is_latin(token: Token) -> bool:
    return token.text.isascii() and token.is_alpha and is_capitalised(token)


def is_noun_like(token: Token) -> bool:
    """False for verbs and adverbs that look like a head noun (`мали`, `союзно`)."""
    return token.pos_ in {"NOUN", "PROPN", "X", "ADJ"}


def _longest_known(doc: Doc, start: int, head: int, end: int) -> tuple[int, int] | None:
    """The longest part of a phrase around its head that the gazetteer knows, unless a foreign country follows it."""
    for last in range(end, head, -1):
        for first in range(start, head + 1):
            if resolve_organization(doc[first:last].text) is None or (last == head + 1 and first == head):
                continue
            if not is_capitalised(doc[first]) and last - first < _LOWER:
                continue
            if last < end and (_is_other_country(doc[last]) or _goes_on(doc, first, last, end)):
                return None
            return first, last
    return None


def _goes_on(doc: Doc, first: int, last: int, end: int) -> bool:
    """`Державна екологічна інспекція [Південно-Західного округу]`, `штаб [з питань …]` is not the known one.

    Behind a title the field is that of the post: `заступник голови Держпраці [з питань цифровізації]`.
    """
    field = doc[last].lower_ in {"з", "із"} and last + 1 < end and doc[last + 1].lower_ == "питань"
    if field and not (first > 0 and _has_fields(doc[first - 1])):
        return True
    return is_capitalised(doc[last]) and is_modifier(doc[last]) and not is_abbreviation(doc[last])


def _has_fields(before: Token) -> bool:
    """A title, or a common noun (`орган [Ради Європи] з питань конституційного права`), has the field itself."""
    if before.lemma_.lower() in _titles():
        return True
    return before.pos_ == "NOUN" and before.text.islower() and head_of(before) is None


def _is_other_country(token: Token) -> bool:
    """True for a country but Ukraine: `Міністерство закордонних справ [Литви]` is not the Ukrainian one."""
    if not is_capitalised(token):
        return False
    place = resolve_place(token.text)
    return place is not None and place.kind == "country" and place.country != "UA"


def _left_edge_of_name(doc: Doc, head: Token, blocked: set[int]) -> int:
    """Modifiers that belong to the name: from the leftmost capitalised one on (`нова [Полтавська обласна рада]`).

    Where none has a capital, all but those that say nothing of the body (`місцевий [центр «ЯМаріуполь»]`).
    """
    start = left_edge(doc, head.i, blocked=blocked)
    if is_numbered_unit(doc, start, head.i):
        return start
    while start < head.i and is_outside(doc[start]) and (doc[start].text.islower() or _starts_sentence(doc, start)):
        start += 1  # `Утворена [колегія Національної комісії]`
    first = next((i for i in range(start, head.i + 1) if is_capitalised(doc[i])), None)
    if first is not None:
        return first
    return next((i for i in range(start, head.i) if not is_outside(doc[i])), head.i)


def is_numbered_unit(doc: Doc, start: int, head: int) -> bool:
    """`5-ї державної пожежно-рятувальної частини`, `93-тя бригада`: a number before a unit of an army or service."""
    row = head_of(doc[head])
    if row is None or row.kind is not None or not _ORDINAL.fullmatch(doc[start].text):
        return False
    return row.type in _NUMBERED and (head - start > 1 or not row.weak)


def names_a_body(doc: Doc, start: int, head: Token, end: int) -> bool:
    """True when a phrase with a head noun names one body.

    Plural heads, weak heads in lower case (`проєкт ПРООН`) and sub-units in lower case do not; a capital letter at
    the start of a sentence alone proves nothing, and what names another body inside names only that one
    (`корпус санаторію «Нива»`).
    """
    row = head_of(head)
    if row is None or row.kind == "group" or is_tagged_plural(head) or _is_shouted(doc, start, end):
        return False
    if is_numbered_unit(doc, start, head.i):
        return True
    if end - start == 1:
        return is_capitalised(head) and not _starts_sentence(doc, start)
    if row.kind == "effort":
        return _is_run_by_somebody(doc, head, end)
    if row.lemma == _ORGANIZING and head.i + 1 < end and doc[head.i + 1].lemma_.lower() in thing_nouns():
        return False
    if row.kind == "meeting" and _deals_with(doc, head.i, end):
        return True
    own = _own_end(doc, head, end)
    quoted = any(doc[i].text in CLOSING for i in range(head.i + 1, own))
    opening = start if _starts_sentence(doc, start) else -1
    named_before = any(is_capitalised(doc[i]) for i in range(start, head.i) if i != opening)
    named_head = is_capitalised(head) and (head.i > start or not _starts_sentence(doc, start) or end - start > 2)
    named_after = any(is_capitalised(doc[i]) for i in range(head.i + 1, own))
    first = is_capitalised(doc[start]) and head.i > start and not _is_common_opening(doc, start)
    if row.kind == "meeting":
        return named_before or named_head or first
    if row.weak or row.subunit:
        return quoted or named_before or named_head or first
    return quoted or named_before or named_head or named_after or first


def _deals_with(doc: Doc, head: int, end: int) -> bool:
    """`комісія обласної ради [з питань освіти]` that is there already (`створити робочу групу` is still to be)."""
    made = any(doc[i].lemma_.lower().startswith(("створ", "утвор")) for i in range(max(0, head - 6), head))
    fields = (i for i in range(head + 1, end - 1) if doc[i].lower_ in {"з", "із", "зі"} and not is_break(doc[i]))
    return not made and next(fields, None) is not None


def _own_end(doc: Doc, head: Token, end: int) -> int:
    """End of the words before a further head noun: `парламент десятикласників Голосіївського [ліцею]`."""
    further = (i for i in range(head.i + 1, end) if _opens_name(doc, i))
    inner = next(further, end)
    while inner < end and inner - 1 > head.i and is_modifier(doc[inner - 1]):
        inner -= 1
    return inner


def _opens_name(doc: Doc, i: int) -> bool:
    """A further head noun, or the legal form of a name in quotes: `адміністрація [ДП «Порт»]`."""
    legal = is_abbreviation(doc[i]) and i + 1 < len(doc) and doc[i + 1].text in CLOSING
    return legal or (head_of(doc[i]) is not None and not is_tagged_plural(doc[i]))


def _is_run_by_somebody(doc: Doc, head: Token, end: int) -> bool:
    """`проєкт USAID DOBRE`, `Програма «U-LEAD з Європою»` act like bodies; `проєкт ПРООН`, `програма «Тепло»` do not.

    Under a common noun both who runs it and its own name are told; a capital letter makes it a title.
    """
    rest = doc[head.i + 1 : end]
    runners = [token for token in rest if is_abbreviation(token) and resolve_organization(token.text) is not None]
    own = any(token.text in CLOSING or (_is_latin(token) and token not in runners) for token in rest)
    return bool(own or runners) if is_capitalised(head) else bool(own and runners)


def _is_common_opening(doc: Doc, start: int) -> bool:
    """`[Перша] група лікарів`: a common modifier with the capital of its sentence."""
    return _starts_sentence(doc, start) and doc[start].lemma_.lower() in _common_modifiers()


def _starts_sentence(doc: Doc, i: int) -> bool:
    return i == 0 or bool(doc[i].is_sent_start) or is_break(doc[i - 1]) or doc[i - 1].text in CLOSING


def _is_shouted(doc: Doc, start: int, end: int) -> bool:
    """True inside a headline in capitals, where capitals tell nothing."""
    words = [token for token in doc[start:end] if token.is_alpha]
    return len(words) > 1 and all(token.text.isupper() for token in words)


def _by_level(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """`депутати [обласної ради]`, in lower case: a council that the release names elsewhere or is plain from it."""
    for token in heads_of(doc):
        adjective = doc[max(token.i - 1, 0)]
        if token.lemma_.lower() in _LOCAL_BODIES and token.text.islower() and is_level(adjective):
            alone = adjective.text.islower() and token.i - 1 not in blocked and not is_tagged_plural(token)
            if alone and not (token.i > 1 and is_capitalised(doc[token.i - 2]) and is_modifier(doc[token.i - 2])):
                yield Span(doc, token.i - 1, token.i + 1, label="ORG", kb_id="find_bodies_by_level")


def _by_legal_form(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """`ТОВ «Зернолан»`, `ГО «Крила»`: an abbreviation right before a quotation."""
    for token in capitalised(doc):
        if token.i + 1 == len(doc):
            break
        if is_abbreviation(token) and len(token.text) < 6 and doc[token.i + 1].text in CLOSING:
            end = quoted_end(doc, token.i + 1)
            if end is not None:
                yield Span(doc, token.i, end, label="ORG", kb_id="find_bodies_by_legal_form")


def _by_gazetteer(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """Short forms known to the gazetteer: `МЗС України`, `Держатомрегулювання`, `Мін'юсту`, `Харківська ОВА`."""
    for token in capitalised(doc):
        if token.i in blocked or len(token.text) < 2 or head_of(token) is not None:
            continue
        if _is_latin(token) and token.i and _is_latin(doc[token.i - 1]):
            continue  # `(US NRC)` is not the NRC of the gazetteer
        start = left_edge(doc, token.i, blocked=blocked) if is_abbreviation(token) else token.i
        end = token.i + 1
        if end < len(doc) and doc[end].lower_ in {"україни", "україна"}:
            end += 1
        elif (last := _country_end(doc, token, end)) > end:
            yield Span(doc, token.i, last, label="ORG", kb_id="find_bodies_of_country")
            continue
        for first, last in ((start, end), (token.i, end), (token.i, token.i + 1)):
            if resolve_organization(doc[first:last].text) is not None:
                yield Span(doc, first, last, label="ORG", kb_id="find_bodies_by_gazetteer")
                break


def _country_end(doc: Doc, short: Token, start: int) -> int:
    """End of the country behind a short form: `МЗС [Литви]`, `МВС [Литовської Республіки]`; ``start`` for none."""
    if not is_abbreviation(short) or short.pos_ == "ADP" or start >= len(doc):
        return start
    if _is_other_country(doc[start]):
        return start + 1 if case_of(doc[start]) != "Nom" else start
    place = resolve_place(doc[start : start + 2].text) if is_capitalised(doc[start]) else None
    foreign = place is not None and place.kind == "country" and place.country != "UA"
    return start + 2 if foreign and start + 2 <= len(doc) else start


# In this order the first of two spans with the same bounds stays.
_FINDERS = (_by_name, _by_head, _by_legal_form, _by_gazetteer, _by_level)


def _by_model(doc: Doc, known: list[Span], blocked: set[int]) -> Iterator[Span]:
    """Bodies that only the model saw; one that overlaps a body found by rule says nothing new."""
    covered = {token.i for span in known for token in span}
    for entity in doc.ents:
        positions = set(range(entity.start, entity.end))
        if entity.label_ == "ORG" and positions.isdisjoint(covered) and positions.isdisjoint(blocked):
            start, end = _trim(doc, entity.start, _before_dash(doc, entity.start, entity.end))
            end = _closed(doc, start, end)
            if start < end and _is_plausible(doc, start, end):
                yield Span(doc, start, end, label="ORG", kb_id="find_bodies_by_model")


def _is_plausible(doc: Doc, start: int, end: int) -> bool:
    """A capital first, no verb, no title, no headline in capitals, quotes in pairs."""
    words = [token for token in doc[start:end] if token.is_alpha]
    first = doc[start]
    if not words or end - start > _MAX_MODEL_TOKENS or any(is_break(token) for token in doc[start:end]):
        return False
    if _is_shouted(doc, start, end) and (len(words) > 2 or any(_is_ordinary(token) for token in words)):
        return False
    if any(token.pos_ in {"VERB", "AUX"} for token in words) or words[0].lemma_.lower() in _titles():
        return False
    noun = next((token for token in words if not is_modifier(token)), words[0])
    if {noun.lemma_.lower(), noun.lower_} & thing_nouns() or ROMAN.fullmatch(first.text):
        return False
    if _is_quoted_thing(doc, start):
        return False
    if len(words) == 1 and (is_tagged_plural(words[0]) or is_common_word(words[0])):
        return False
    if first.text not in CLOSING and all(_is_adjective(word) or word.pos_ == "CCONJ" for word in words):
        return False  # `Балаклійський`, `Кременчуцький міський`, `Надзвичайний і` without their noun
    text = doc[start:end].text
    balanced = text.count("«") == text.count("»")
    if resolve_place(text) is not None or len(text) < 2:
        return False
    return balanced and (is_capitalised(first) or first.text in CLOSING) and not _is_title_of_work(doc, start)


def _is_ordinary(token: Token) -> bool:
    """`[ДО] [АВСТРАЛІЇ]`: words that have capitals only because all around them do."""
    return token.pos_ == "ADP" or is_shouted(token) or resolve_place(token.text) is not None


def _is_adjective(token: Token) -> bool:
    """By the dictionary, or by the ending of adjectives of places that it lacks: `Відрадненський`."""
    known = [r for r in readings(token.text) if r.known]
    if not known:
        return bool(_OF_PLACE.search(token.text))
    return not is_abbreviation(token) and any(r.is_adjective for r in known)


def _is_quoted_thing(doc: Doc, start: int) -> bool:
    """`ярмарок «[Смаки Опілля]»`: the model left the quotation mark out of the name of an event, place or work."""
    return start > 1 and doc[start - 1].text in CLOSING and head_of(doc[start - 2]) is None


def _is_title_of_work(doc: Doc, start: int) -> bool:
    """A quotation behind a common noun is the name of an event, book or programme: `роман [«Тигролови»]`."""
    return doc[start].text in CLOSING and (start == 0 or not is_abbreviation(doc[start - 1]))


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and not any(c.isalnum() for c in doc[start].text) and doc[start].text not in CLOSING:
        start += 1
    while start < end and not any(c.isalnum() for c in doc[end - 1].text) and doc[end - 1].text not in CLOSING.values():
        end -= 1
    opening = next((i for i in range(start + 1, end) if doc[i].text == "("), None)
    closed = opening is None or any(doc[i].text == ")" for i in range(opening, end))
    return start, end if closed or opening is None else opening


def _before_dash(doc: Doc, start: int, end: int) -> int:
    """`[Національна радіокомпанія України] – заклик`: a dash between blanks is in no name."""
    for i in range(start + 1, end):
        if doc[i].text in CLOSING:
            return end
        if doc[i].text in DASHES and doc[i - 1].whitespace_:
            return i
    return end


def _closed(doc: Doc, start: int, end: int) -> int:
    """Close a quotation that the model cut in the middle."""
    opening = next((i for i in range(start, end) if doc[i].text == "«"), None)
    if opening is not None and not any(doc[i].text == "»" for i in range(opening, end)):
        return max(end, quoted_end(doc, opening) or end)
    return end


def _without_repeats(spans: list[Span]) -> list[Span]:
    """One span for the same bounds; of two that cross without nesting, the one that starts first."""
    unique: dict[tuple[int, int], Span] = {}
    for span in spans:
        unique.setdefault((span.start, span.end), span)
    kept: list[Span] = []
    for span in sorted(unique.values(), key=lambda s: (s.start, -len(s))):
        if not any(other.start < span.start < other.end < span.end for other in kept):
            kept.append(span)
    return kept
