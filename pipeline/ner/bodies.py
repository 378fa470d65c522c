"""Mentions of organisations: gazetteer names, head nouns with their complements, and what the model found."""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.gazetteer import resolve_organization
from pipeline.ner.people import is_capitalised
from pipeline.ner.phrases import (
    CLOSING,
    agree,
    is_abbreviation,
    is_break,
    is_modifier,
    left_edge,
    quoted_end,
    right_edge,
)


@cache
def _heads() -> dict[str, lexicons.OrganizationHead]:
    return {row.lemma: row for row in lexicons.organization_heads()}


def head_of(token: Token) -> lexicons.OrganizationHead | None:
    """The lexicon row of a head noun of bodies (`Міністерства` → міністерство), or None."""
    return _heads().get(token.lemma_.lower()) or _heads().get(token.lower_)


def find_bodies(doc: Doc, people: list[Span]) -> list[Span]:
    """Mentions of named bodies in text order; a nested body is kept beside the one that holds it."""
    blocked = {token.i for person in people for token in person}
    found = [
        *_by_head(doc, blocked),
        *_by_legal_form(doc),
        *_by_gazetteer(doc, blocked),
    ]
    return _without_repeats([*found, *_by_model(doc, found, blocked)])


def _by_head(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """A head noun with its modifiers and complements: `Полтавської обласної ради`, `Посольство США в Україні`."""
    for token in doc:
        if token.i in blocked or head_of(token) is None:
            continue
        start = _left_edge_of_name(doc, token, blocked)
        end = _right_edge_of_name(doc, token, blocked)
        if is_named(doc, start, end):
            yield Span(doc, start, end, label="ORG", kb_id="find_bodies_by_head")


def _left_edge_of_name(doc: Doc, head: Token, blocked: set[int]) -> int:
    """Modifiers that belong to the name: those from the leftmost capitalised one on (`нова [Полтавська обласна рада]`)."""
    start = left_edge(doc, head.i, blocked=blocked)
    while start < head.i and not is_capitalised(doc[start]) and is_capitalised(head):
        start += 1
    while (
        start < head.i and not is_capitalised(doc[start]) and any(is_capitalised(doc[i]) for i in range(start, head.i))
    ):
        start += 1
    return start


def _right_edge_of_name(doc: Doc, head: Token, blocked: set[int]) -> int:
    end = right_edge(doc, head.i, len(doc), blocked)
    while end < len(doc) and doc[end].text in CLOSING:
        close = quoted_end(doc, end)
        if close is None:
            break
        end = close
    return end


def is_named(doc: Doc, start: int, end: int) -> bool:
    """True when the phrase names one body: a capital letter inside, not only at the start of a sentence."""
    for i in range(start, end):
        token = doc[i]
        starts = token.is_sent_start or i == 0 or is_break(doc[i - 1])
        if is_capitalised(token) and not (i == start and starts):
            return True
    head = doc[start]
    return end - start > 2 and is_capitalised(head) and resolve_organization(doc[start:end].text) is not None


def _by_legal_form(doc: Doc) -> Iterator[Span]:
    """`ТОВ «Зернолан»`, `ГО «Крила»`: an abbreviation right before a quotation."""
    for token in doc[:-1]:
        if is_abbreviation(token) and doc[token.i + 1].text in CLOSING:
            end = quoted_end(doc, token.i + 1)
            if end is not None:
                yield Span(doc, token.i, end, label="ORG", kb_id="find_bodies_by_legal_form")


def _by_gazetteer(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """Short forms known to the gazetteer: `МЗС України`, `Держатомрегулювання`, `Мін'юсту`, `Харківська ОВА`."""
    for token in doc:
        if token.i in blocked or not is_capitalised(token) or len(token.text) < 2:
            continue
        start = left_edge(doc, token.i, blocked=blocked) if is_abbreviation(token) else token.i
        end = token.i + 1
        if end < len(doc) and doc[end].lemma_ == "Україна" and is_capitalised(doc[end]):
            end += 1
        for first, last in ((start, end), (token.i, end), (token.i, token.i + 1)):
            if resolve_organization(doc[first:last].text) is not None:
                yield Span(doc, first, last, label="ORG", kb_id="find_bodies_by_gazetteer")
                break


def _by_model(doc: Doc, known: list[Span], blocked: set[int]) -> Iterator[Span]:
    """Bodies that only the model saw; one that overlaps a body found by rule says nothing new."""
    covered = {token.i for span in known for token in span}
    for entity in doc.ents:
        positions = set(range(entity.start, entity.end))
        if entity.label_ == "ORG" and positions.isdisjoint(covered) and positions.isdisjoint(blocked):
            start, end = _trim(doc, entity.start, entity.end)
            if start < end and any(is_capitalised(doc[i]) for i in range(start, end)):
                yield Span(doc, start, _extended(doc, end, blocked), label="ORG", kb_id="find_bodies_by_model")


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and (doc[start].is_space or (doc[start].is_punct and doc[start].text not in CLOSING)):
        start += 1
    while start < end and (
        doc[end - 1].is_space or (doc[end - 1].is_punct and doc[end - 1].text not in CLOSING.values())
    ):
        end -= 1
    return start, end


def _extended(doc: Doc, end: int, blocked: set[int]) -> int:
    """Close a quotation that the model cut in the middle."""
    opened = [i for i in range(max(0, end - 15), end) if doc[i].text == "«"]
    closed = [i for i in range(max(0, end - 15), end) if doc[i].text == "»"]
    if len(opened) > len(closed):
        close = quoted_end(doc, opened[0])
        if close is not None and blocked.isdisjoint(range(end, close)):
            return max(end, close)
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


__all__ = ["agree", "find_bodies", "head_of", "is_modifier", "is_named"]
