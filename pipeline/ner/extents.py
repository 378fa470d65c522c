"""How far the name of a body reaches behind its head noun.

A noun phrase says most of it (``right_edge``); names know more: `імені Івана Франка`, `Республіки Польща`,
`в м. Києві` go on, `сьомого скликання`, `з нагоди свята`, a title or a further body end them.
"""

import re
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.gazetteer import resolve_place
from pipeline.names.candidates import is_patronymic
from pipeline.names.morphology import readings
from pipeline.ner.phrases import CLOSING, features_of, is_abbreviation, is_break, is_modifier, is_noun, right_edge

_INITIAL = re.compile(r"[А-ЯІЇЄҐ]\.?")
_MAX_NAME = 8
# Tokens behind a head noun that further heads are looked for in.
_REACH = 30
_COUNCIL, _ADMINISTRATION = "рада", "адміністрація"


@cache
def _limits(kind: str) -> frozenset[str]:
    return frozenset(row.word for row in lexicons.name_limits() if row.kind == kind)


@cache
def _heads() -> dict[str, lexicons.OrganizationHead]:
    return {row.lemma: row for row in lexicons.organization_heads()}


@cache
def _titles() -> frozenset[str]:
    return frozenset(form for row in lexicons.roles() for form in (row.lemma, row.feminine) if form)


@lru_cache(maxsize=2)
def heads_of(doc: Doc) -> tuple[Token, ...]:
    """The head nouns of bodies of a Doc, remembered: the rules for bodies start at one."""
    return tuple(token for token in doc if head_of(token) is not None)


def head_of(token: Token) -> lexicons.OrganizationHead | None:
    """The lexicon row of a head noun of bodies (`Міністерства` → міністерство), or None."""
    return _head(token.lemma_, token.lower_)


@lru_cache(maxsize=50_000)
def _head(lemma: str, form: str) -> lexicons.OrganizationHead | None:
    return _heads().get(lemma.lower()) or _heads().get(form) or _by_dictionary(form)


def _by_dictionary(form: str) -> lexicons.OrganizationHead | None:
    """By the dictionary, where the model has another lemma: only for forms that are nothing but a head noun."""
    found = {reading.lemma for reading in readings(form) if reading.known and reading.is_noun}
    return _heads().get(next(iter(found))) if len(found) == 1 else None


def may_be_head(token: Token) -> bool:
    """True when any reading of a word is a head noun of bodies: `хабу` is of хаб, and of хаба."""
    return head_of(token) is not None or any(reading.lemma in _heads() for reading in readings(token.text))


def name_end(doc: Doc, head: int, blocked: set[int]) -> int:
    """End of the name whose head noun is token ``head``; ``blocked`` are the tokens of people."""
    if head > 0 and doc[head].lemma_.lower() == _COUNCIL and is_level(doc[head - 1]):
        return head + 1
    end = right_edge(doc, head, len(doc), blocked, _further_heads(doc, head))
    end = _before_field(doc, head, end)
    end = _trimmed(doc, head, _before_limit(doc, head, end))
    end = _over_state(doc, end)
    end = _over_namesake(doc, head, end)
    return _over_town(doc, head, end)


def _before_field(doc: Doc, head: int, end: int) -> int:
    """`заступник обласної адміністрації [з питань освіти]`: an administration has all fields, its deputies one."""
    if doc[head].lemma_.lower() != _ADMINISTRATION:
        return end
    return next((i for i in range(head + 1, end - 1) if doc[i + 1].lower_ == "питань"), end)


def is_level(token: Token) -> bool:
    """`обласна`, `міська`: the level of a council."""
    return token.lemma_.lower() in _limits("level")


def is_outside(token: Token) -> bool:
    """`місцевий [центр «ЯМаріуполь»]`: an adjective that is no part of a name."""
    return token.lemma_.lower() in _limits("outside")


def is_territorial(body: Span) -> bool:
    """`Головне управління …`, `Управління патрульної поліції [в Чернівецькій області]`: an office by itself."""
    modifiers = {row.modifier for row in lexicons.role_modifiers() if row.kind == "territorial"}
    located = any(token.lower_ in {"у", "в"} and token.i + 1 < body.end for token in body[1:])
    return located or body[0].lemma_.lower() in modifiers


def is_part(body: Span) -> bool:
    """`директор [департаменту інфраструктури]`: a sub-unit in lower case that tells no body it is a part of."""
    head = next((head_of(token) for token in body if head_of(token) is not None), None)
    return head is not None and head.subunit and body.text.islower() and not is_territorial(body)


def _trimmed(doc: Doc, head: int, end: int) -> int:
    """Without what only led to the words that were cut off: adjectives, prepositions, `з питань`."""
    while end - 1 > head and end < len(doc):
        last = doc[end - 1]
        attribute = is_modifier(last) and not is_noun(last) and is_noun(doc[end]) and not is_abbreviation(last)
        if last.pos_ in {"ADP", "CCONJ"} or last.text == "," or last.lower_ == "питань" or attribute:
            end -= 1
        else:
            break
    return end


def _further_heads(doc: Doc, head: int) -> set[int]:
    """Heads of other bodies in a list: `центру зайнятості та [фабрики]`; plurals are complements (`громад`)."""
    return {i for i in _singular_heads(doc) if head < i < head + _REACH}


