"""Lists that a colon opens: bulleted or numbered lines, paragraphs, or a line cut at semicolons.

Positions are token indices, ends exclusive; an item is `(start, end)` behind its bullet, without its closing mark.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.ner.phrases import is_break
from pipeline.relations.clauses import Parts, is_abbreviation_dot, trim

_BULLETS = {"-", "–", "—", "•", "*", "·", "●", "▪", "✅", "✔", "➡", "▶", "🔹", "🔸", "📌", "👉", "☑", "◾", "🔵"}
_QUOTES = {"«", "“", "„", '"', "("}
_NUMBER = re.compile(r"(\d+(\.\d+)*|[а-яіїєґ])$")
_MAX_LIST_ITEMS = 30


def list_after(doc: Doc, colon: int, *, bulleted: bool | None = None) -> Parts:
    """Items of a list that a colon opens: bulleted or numbered lines, or the rest of the line cut at semicolons.

    Blank lines between the items are passed over; the list ends with the first line without a bullet
    (when the items have bullets) or that does not go on in lower case. ``bulleted``: only lines with bullets count.
    """
    start = colon + 1
    if start < len(doc) and not is_break(doc[start]):
        return _inline_items(doc, start)
    items: Parts = []
    for first, last in _lines(doc, start):
        head = after_bullet(doc, first, last)
        if bulleted is None:
            bulleted = head > first
        if (bulleted and head == first) or len(items) >= _MAX_LIST_ITEMS or not _goes_on(doc, items, bulleted):
            break
        items.append((head, _without_colon(doc, head, trim(doc, head, last))))
    return [item for item in items if item[1] > item[0]]


def _without_colon(doc: Doc, start: int, end: int) -> int:
    """End before a colon that closes an item, alone or in one token with a bracket (`):`)."""
    return end - 1 if end > start and doc[end - 1].text.endswith(":") else end


def _goes_on(doc: Doc, items: Parts, bulleted: bool) -> bool:
    """Lines without bullets are items while each but the last ends with `;` or `,`."""
    if bulleted or not items:
        return True
    last = items[-1][1]
    return last < len(doc) and doc[last].text in {";", ","}


def _lines(doc: Doc, start: int) -> Iterator[tuple[int, int]]:
    first = start
    for i in range(start, len(doc) + 1):
        if i == len(doc) or is_break(doc[i]):
            if i > first:
                yield first, i
            first = i + 1


def after_bullet(doc: Doc, first: int, last: int) -> int:
    """Start of the text of a line behind its bullet, emoji or number (`1.`, `2)`)."""
    i = first
    while i < last and (doc[i].text in _BULLETS or doc[i].is_space or _is_symbol(doc[i])):
        i += 1
    if i + 1 < last and _NUMBER.match(doc[i].text) and doc[i + 1].text in {".", ")"}:
        return i + 2
    if i < last and _NUMBER.match(doc[i].text[:-1]) and doc[i].text[-1:] in ".)":
        return i + 1
    return i


def bullet_of(doc: Doc, start: int) -> str:
    """Shape of what stands before an item on its line, digits as `0`: `0.`, `0)`, `–`; empty when nothing does."""
    first = start
    while first > 0 and not is_break(doc[first - 1]) and start - first < 3:
        first -= 1
    return re.sub(r"\d+", "0", doc[first:start].text)


def _is_symbol(token: Token) -> bool:
    return not any(char.isalnum() for char in token.text) and token.text not in _QUOTES


def _inline_items(doc: Doc, start: int) -> Parts:
    line_end = next((i for i in range(start, len(doc)) if is_break(doc[i])), len(doc))
    items, first = [], start
    for i in range(start, line_end + 1):
        if i == line_end or doc[i].text == ";" or _ends_sentence(doc[i]):
            head = after_bullet(doc, first, i)
            if i > head:
                items.append((head, trim(doc, head, i)))
            first = i + 1
            if i < line_end and _ends_sentence(doc[i]) and not _numbered(doc, first):
                break
    return items


def _ends_sentence(token: Token) -> bool:
    if token.text in {"!", "?"}:
        return True
    return token.text == "." and not is_abbreviation_dot(token) and not token.doc[token.i - 1].text.isdigit()


def _numbered(doc: Doc, i: int) -> bool:
    """`1. Затвердити план. 2. Створити групу.`: the next sentence of the line has a number too."""
    return i < len(doc) and not is_break(doc[i]) and after_bullet(doc, i, min(i + 3, len(doc))) > i
