"""Mentions of organisations: gazetteer names, head nouns with their complements, and what the model found."""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.gazetteer import resolve_organization, resolve_place
from pipeline.ner.people import is_capitalised
from pipeline.ner.phrases import CLOSING, case_of, is_abbreviation, is_break, left_edge, quoted_end, right_edge

_MAX_MODEL_TOKENS = 12



@cache
def _heads() -> dict[str, lexicons.OrganizationHead]:
    return {row.lemma: row for row in lexicons.organization_heads()}


@cache
def _titles() -> frozenset[str]:
    return frozenset(form for row in lexicons.roles() for form in (row.lemma, row.feminine) if form)


def head_of(token: Token) -> lexicons.OrganizationHead | None:
    """The lexicon row of a head noun of bodies (`Міністерства` → міністерство), or None."""
    return _heads().get(token.lemma_.lower()) or _heads().get(token.lower_)


def find_bodies(doc: Doc, people: list[Span]) -> list[Span]:
    """Mentions of named bodies in text order; a nested body is kept beside the one that holds it."""
    blocked = {token.i for person in people for token in person}
    found = [*_by_head(doc, blocked), *_by_legal_form(doc), *_by_gazetteer(doc, blocked)]
    return _without_repeats([*found, *_by_model(doc, found, blocked)])


