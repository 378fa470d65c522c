"""The body of a title: the phrase behind its noun or inside the role, named or not; units inside it are told apart."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from pipeline.gazetteer import resolve_organization, resolve_place
from pipeline.names.morphology import parts_of_speech, readings
from pipeline.ner.extents import head_of, is_outside, may_be_head
from pipeline.ner.people import is_capitalised
from pipeline.ner.phrases import (
    CLOSING,
    is_abbreviation,
    is_modifier,
    is_noun,
    is_tagged_plural,
    left_edge,
    quoted_end,
    right_edge,
)
from pipeline.ner.things import is_shouted
from pipeline.ner.titles import modifiers, title_of

# Words of the map that a capitalised adjective goes with: they make no body (`голова [Київської області]`).
_MAP_WORDS = {
    "область", "район", "місто", "село", "селище", "край", "республіка", "регіон", "повіт", "острів", "округ",
    "королівство", "князівство", "держава", "штат", "воєводство", "країна", "султанат", "провінція",
}  # fmt: skip
_ORDINAL = re.compile(r"\d{1,4}-[а-яіїєґ]{1,3}")
# Before the field of a post: `заступник голови ОВА [з питань …]`.
TAIL_PREPOSITIONS = {"з", "із", "зі"}


def is_no_body(span: Span) -> bool:
    """True for a span that is a title (`Кременчуцький міський голова`) or a country (`Королівство Данії`)."""
    noun = next((token for token in span if not is_modifier(token) and token.text not in {"-", "і", "та"}), span[0])
    if noun.i + 2 < span.end and noun.nbor(1).text == "-":
        noun = noun.nbor(2)  # `Віце-прем'єр`
    if head_of(noun) is not None:
        return False
    return title_of(noun) is not None or noun.lemma_.lower() in _MAP_WORDS


def find_body(
    doc: Doc, head: int, limit: int, bodies: list[Span], blocked: set[int], *, rank: bool
) -> tuple[int, int] | None:
    """The body of a title: the first that is no sub-unit, else the outermost sub-unit, else None.

    A common noun before a named body is a sub-unit too: `керівник [служби управління персоналом] Держстату`.
    """
    found = list(_bodies_inside(doc, head, limit, bodies, blocked, rank))
    named = {body.start for body in bodies}
    whole = [body for body, inner in found if not inner]
    if not whole:
        return found[-1][0] if found else None
    proper = [body for body in whole if body[0] in named or _is_named(doc, body[0])]
    if proper and not is_capitalised(doc[whole[0][0]]) and whole[0][0] not in named:
        return proper[0]
    return whole[0]


def _bodies_inside(
    doc: Doc, head: int, limit: int, bodies: list[Span], blocked: set[int], rank: bool
) -> Iterator[tuple[tuple[int, int], bool]]:
    """Bodies behind a title noun in text order, each with whether it is a sub-unit."""
    skip = head + 1
    for i in range(head + 1, min(limit + 1, len(doc))):
        if i < skip or i in blocked:
            continue
        if is_organ(doc[i]) or is_outside(doc[i]):
            continue
        if doc[i].text in CLOSING and _names_a_thing(doc[i - 1]):
            skip = quoted_end(doc, i) or i + 1
            continue
        span = max((b for b in bodies if b.start == i), key=len, default=None)
        noun = _head_noun(doc, i, span.end if span is not None else limit)
        if span is not None and (i < limit or i == head + 1):
            known = resolve_organization(span.text) is not None
            inner = noun is not None and not known and _is_inner(doc, i, noun, span.end)
            yield (i, _own_end(doc, span, head)), inner
            skip = noun.i + 1 if inner and noun is not None else skip
        elif i < limit and not rank and noun is not None and not is_plural(noun):
            end = _before_holder(doc, noun.i, right_edge(doc, noun.i, limit, blocked))
            yield (i, end), _is_inner(doc, i, noun, end)
            quoted = quoted_end(doc, noun.i + 1) if noun.i + 1 < limit else None
            skip = quoted or noun.i + 1
        elif i < limit and not rank and _is_named(doc, i):
            yield (i, _end_of_named(doc, i, limit, blocked)), False


def _before_holder(doc: Doc, noun: int, end: int) -> int:
    """`головою [партії] народного депутата України Івана Коваля`: another title is no part of a body."""
    for token in doc[noun + 1 : end]:
        if token.text.islower() and title_of(token) is not None and not is_plural(token):
            return max(noun + 1, left_edge(doc, token.i, floor=noun + 1))
    return end


def is_organ(token: Token) -> bool:
    """`голова [правління] банку`: a common noun that belongs to the title, not the body it is an organ of."""
    if is_capitalised(token):
        return False
    return bool({token.lemma_.lower(), *(r.lemma for r in readings(token.text))} & modifiers("organ"))


def is_plural(noun: Token) -> bool:
    """True for a plural by the tagger that the dictionary has no genitive singular for (`облради` has one)."""
    singular = any(r.known and r.number == "s" and r.case == "Gen" for r in readings(noun.text))
    return is_tagged_plural(noun) and not singular


def _head_noun(doc: Doc, start: int, limit: int) -> Token | None:
    """The head noun of bodies that the group from ``start`` ends in, over its adjectives; None for other groups."""
    for i in range(start, min(limit, start + 8)):
        if head_of(doc[i]) is not None and doc[i].pos_ != "ADJ":
            # `помічниця прикордонного [уповноваженого]` is no body
            return None if title_of(doc[i]) is not None and not is_capitalised(doc[i]) else doc[i]
        adverb = doc[i].pos_ == "ADV" and i + 1 < limit and is_modifier(doc[i + 1])
        if not is_modifier(doc[i]) and doc[i].text != "-" and not adverb:
            return None
    return None


def _is_inner(doc: Doc, start: int, noun: Token, end: int) -> bool:
    """True for a sub-unit or an organ of another body; a territorial office is a body by itself."""
    row = head_of(noun)
    adjectives = {token.lemma_.lower() for token in doc[start : noun.i]}
    if adjectives & modifiers("inner"):
        return True
    if _ORDINAL.fullmatch(doc[start].text):
        return False  # `12-та пожежно-рятувальна частина`
    if row is None or not row.subunit or adjectives & modifiers("territorial"):
        return False
    tail = doc[noun.i : end]
    return not any(t.lower_ in {"у", "в"} and t.i + 1 < end and _is_of_map(doc[t.i + 1]) for t in tail)


def _is_of_map(token: Token) -> bool:
    return is_capitalised(token) or token.lemma_.lower() in _MAP_WORDS


def _own_end(doc: Doc, body: Span, head: int) -> int:
    """End of a body's name before `з питань …` that belongs to the title: `заступник голови [ОВА] з питань …`."""
    for token in body[1:]:
        short = doc[body.start : token.i].text
        if token.lower_ in TAIL_PREPOSITIONS and resolve_organization(body.text) is None:
            known = resolve_organization(short) is not None or is_abbreviation(doc[token.i - 1])
            return token.i if known else body.end
    return body.end


