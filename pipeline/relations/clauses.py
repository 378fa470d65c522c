"""Extents shared by the rules for topics and actions: clauses, lists after a colon, coordination.

Positions are token indices, ends exclusive; a span is `(start, end)`.
"""

from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Doc, Token

from pipeline.ner.phrases import CLOSING, case_of, is_break, is_noun, quoted_end

_END = {".", "!", "?", "…", ";"}
_BULLETS = {"-", "–", "—", "•", "*", "·", "●", "▪", "✅", "✔", "➡", "▶", "🔹", "🔸", "📌", "👉", "☑", "◾", "🔵"}
_CONJUNCTIONS = {"та", "і", "й", "а", "також"}
_MAIN_CLAUSE = {"але", "проте", "однак", "адже", "тому", "аби", "хоча", "зокрема", "зокрема,"}
_RELATIVE = ("як", "котр", "де", "куди", "коли", "чи", "що")
_MAX_LIST_ITEMS = 30


def is_finite(token: Token) -> bool:
    """True for a verb that makes a clause of its own: `домовилися`, `буде`, `обговорено`."""
    if token.pos_ not in {"VERB", "AUX"}:
        return False
    return not {"Inf", "Conv", "Part"} & set(token.morph.get("VerbForm"))


def is_infinitive(token: Token) -> bool:
    """True for `створити`, `об'єднатися` (by feature, else by ending)."""
    if token.morph.get("VerbForm"):
        return "Inf" in token.morph.get("VerbForm")
    return token.lower_.endswith(("ти", "тися", "тись")) and token.pos_ == "VERB"


def clause_end(doc: Doc, start: int, limit: int) -> int:
    """End of the clause from ``start``: a full stop, semicolon or line end, or where another main clause begins.

    Relative clauses stay in (`ситуацію, що склалася`); a clause of speech or a new predicate does not.
    """
    i = start
    while i < limit:
        token = doc[i]
        if token.text in CLOSING and (close := quoted_end(doc, i)) is not None and close <= limit:
            i = close
            continue
        if is_break(token) or (token.text in _END and not _is_abbreviation_dot(token)):
            return _trim(doc, start, i)
        if i > start and _starts_new_clause(doc, i, limit):
            return _trim(doc, start, i)
        i += 1
    return _trim(doc, start, limit)


def _is_abbreviation_dot(token: Token) -> bool:
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return token.text == "." and following is not None and following.text[:1].islower() and not is_break(following)


def _starts_new_clause(doc: Doc, i: int, limit: int) -> bool:
    """True at a comma, dash or conjunction behind which another main clause or a gerund begins."""
    token = doc[i]
    if token.text == ",":
        following = doc[i + 1] if i + 1 < limit else None
        if following is None:
            return False
        if following.lower_ in _MAIN_CLAUSE or "Conv" in following.morph.get("VerbForm"):
            return True
        return (
            not following.lower_.startswith(_RELATIVE)
            and following.pos_ not in {"ADP"}
            and _finite_soon(doc, i + 1, limit)
        )
    if token.text in {"–", "—"}:
        return any(is_finite(t) and t.dep_ in {"parataxis", "ROOT"} for t in doc[i + 1 : min(i + 3, limit)])
    return token.lower_ in {"та", "і", "й"} and _finite_soon(doc, i + 1, limit, reach=2)


def _finite_soon(doc: Doc, start: int, limit: int, reach: int = 6) -> bool:
    """A finite verb within a few words and before any comma: the words from ``start`` are a clause."""
    for token in doc[start : min(start + reach, limit)]:
        if token.is_punct or token.lower_.startswith(("що", "яки", "яка", "які", "яке")):
            return False
        if is_finite(token):
            return True
    return False


def _trim(doc: Doc, start: int, end: int) -> int:
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in {",", ":", "-", "–", "—"} | _CONJUNCTIONS):
        end -= 1
    return end


def list_after(doc: Doc, colon: int) -> list[tuple[int, int]]:
    """Items of a list that a colon opens: bulleted or numbered lines, or the rest of the line cut at semicolons.

    Blank lines between the items are passed over; the list ends with the first line without a bullet
    (when the items have bullets) or that does not go on in lower case.
    """
    start = colon + 1
    if start < len(doc) and not is_break(doc[start]):
        return _inline_items(doc, start)
    items: list[tuple[int, int]] = []
    bulleted = None
    for first, last in _lines(doc, start):
        head = _after_bullet(doc, first, last)
        if bulleted is None:
            bulleted = head > first
        if (bulleted and head == first) or len(items) >= _MAX_LIST_ITEMS or not _goes_on(doc, items, head, bulleted):
            break
        items.append((head, _item_end(doc, head, last)))
    return [item for item in items if item[1] > item[0]]


