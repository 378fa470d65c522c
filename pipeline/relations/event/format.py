"""How people met: all online, some of them, or none."""

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from pipeline import lexicons
from pipeline.document import Relation
from pipeline.relations.event.reading import Told, has_kind, kinds_of

_SENTENCES = 12
# `онлайн-зустріч`, but not `онлайн-запис`
_COMPOUND = re.compile(r"^-([\w']+)")
_CLAUSE = re.compile(r"[;:()\n]|,\s|\s[–—]\s|\.\s")


def link_format(told: list[Told], kind: str, *, has_place: bool) -> list[Relation]:
    """The relation ``format`` where the text tells it.

    `Засідання провели [онлайн]` is online; `онлайн долучилися двоє`, `у Вінниці та [онлайн] відбувся круглий стіл`
    are hybrid; `служба працює [дистанційно]` tells nothing of an event.
    """
    if kind == "statement" and not has_place:
        return []
    found: dict[str, Relation] = {}
    for sentence, match, value in _phrases(told):
        said = value if value == "hybrid" else _scope(sentence, match)
        if said is not None:
            found.setdefault(said, _relation(sentence, match, said))
    if "online" in found and has_place and "hybrid" not in found:
        found["hybrid"] = _as_hybrid(found["online"])
    best = found.get("hybrid") if kind != "call" else None
    best = best or found.get("online")
    return [best] if best is not None else []


def _as_hybrid(relation: Relation) -> Relation:
    """Both a place and the net are told of the event."""
    return Relation(
        "format", "link_format_beside_place", relation.start_char, relation.end_char, value="hybrid",
        evidence_start=relation.evidence_start, evidence_end=relation.evidence_end,
    )  # fmt: skip


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = lexicons.event_formats()
    return tuple((row.phrase, re.compile(rf"\b{re.escape(row.phrase)}\w*"), row.format) for row in rows)


def _phrases(told: list[Told]) -> Iterator[tuple[Told, re.Match[str], str]]:
    for sentence in told[:_SENTENCES]:
        lowered = sentence.span.text.lower()
        for phrase, pattern, value in _patterns():
            for match in pattern.finditer(lowered) if phrase in lowered else ():
                yield sentence, match, value


def _scope(told: Told, match: re.Match[str]) -> str | None:
    """Whether the phrase is said of the whole event, of some who take part (hybrid), or of something else (None)."""
    text = told.span.text
    compound = _COMPOUND.match(text[match.end() :])
    if compound is not None:
        return "online" if kinds_of(compound[1]) & {"noun"} else None
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, match.start())), default=0)
    border = _CLAUSE.search(text, match.end())
    end = border.start() if border else len(text)
    tokens = _tokens(told, start, end)
    inserted = start > 0 and text[start:end].strip().count(" ") <= 4 and text[start - 1 : start] in "(, "
    if any(has_kind(token, "join") for token in tokens):
        return "hybrid"
    if any(has_kind(token, "verb", "noun") for token in tokens) or kinds_of(match.group()) & {"noun"}:
        return "online"
    return "hybrid" if inserted and _is_of_event(told) else None


def _is_of_event(told: Told) -> bool:
    return any(has_kind(token, "verb", "noun", "join") for token in told.span)


def _tokens(told: Told, start: int, end: int) -> list[Token]:
    base = told.span.start_char
    return [token for token in told.span if start <= token.idx - base < end]


def _relation(told: Told, match: re.Match[str], value: str) -> Relation:
    start = told.span.start_char + match.start()
    return Relation(
        "format", "link_format", start, start + len(match.group()), value=value,
        evidence_start=told.span.start_char, evidence_end=told.span.end_char,
    )  # fmt: skip