def _by_head(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """A head noun with its modifiers and complements: `Полтавської обласної ради`, `Посольство США в Україні`."""
    for token in doc:
        if token.i in blocked or head_of(token) is None or not is_noun_like(token):
            continue
        start = _left_edge_of_name(doc, token, blocked)
        end = right_edge(doc, token.i, len(doc), blocked)
        known = _longest_known(doc, start, token.i, end)
        if known is not None:
            yield Span(doc, known[0], known[1], label="ORG", kb_id="find_bodies_in_gazetteer")
        elif names_a_body(doc, start, token, end):
            yield Span(doc, start, end, label="ORG", kb_id="find_bodies_by_head")


def is_noun_like(token: Token) -> bool:
    """False for verbs and adverbs that look like a head noun (`мали`, `союзно`)."""
    return token.pos_ in {"NOUN", "PROPN", "X", "ADJ"}


def _longest_known(doc: Doc, start: int, head: int, end: int) -> tuple[int, int] | None:
    """The longest part of a phrase around its head that the gazetteer knows, unless a foreign country follows it."""
    for last in range(end, head, -1):
        for first in range(start, head + 1):
            if resolve_organization(doc[first:last].text) is None or (last == head + 1 and first == head):
                continue
            if last < end and _is_other_country(doc[last]):
                return None
            return first, last
    return None


def _is_other_country(token: Token) -> bool:
    """True for a country but Ukraine: `Міністерство закордонних справ [Литви]` is not the Ukrainian one."""
    if not is_capitalised(token):
        return False
    place = resolve_place(token.text)
    return place is not None and place.kind == "country" and place.country != "UA"


def _left_edge_of_name(doc: Doc, head: Token, blocked: set[int]) -> int:
    """Modifiers that belong to the name: from the leftmost capitalised one on (`нова [Полтавська обласна рада]`)."""
    start = left_edge(doc, head.i, blocked=blocked)
    while start < head.i and not is_capitalised(doc[start]):
        inner = any(is_capitalised(doc[i]) for i in range(start, head.i + 1))
        if not inner and not _keeps_lower_modifier(doc[start]):
            break
        start += 1
    return start


def _keeps_lower_modifier(token: Token) -> bool:
    return token.lemma_.lower() in {"обласний", "міський", "районний"}


def names_a_body(doc: Doc, start: int, head: Token, end: int) -> bool:
    """True when a phrase with a head noun names one body.

    Plural heads, weak heads in lower case (`проєкт ПРООН`) and sub-units in lower case do not; a capital letter at
    the start of a sentence alone proves nothing.
    """
    row = head_of(head)
    if row is None or "Plur" in head.morph.get("Number", []) or _is_shouted(doc, start, end):
        return False
    if end - start == 1:
        return is_capitalised(head) and not _starts_sentence(doc, start)
    quoted = any(doc[i].text in CLOSING for i in range(head.i + 1, end))
    opening = start if _starts_sentence(doc, start) else -1
    named_before = any(is_capitalised(doc[i]) for i in range(start, head.i) if i != opening)
    named_head = is_capitalised(head) and (head.i > start or not _starts_sentence(doc, start) or end - start > 2)
    named_after = any(is_capitalised(doc[i]) for i in range(head.i + 1, end))
    first = is_capitalised(doc[start]) and head.i > start
    if row.weak or row.subunit:
        return quoted or named_before or named_head or first
    return quoted or named_before or named_head or named_after or first


def _starts_sentence(doc: Doc, i: int) -> bool:
    return i == 0 or bool(doc[i].is_sent_start) or is_break(doc[i - 1])


def _is_shouted(doc: Doc, start: int, end: int) -> bool:
    """True inside a headline in capitals, where capitals tell nothing."""
    words = [token for token in doc[start:end] if token.is_alpha]
    return len(words) > 1 and all(token.text.isupper() for token in words)


def _by_legal_form(doc: Doc) -> Iterator[Span]:
    """`ТОВ «Зернолан»`, `ГО «Крила»`: an abbreviation right before a quotation."""
    for token in doc[:-1]:
        if is_abbreviation(token) and len(token.text) < 6 and doc[token.i + 1].text in CLOSING:
            end = quoted_end(doc, token.i + 1)
            if end is not None:
                yield Span(doc, token.i, end, label="ORG", kb_id="find_bodies_by_legal_form")


def _by_gazetteer(doc: Doc, blocked: set[int]) -> Iterator[Span]:
    """Short forms known to the gazetteer: `МЗС України`, `Держатомрегулювання`, `Мін'юсту`, `Харківська ОВА`."""
    for token in doc:
        if token.i in blocked or not is_capitalised(token) or len(token.text) < 2 or head_of(token) is not None:
            continue
        start = left_edge(doc, token.i, blocked=blocked) if is_abbreviation(token) else token.i
        end = token.i + 1
        if end < len(doc) and doc[end].lower_ in {"україни", "україна"}:
            end += 1
        elif end < len(doc) and _is_other_country(doc[end]) and case_of(doc[end]) != "Nom":
            yield Span(doc, token.i, end + 1, label="ORG", kb_id="find_bodies_of_country")
            continue
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
            end = _closed(doc, start, end)
            if start < end and _is_plausible(doc, start, end):
                yield Span(doc, start, end, label="ORG", kb_id="find_bodies_by_model")


def _is_plausible(doc: Doc, start: int, end: int) -> bool:
    """A capital first, no verb, no title, no headline in capitals, quotes in pairs."""
    words = [token for token in doc[start:end] if token.is_alpha]
    first = doc[start]
    if not words or end - start > _MAX_MODEL_TOKENS or any(is_break(token) for token in doc[start:end]):
        return False
    if _is_shouted(doc, start, end) and len(words) > 2:
        return False
    if any(token.pos_ in {"VERB", "AUX"} for token in words) or words[0].lemma_.lower() in _titles():
        return False
    if "Plur" in words[0].morph.get("Number", []) and len(words) == 1:
        return False
    text = doc[start:end].text
    balanced = text.count("«") == text.count("»")
    if resolve_place(text) is not None or len(text) < 2:
        return False
    return balanced and (is_capitalised(first) or first.text in CLOSING) and not _is_title_of_work(doc, start)


def _is_title_of_work(doc: Doc, start: int) -> bool:
    """A quotation behind a common noun is the name of an event, book or programme: `роман [«Тигролови»]`."""
    return doc[start].text in CLOSING and (start == 0 or not is_abbreviation(doc[start - 1]))


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and not any(c.isalnum() for c in doc[start].text) and doc[start].text not in CLOSING:
        start += 1
    while start < end and not any(c.isalnum() for c in doc[end - 1].text) and doc[end - 1].text not in CLOSING.values():
        end -= 1
    return start, end


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
