"""Noun phrases: the head noun with the adjectives that agree with it, and that group in the nominative.

``Державною службою України з надзвичайних ситуацій``: the group is ``Державною службою``, the rest stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import fixed_words
from pipeline.names.morphology import Reading, adjective, like, parts_of_speech, plain, readings

TOKEN = re.compile(r"(?:\w\.)+(?!\w)|\w+(?:['’ʼ\-–/.]\w+)*'?|[^\w\s]")
NUMBERED = re.compile(r"(\d+)-([а-яіїєґ]{1,3})")
_CONJUNCTIONS = frozenset({"і", "та", "й", ",", "-", "–", "—"})
# An oblique singular is likelier than a nominative plural: «Ради» is more often one council than many.
_ORDER = {("Nom", "s"): 0, ("Gen", "s"): 1, ("Ins", "s"): 2, ("Dat", "s"): 3, ("Loc", "s"): 4, ("Acc", "s"): 5,
          ("Nom", "p"): 6, ("Gen", "p"): 7, ("Ins", "p"): 8, ("Dat", "p"): 9, ("Loc", "p"): 10,
          ("Acc", "p"): 11}  # fmt: skip
Agreement = tuple[str, str, str | None]


@dataclass(frozen=True)
class Token:
    """A word or sign of a phrase with its place (characters of the phrase)."""

    text: str
    start_char: int
    end_char: int


@dataclass(frozen=True)
class Group:
    """Tokens ``start`` to ``end`` (exclusive) that stand in one case; the head is the last.

    ``agreement`` is (case, number, gender); ``words`` are the nominatives of the tokens in the same number.
    """

    start: int
    end: int
    agreement: Agreement
    words: tuple[str, ...]
    animate: bool
    lemma: str
    known: bool


def tokens(text: str) -> list[Token]:
    """Words and signs of a phrase."""
    return [Token(m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]


def groups(words: list[Token], start: int = 0) -> list[Group]:
    """All readings of the agreeing group that begins at token ``start``, likeliest first; empty when there is none."""
    adjectives = _adjectives(words, start)
    for end in range(start + len(adjectives), start - 1, -1):
        found = [*_group(words, start, end)] if end < len(words) else []
        if found:
            return sorted(found, key=lambda g: (not g.known, _ORDER.get(g.agreement[:2], 99)))
    return [*_substantive(words, start, adjectives)]


def _adjectives(words: list[Token], start: int) -> list[int]:
    """Places of the tokens that can stand before the head: adjectives, their conjunctions, ordinals, adverbs."""
    places: list[int] = []
    for place in range(start, len(words)):
        text = words[place].text
        joins = plain(text) in _CONJUNCTIONS and places and places[-1] == place - 1
        if not (joins or NUMBERED.fullmatch(text) or _adjective_readings(text)):
            break
        places.append(place)
    return places


def _adjective_readings(text: str) -> list[Reading]:
    return [r for r in readings(text) if r.is_adjective] if plain(text) not in _fixed() else []


@cache
def _fixed() -> frozenset[str]:
    return frozenset(plain(row.word) for row in fixed_words())


def noun_readings(text: str) -> list[Reading]:
    """Readings of a head; an abbreviation or another fixed word stands for any case and gender."""
    if plain(text) in _fixed() or (text.isupper() and len(text) > 1) or not re.search("[а-яіїєґ]", text):
        return []
    return [r for r in readings(text) if r.is_noun]


def _group(words: list[Token], start: int, end: int) -> Iterator[Group]:
    """Groups with the head at ``end``."""
    if start == end and "PREP" in parts_of_speech(words[end].text):
        return
    for head in noun_readings(words[end].text):
        agreement = (head.case, head.number, head.gender if head.number == "s" else None)
        modifiers = [_agreeing(words[i].text, agreement, head.animate) for i in range(start, end)]
        if head.case != "Voc" and all(modifiers):
            forms = (*(m for m in modifiers if m), like(words[end].text, head.nominative))
            yield Group(start, end + 1, agreement, forms, head.animate, head.lemma, head.known)


def _agreeing(text: str, agreement: Agreement, animate: bool) -> str | None:
    """Nominative of a modifier that agrees, the text of a conjunction, or None."""
    if plain(text) in _CONJUNCTIONS:
        return text
    if match := NUMBERED.fullmatch(text):
        return _ordinal(match, agreement)
    for reading in _adjective_readings(text):
        if matches(reading, agreement):
            return like(text, reading.nominative)
    return None


def matches(reading: Reading, agreement: Agreement) -> bool:
    """Whether an adjective reading agrees in case, number and (in the singular) gender."""
    case, number, gender = agreement
    return reading.case == case and reading.number == number and (gender in (None, reading.gender) or number == "p")


def _ordinal(match: re.Match[str], agreement: Agreement) -> str:
    """``12-ї`` → ``12-та`` (частина), ``5-го`` → ``5-й``; in the plural and the nominative as it stands."""
    number, (case, count, gender) = match[1], agreement
    if case == "Nom" or count == "p" or gender is None:
        return match[0]
    consonant = "т" if number[-2:-1] == "1" else {"1": "ш", "2": "г", "7": "м", "8": "м"}.get(number[-1], "т")
    soft = number[-1] == "3" and number[-2:-1] != "1"
    ending = {"m": "й", "f": consonant + ("я" if soft else "а"), "n": consonant + ("є" if soft else "е")}[gender]
    return f"{number}-{ending}"


def _substantive(words: list[Token], start: int, places: list[int]) -> Iterator[Group]:
    """Adjectives that stand for a noun: ``виконуючого обов'язки``, ``старшою з двосторонніх відносин``."""
    places = [p for p in places if plain(words[p].text) not in _CONJUNCTIONS]
    if not places or places[0] != start:
        return
    end = start + 1
    while end in places:
        end += 1
    heads = [r for r in _adjective_readings(words[end - 1].text) if r.gender != "n" and r.case != "Voc"]
    for head in sorted(heads, key=lambda r: (not r.known, _ORDER.get((r.case, r.number), 99))):
        agreement = (head.case, head.number, head.gender if head.number == "s" else None)
        modifiers = [_agreeing(words[i].text, agreement, True) for i in range(start, end - 1)]
        if all(modifiers):
            forms = (*(m for m in modifiers if m), like(words[end - 1].text, head.nominative))
            yield Group(start, end, agreement, forms, True, head.lemma, head.known)


def singular(words: list[Token], group: Group) -> tuple[str, ...]:
    """The words of a plural group in the nominative singular: ``першими заступниками`` → ``перший``, ``заступник``."""
    head = words[group.end - 1].text
    gender = next((r.gender for r in readings(group.lemma) if r.lemma == group.lemma and r.gender), "m")
    modifiers = [_in_gender(words[i].text, gender) for i in range(group.start, group.end - 1)]
    return (*modifiers, like(head, group.lemma))


def _in_gender(text: str, gender: str) -> str:
    plural = sorted((r for r in _adjective_readings(text) if r.number == "p"), key=lambda r: r.lemma[-2:] != "ий")
    found = next(iter(plural), None)
    return like(text, adjective(found.lemma, gender)) if found else text


def replaced(text: str, words: list[Token], group: Group, forms: tuple[str, ...]) -> str:
    """The phrase with the tokens of the group replaced by ``forms``."""
    for token, form in reversed(list(zip(words[group.start : group.end], forms, strict=True))):
        text = text[: token.start_char] + form + text[token.end_char :]
    return text
