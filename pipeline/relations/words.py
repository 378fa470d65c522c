"""Nouns, prepositions and cases of single words: the tagger, corrected by what the dictionary allows; listed words."""

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Token

from pipeline import lexicons
from pipeline.names.morphology import parts_of_speech, readings
from pipeline.ner.phrases import case_of, is_noun


@cache
def clause_words(kind: str) -> frozenset[str]:
    """Small words of one kind: ``joining`` → `та`, `і`, `й` …"""
    return frozenset(row.form for row in lexicons.clause_words() if row.kind == kind)


@cache
def topic_words(kind: str) -> frozenset[str]:
    """Words of topics of one kind: ``empty`` → `питання`, `тема` …"""
    return frozenset(row.form for row in lexicons.topic_markers() if row.kind == kind)


@cache
def action_words(kind: str) -> frozenset[str]:
    """Words and phrases of actions of one kind: ``wish`` → `сподіватися`, `надія` …"""
    return frozenset(row.form for row in lexicons.action_markers() if row.kind == kind)


@cache
def action_phrases(kind: str) -> frozenset[str]:
    """Those of `action_words` that are more than one word."""
    return frozenset(form for form in action_words(kind) if " " in form)


@cache
def paper_nouns() -> frozenset[str]:
    """Lemmas of nouns for papers."""
    return frozenset(row.lemma for row in lexicons.paper_nouns())


def is_paper(token: Token) -> bool:
    """`меморандум`, `угода`, `протокол`."""
    return is_noun(token) and token.lemma_.lower() in paper_nouns()


def is_dash(token: Token) -> bool:
    """A dash between words; so is the hyphen with blanks round it that messengers have for one (`тема - [освіта]`)."""
    if token.text != "-":
        return token.text in {"–", "—", "‒", "―"}
    return bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)


def is_noun_word(token: Token) -> bool:
    """A noun by the tagger, or a word that the dictionary knows as nothing else (`досвід`, tagged as a preposition)."""
    return is_noun(token) or (token.is_alpha and parts_of_speech(token.text) == {"NOUN"})


def is_preposition(token: Token) -> bool:
    """A preposition by the tagger that the dictionary does not contradict."""
    return token.pos_ == "ADP" and (
        not token.is_alpha or "PREP" in parts_of_speech(token.text) or token.lower_ == "щодо"
    )


def stands_in(token: Token, cases: Iterable[str]) -> bool:
    """The case of the tagger is one of these; where the dictionary excludes it, one of the possible ones is."""
    wanted, tagged = set(cases), case_of(token)
    possible = possible_cases(token)
    if possible and tagged not in possible:
        return bool(possible & wanted)
    return tagged in wanted


def may_stand_in(token: Token, cases: Iterable[str]) -> bool:
    """The dictionary allows one of these cases; the tagger decides on words that it lacks."""
    possible = possible_cases(token)
    return bool(possible & set(cases)) if possible else case_of(token) in set(cases)


def possible_cases(token: Token) -> set[str]:
    """Cases that the dictionary allows for the form; empty for words that it lacks."""
    return {reading.case for reading in readings(token.text) if reading.known}