def _is_named(doc: Doc, i: int) -> bool:
    """True where a proper name of a body starts.

    That is a quotation, an abbreviation, Latin letters, a coined word (`Мінмолодьспорту`), `Шацького … парку`.
    """
    token = doc[i]
    if token.text in CLOSING:
        return token.text not in {"“", '"'} or (i + 1 < len(doc) and is_capitalised(doc[i + 1]))
    if not is_capitalised(token) or title_of(token) is not None or is_shouted(token):
        return False
    if resolve_place(token.text) is not None:
        return False
    latin = token.text.isascii() and len(token.text) > 2
    coined = is_noun(token) and len(token.text) > 4 and not any(r.known for r in readings(token.text))
    return is_abbreviation(token) or latin or coined or _is_named_group(doc, i)


def _names_a_thing(before: Token) -> bool:
    """`автор книги [«Голос»]`: the quotation behind a common noun is the name of that; `президентка [«Лиману»]`."""
    return is_noun(before) and before.text.islower() and not may_be_head(before) and title_of(before) is None


def _is_named_group(doc: Doc, i: int) -> bool:
    """`Шацького національного природного парку`: a capitalised adjective with a common noun that is not of the map."""
    if not is_modifier(doc[i]) or is_noun(doc[i]):
        return False
    for token in doc[i + 1 : i + 6]:
        adjective = parts_of_speech(token.text) == {"ADJF"}  # `Львівського [міського] голови`, whatever the tagger says
        if is_noun(token) and not adjective:
            return not is_capitalised(token) and token.lemma_.lower() not in _MAP_WORDS and title_of(token) is None
        if not is_modifier(token) and not adjective:
            return False
    return False


def _end_of_named(doc: Doc, start: int, limit: int, blocked: set[int]) -> int:
    if doc[start].text in CLOSING:
        return min(quoted_end(doc, start) or limit, max(limit, start + 1))
    if doc[start].text.isascii():
        end = start + 1
        while end < len(doc) and doc[end].text.isascii() and doc[end].text[:1].isalpha() and end not in blocked:
            end += 1
        return end
    if is_abbreviation(doc[start]) or is_noun(doc[start]):
        return start + 1
    noun = next(token.i for token in doc[start + 1 : limit + 1] if is_noun(token))
    return min(limit, right_edge(doc, noun, limit, blocked))
