"""What looks like the name of a body and is none: states, events, works, places, words in capitals."""

import re
from functools import cache

from spacy.tokens import Span, Token

from pipeline import document, lexicons
from pipeline.gazetteer import resolve_place
from pipeline.names import lemma_key
from pipeline.names.morphology import readings, verb_readings
from pipeline.ner.extents import head_of
from pipeline.ner.phrases import is_abbreviation

ROMAN = re.compile(r"[IVXІХ]+")
# A word in capitals of so many letters is no short form if the dictionary knows it.
_SHOUTED = 6


@cache
def _no_bodies() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.no_bodies())


@cache
def _past_states() -> tuple[str, ...]:
    return tuple(lemma_key(word) for word in _no_bodies() if " " in word)


def is_thing(span: Span) -> bool:
    """True for what only looks like a body: `ПДВ`, `КК України`, a part of an address (`site.ua/NEWS/a.html`).

    States are none: `Російська Федерація`, `Радянського Союзу`, be it with more words behind.
    """
    # `Telegram ЛОВА` is the page of a body; `IT Ukraine` may be one.
    is_page = span[0].is_ascii and not span[0].is_upper
    if span[0].text in _no_bodies() and (len(span) == 1 or span[-1].lower_ == "україни" or is_page):
        return True
    if _begins_with_state(span) or (len(span) > 1 and resolve_place(span.text) is not None):
        return True  # `Російська Федерація з …`, `Біла Церква`
    if len(span) == 1 and ROMAN.fullmatch(span.text):
        return True
    before = document.text(span.doc)[max(0, span.start_char - 1) : span.start_char]
    after = document.text(span.doc)[span.end_char : span.end_char + 2]
    return before in {"/", "_", "@", "#"} or after[:1] in {"_", "@"} or bool(re.fullmatch(r"[:/]\w", after))


def _begins_with_state(span: Span) -> bool:
    for end in (2, 3):
        place = resolve_place(span[:end].text) if len(span) >= end else None
        if place is not None and place.kind == "country":
            return True
    return len(span) > 1 and any(f"{lemma_key(span[:3].text)} ".startswith(f"{state} ") for state in _past_states())


def is_shouted(token: Token) -> bool:
    """`ПАТРІАРХА [КИЇВСЬКОГО]`, `[ЗВІЛЬНИВ]`: a word of the dictionary in capitals, no short form."""
    if len(token) < _SHOUTED or not token.text.isupper():
        return False
    return any(r.known for r in readings(token.text)) or bool(verb_readings(token.text))


def is_common_word(token: Token) -> bool:
    """A capitalised word that the dictionary has for a thing or a place alone: `Конституція`, `Світ`, `Лежайськ`.

    So has it for words in capitals that are too long for a short form: `АГРЕСІЇ`, `МУЛЬТИМЕДІЙНА`.
    """
    if (is_abbreviation(token) and not is_shouted(token)) or head_of(token) is not None:
        return False
    known = [r for r in readings(token.text) if r.known]
    return (bool(known) or is_shouted(token)) and not any({"Name", "Surn", "Abbr"} & r.marks for r in known)


@cache
def thing_nouns() -> frozenset[str]:
    """Nouns of events, papers, works and places, which are no bodies."""
    events = (row.lemma for row in lexicons.event_triggers())
    papers = (row.lemma for row in lexicons.paper_nouns())
    others = (row.word for row in lexicons.no_body_nouns())
    return frozenset((*events, *papers, *others)) - {"рада", "комітет", "комісія"}
