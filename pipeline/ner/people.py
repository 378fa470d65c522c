"""Mentions of people: what the model found, mended, and what patterns of Ukrainian names add."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.ner.phrases import is_abbreviation

_CAPITAL = "А-ЯІЇЄҐA-Z"
_INITIALS_FIRST = re.compile(rf"\b[{_CAPITAL}]\.\s?(?:[{_CAPITAL}]\.\s?)?[{_CAPITAL}][\w'’-]+")
_INITIALS_LAST = re.compile(rf"\b[{_CAPITAL}][\w'’-]+\s[{_CAPITAL}]\.\s?[{_CAPITAL}]\.")
_PARTICLES = {"ван", "дер", "де", "фон", "аль", "ель", "ді", "да", "ле", "оглу", "заде", "бін"}
_PATRONYMIC = re.compile(r"(?:ович|йович|ьович|івн|ївн)[а-яіїє]*$")
# A surname in another case keeps all but its last letters: `Баньков` / `Баньковим`, `Павелко` / `Павелка`.
_INFLECTION = 3


@cache
def _given_names() -> frozenset[str]:
    return frozenset(row.name.lower() for row in lexicons.given_names())


def is_capitalised(token: Token) -> bool:
    """True for words that start with a capital letter (`Баньков`, `БАНЬКОВ`)."""
    return token.text[:1].isupper() and token.text[:1].isalpha()


def is_given_name(token: Token) -> bool:
    """True for a capitalised form of a known given name in any case (`Олександром`)."""
    return is_capitalised(token) and token.lemma_.lower() in _given_names()


def find_people(doc: Doc) -> list[Span]:
    """Mentions of people in text order, not overlapping."""
    found = [*_by_initials(doc), *_by_given_name(doc), *_by_model(doc)]
    people = _longest(found)
    return _longest([*people, *_by_surname(doc, people)])


def _by_model(doc: Doc) -> Iterator[Span]:
    for entity in doc.ents:
        if entity.label_ == "PERS":
            for start, end in _name_runs(doc, entity.start, entity.end):
                start, end = _widen(doc, start, end)
                if not _is_only_abbreviation(doc, start, end):
                    yield Span(doc, start, end, label="PERS", kb_id="find_people_by_model")


def _is_only_abbreviation(doc: Doc, start: int, end: int) -> bool:
    return end - start == 1 and is_abbreviation(doc[start]) and len(doc[start].text) <= 5


def _name_runs(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of name words within a model's entity: without titles before it and split at `та` and commas."""
    run: list[int] = []
    for i in range(start, end):
        if _may_be_in_name(doc[i]):
            run.append(i)
        elif run:
            yield _trimmed(doc, run)
            run = []
    if run:
        yield _trimmed(doc, run)


def _trimmed(doc: Doc, run: list[int]) -> tuple[int, int]:
    first, last = run[0], run[-1]
    while last > first and doc[last].lower_ in _PARTICLES:
        last -= 1
    return first, last + 1


def _may_be_in_name(token: Token) -> bool:
    return is_capitalised(token) or token.lower_ in _PARTICLES or token.text in {"-", "."}


def _widen(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in a given name before and a surname after that the model left out: `Лариса [Кравець]`."""
    if start > 0 and is_given_name(doc[start - 1]) and not doc[start - 1].is_sent_end:
        start -= 1
    while end < len(doc) and end - start < 3 and _continues_name(doc, start, end):
        end += 1
    return start, end


def _continues_name(doc: Doc, start: int, end: int) -> bool:
    token, previous = doc[end], doc[end - 1]
    if not is_capitalised(token) or not token.is_alpha or is_given_name(token):
        return False
    return is_given_name(previous) or bool(_PATRONYMIC.search(previous.lower_))


def _by_given_name(doc: Doc) -> Iterator[Span]:
    """A known given name and one or two capitalised words: `Еліна Сокіл`, `Яків Прокопович Таран`."""
    for token in doc:
        if not is_given_name(token) or token.i + 1 >= len(doc):
            continue
        end = token.i + 1
        while end < len(doc) and doc[end].lower_ in _PARTICLES and end < token.i + 3:
            end += 1
        if not _is_surname_like(doc, end):
            continue
        end += 1
        if _PATRONYMIC.search(doc[end - 1].lower_) and end < len(doc) and _is_surname_like(doc, end):
            end += 1
        yield Span(doc, token.i, end, label="PERS", kb_id="find_people_by_given_name")


def _is_surname_like(doc: Doc, i: int) -> bool:
    if i >= len(doc):
        return False
    token = doc[i]
    known_abbreviation = is_abbreviation(token) and len(token.text) <= 4
    return is_capitalised(token) and len(token.text) > 1 and not known_abbreviation and not token.ent_type_ == "ORG"


def _by_initials(doc: Doc) -> Iterator[Span]:
    """`О. В. Пилипчук`, `Т. Мороз`, `Пилипчук О. В.`."""
    for pattern in (_INITIALS_FIRST, _INITIALS_LAST):
        for match in pattern.finditer(doc.text):
            span = doc.char_span(match.start(), match.end(), label="PERS", kb_id="find_people_by_initials")
            if span is not None:
                yield span


def _by_surname(doc: Doc, people: Iterable[Span]) -> Iterator[Span]:
    """A surname alone of somebody whose full name stands elsewhere: `Поруч із [Тараном] …`."""
    surnames = {span[-1].text for span in people if len(span) > 1 and len(span[-1].text) > 3}
    for token in doc:
        if is_capitalised(token) and any(same_stem(token.text, surname) for surname in surnames):
            yield Span(doc, token.i, token.i + 1, label="PERS", kb_id="find_people_by_surname")


def same_stem(left: str, right: str) -> bool:
    """True when two forms may be one surname in two cases: `Таран` and `Тараном`, but not `Таран` and `Тарасюк`."""
    left, right = left.lower(), right.lower()
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    longest, shortest = max(len(left), len(right)), min(len(left), len(right))
    return shared >= max(3, shortest - 2) and longest - shared <= _INFLECTION


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlaps, the longest kept, in text order."""
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-len(s), s.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            chosen.append(span)
            taken.update(range(span.start, span.end))
    return sorted(chosen, key=lambda s: s.start)