@lru_cache(maxsize=2)
def _singular_heads(doc: Doc) -> tuple[int, ...]:
    return tuple(token.i for token in heads_of(doc) if _is_singular(token.lower_))


@lru_cache(maxsize=50_000)
def _is_singular(form: str) -> bool:
    return any(reading.number == "s" for reading in readings(form) if reading.known)


def _before_limit(doc: Doc, head: int, end: int) -> int:
    """The end before a word that belongs to no name, a title, a possessive, or more words behind a quotation."""
    for i in range(head + 1, end):
        token = doc[i]
        if token.lemma_.lower() in _limits("end") or token.lower_ in _limits("end"):
            return i - 1 if doc[i - 1].pos_ == "ADP" else i
        if token.lemma_.lower() in _limits("session") and i > head + 1:
            return i - 1
        if token.pos_ == "DET" or _is_holder(token) or _is_behind_country(token) or _joins_latin(token):
            return i
        closed = token.text in CLOSING.values() and token.text not in CLOSING
        if closed and i + 1 < end and doc[i + 1].text[:1].islower():
            return i + 1
    return end


def _is_behind_country(token: Token) -> bool:
    """`академія при МЗС України [тренінгів для консулів]`: a name that says its country is over but for a field."""
    common = token.text.islower() and token.is_alpha and token.lower_ not in _limits("named_for")
    return token.nbor(-1).text == "України" and common and token.pos_ in {"NOUN", "ADJ"}


def _joins_latin(token: Token) -> bool:
    """`фонд Данії EIFO [та] Velux Group`: behind a conjunction a name in Latin letters is one by itself."""
    following = token.doc[min(token.i + 1, len(token.doc) - 1)]
    return token.pos_ == "CCONJ" and following.is_ascii and following.is_alpha and following.text[0].isupper()


def _is_holder(token: Token) -> bool:
    """A title in the singular, in lower case: `партія [народного депутата]`; a plural is a complement."""
    titled = token.i > 0 and token.nbor(-1).text[:1].isupper() and is_modifier(token.nbor(-1))
    is_title = token.text.islower() and token.lemma_.lower() in _titles() and not titled
    return is_title and "Sing" in features_of(token).get("Number", ())


def _over_state(doc: Doc, end: int) -> int:
    """`Республіки [Польща]`, `повіту [Сучава]`: the name of a state or unit stands in the nominative."""
    unit = doc[end - 1].lemma_.lower()
    if end < len(doc) and doc[end].text[:1].isupper() and unit in _limits("unit"):
        return end + 1
    return end + 1 if end < len(doc) and unit in _limits("state") and _is_place(doc[end]) else end


def _over_namesake(doc: Doc, head: int, end: int) -> int:
    """`імені [академіка В. І. Вернадського]`: words in lower case, then the name; nothing else belongs to the body."""
    limit = min(len(doc), end + _MAX_NAME)
    start = next((i for i in range(head + 1, limit) if doc[i].lower_ in _limits("named_for")), None)
    if start is None or start > end:
        return end
    last = start + 1 if start + 1 < len(doc) and doc[start + 1].text != "." else start + 2
    while last < limit and doc[last].text.islower() and doc[last].is_alpha and not _is_name(doc, last):
        last += 1
    words = 0
    while last < len(doc) and _is_name(doc, last) and words < _names_in(doc, last, words):
        words += int(len(doc[last].text) > 1 and doc[last - 1].text != "-" and not _INITIAL.fullmatch(doc[last].text))
        last += 1
    return last


def _names_in(doc: Doc, i: int, words: int) -> int:
    """How many words a namesake may have: two, three with a patronymic."""
    return 3 if words == 2 and is_patronymic(doc[i - 1].text) else 2


def _is_name(doc: Doc, i: int) -> bool:
    token = doc[i]
    if is_break(token) or is_abbreviation(token):
        return False
    joined = token.text in {"-", "."} and i > 0 and not doc[i - 1].whitespace_ and bool(_before(doc, i))
    return token.text[:1].isupper() or joined


def _before(doc: Doc, i: int) -> bool:
    """A dot belongs to an initial, a hyphen to a double name."""
    return bool(_INITIAL.fullmatch(doc[i - 1].text)) if doc[i].text == "." else doc[i - 1].text[:1].isupper()


def _over_town(doc: Doc, head: int, end: int) -> int:
    """`Головне управління [в м. Києві]`, `консульство [у Львові]` go on; `школа «Дивосвіт» у Коїмбрі` does not."""
    row = head_of(doc[head])
    located = row is not None and (row.kind == "branch" or row.subunit)
    for i in range(head + 1, end):
        if doc[i].lower_ in {"у", "в"} and i + 1 < len(doc):
            place = resolve_place(doc[i + 1].text)
            if place is not None and place.kind in {"city", "foreign_city"} and not located:
                return i
    if located and end + 3 <= len(doc) and doc[end].lower_ in {"у", "в"}:
        town = end + 1
        while town < len(doc) and doc[town].lower_ in {"м", "м.", ".", "місті"}:
            town += 1
        if town < len(doc) and _is_place(doc[town]):
            return town + 1
    return end


def _is_place(token: Token) -> bool:
    return token.text[:1].isupper() and resolve_place(token.text) is not None