def _goes_on(doc: Doc, items: list[tuple[int, int]], head: int, bulleted: bool) -> bool:
    """Lines without bullets are items while each but the last ends with `;` or `,`."""
    if bulleted or not items:
        return True
    last = items[-1][1]
    return last < len(doc) and doc[last].text in {";", ","} and head < len(doc)


def _lines(doc: Doc, start: int) -> Iterator[tuple[int, int]]:
    first = start
    for i in range(start, len(doc) + 1):
        if i == len(doc) or is_break(doc[i]):
            if i > first:
                yield first, i
            first = i + 1


def _after_bullet(doc: Doc, first: int, last: int) -> int:
    """Start of the text of a line behind its bullet, emoji or number (`1.`, `2)`)."""
    i = first
    while i < last and (doc[i].text in _BULLETS or doc[i].is_space or _is_symbol(doc[i])):
        i += 1
    if i + 1 < last and doc[i].text.isdigit() and doc[i + 1].text in {".", ")"}:
        return i + 2
    if i < last and doc[i].text[:-1].isdigit() and doc[i].text[-1:] in ".)":
        return i + 1
    return i


def _is_symbol(token: Token) -> bool:
    return not any(char.isalnum() for char in token.text) and token.text not in {"«", "“", "„", '"', "("}


def _item_end(doc: Doc, first: int, last: int) -> int:
    end = last
    while end > first and (doc[end - 1].is_space or doc[end - 1].text in {";", ",", "."}):
        end -= 1
    return end


def _inline_items(doc: Doc, start: int) -> list[tuple[int, int]]:
    line_end = next((i for i in range(start, len(doc)) if is_break(doc[i])), len(doc))
    items, first = [], start
    for i in range(start, line_end + 1):
        if i == line_end or doc[i].text == ";" or (doc[i].text in {".", "!", "?"} and not _is_abbreviation_dot(doc[i])):
            head = _after_bullet(doc, first, i)
            if i > head:
                items.append((head, _trim(doc, head, i)))
            first = i + 1
            if i < line_end and doc[i].text != ";":
                break
    return items


Starter = Callable[[Doc, int], bool]


def split_at(doc: Doc, start: int, end: int, starts_item: Starter) -> list[tuple[int, int]]:
    """Coordinated parts of a span: cut at commas and conjunctions behind which ``starts_item`` sees a new head."""
    cuts: list[tuple[int, int]] = []
    i = start + 1
    while i < end:
        if doc[i].text in CLOSING and (close := quoted_end(doc, i)) is not None:
            i = close
            continue
        if doc[i].text == "," or doc[i].lower_ in _CONJUNCTIONS:
            after = i + 1
            while after < end and (doc[after].lower_ in _CONJUNCTIONS or doc[after].text == ","):
                after += 1
            if after < end and starts_item(doc, after):
                cuts.append((i, after))
            i = after
        else:
            i += 1
    bounds = [start, *[after for _, after in cuts]]
    ends = [*[before for before, _ in cuts], end]
    return [(first, _trim(doc, first, last)) for first, last in zip(bounds, ends, strict=True) if last > first]


def starts_noun_in(cases: Sequence[str]) -> Starter:
    """Tells whether a noun phrase in one of the cases starts at a position (adjectives before it agree)."""

    def starts(doc: Doc, position: int) -> bool:
        for token in doc[position : min(position + 5, len(doc))]:
            if token.is_punct or token.pos_ in {"ADP", "VERB", "SCONJ"}:
                return token.text in CLOSING
            if is_noun(token):
                return case_of(token) in cases
        return False

    return starts


def starts_infinitive(doc: Doc, position: int) -> bool:
    """True when an infinitive stands at a position, at most behind adverbs or a date."""
    for token in doc[position : min(position + 4, len(doc))]:
        if is_infinitive(token):
            return True
        if token.pos_ not in {"ADV", "PART", "NUM"} and not token.is_digit:
            return False
    return False
