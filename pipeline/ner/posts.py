"""Mentions of posts (label JOB): the head noun of a title with what belongs to the title itself.

The span leaves the organisation out where it stands as a noun phrase of its own (SPEC 4):
`[головою] Полтавської облради`, but `[заступник міністра юстиції]`; a sub-unit whose parent is named stays in:
`[директорка Департаменту культури] ХОДА`.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.names.morphology import parts_of_speech
from pipeline.ner.extents import head_of
from pipeline.ner.phrases import (
    CLOSING,
    DASHES,
    case_of,
    is_conjunction,
    is_modifier,
    is_noun,
    is_tagged_plural,
    left_edge,
    right_edge,
    word_start,
)
from pipeline.ner.post_bodies import TAIL_PREPOSITIONS, find_body, is_no_body, is_organ
from pipeline.ner.titles import modifiers, title_of

_TAIL_WORDS = {"питань", "прав", "питання"}
# Tokens of `в. о.` and other markers before a title.
_MAX_MARKER = 5


@dataclass(frozen=True)
class Title:
    """A post as the text has it; positions are tokens, ends exclusive.

    ``start:end`` are the words of the role, ``head`` its noun. ``body`` is the phrase of the body behind the role, or
    inside it (`заступник Голови [ДПС] з питань цифровізації`), named or not; None when the title has none.
    """

    start: int
    head: int
    end: int
    body: tuple[int, int] | None = None

    @property
    def last(self) -> int:
        """End of the title with its body."""
        return max(self.end, self.body[1]) if self.body is not None else self.end

    @property
    def holds_body(self) -> bool:
        """True when the role goes on behind its body."""
        return self.body is not None and self.start < self.body[0] and self.body[1] < self.end


def find_posts(doc: Doc, people: list[Span], bodies: list[Span]) -> list[Span]:
    """Mentions of posts in text order; a title inside another one's complements belongs to that one."""
    return [
        Span(doc, title.start, title.end, label="JOB", kb_id="find_posts_by_title")
        for title in read_titles(doc, people, bodies)
    ]


def find_bodies_of_posts(doc: Doc, people: list[Span], bodies: list[Span]) -> list[Span]:
    """Bodies that only a title before them shows: `голова [НПДП]`, `президентка [«Лиману»]`, `директор [інституту]`.

    What a common noun stands for is told later, from the whole release.
    """
    known = {body.start for body in bodies}
    return [
        Span(doc, *title.body, label="ORG", kb_id="find_bodies_of_posts")
        for title in read_titles(doc, people, bodies)
        if title.body is not None and title.body[0] not in known and title_of(doc[title.body[0]]) is None
    ]


def role_text(doc: Doc, title: Title) -> str:
    """The words of a role without a body inside: `заступник Голови [ДПС] з питань цифровізації` gives five words.

    The body that is itself an office stays (`представник Уповноваженого з питань співробітництва`).
    """
    if title.body is None or not title.holds_body or title_of(doc[title.body[0]]) is not None:
        return doc[title.start : title.end].text
    return f"{doc[title.start : title.body[0]].text.strip()} {doc[title.body[1] : title.end].text}"


@document.read_once
def titles_of(doc: Doc) -> dict[str, Title]:
    """The titles of a Doc that has its mentions, by the id of their JOB mention."""
    titles = read_titles(doc, document.mentions(doc, "PERS"), document.mentions(doc, "ORG"))
    read = {(title.start, title.end): title for title in titles}
    posts = document.mentions(doc, "JOB")
    return {m.id_: read.get((m.start, m.end)) or Title(m.start, m.start, m.end) for m in posts}


def read_titles(doc: Doc, people: list[Span], bodies: list[Span]) -> list[Title]:
    """Titles in text order, coordinated ones of one holder together (`директорка та засновниця`)."""
    return list(_read_titles(doc, _bounds(people), _bounds(bodies)))


def _bounds(spans: list[Span]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(span.start, span.end) for span in spans}))


@lru_cache(maxsize=8)
def _read_titles(
    doc: Doc, people: tuple[tuple[int, int], ...], bodies: tuple[tuple[int, int], ...]
) -> tuple[Title, ...]:
    """Remembered for the Doc at hand: several rules ask for the same titles, and reading them is dear."""
    blocked = {i for person in people for i in range(*person)}
    heads = _possible_heads(doc) - blocked
    closed = blocked | {i for i in heads if _is_rank(doc[i])} | _courtesies(doc)
    named = [body for body in (doc[start:end] for start, end in bodies) if not is_no_body(body)]
    inside = {i for body in named for i in range(body.start + 1, body.end)}
    found: list[Title] = []
    for head in sorted(heads):
        if head in inside or (found and head < found[-1].last):
            continue
        title = _read_title(doc, head, blocked, closed, heads, named)
        joined = _join(doc, found[-1], title) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(title)
    return tuple(found)


@lru_cache(maxsize=2)
def _possible_heads(doc: Doc) -> frozenset[int]:
    return frozenset(token.i for token in doc if _may_be_title(token))


def _may_be_title(token: Token) -> bool:
    """Title nouns; a verb that looks like one (`веду`, `мер`) is none, a noun tagged as one (`аташе`) is."""
    if title_of(token) is None:
        return False
    tagged = token.pos_ in {"NOUN", "PROPN", "ADJ", "X"} or is_modifier(token)
    return tagged or parts_of_speech(token.text) == {"NOUN"}


def _join(doc: Doc, left: Title, right: Title) -> Title | None:
    """Two titles in one case with `та` or a dash between: `Віцепрем'єр-міністр – Міністр …`."""
    gap = doc[left.last : right.start]
    if left.body is not None or len(gap) != 1 or not (is_conjunction(gap[0]) or gap[0].text in DASHES):
        return None
    a, b = doc[left.head], doc[right.head]
    if case_of(a) != case_of(b) or is_tagged_plural(a) or is_tagged_plural(b):
        return None
    return replace(right, start=left.start)


def _read_title(
    doc: Doc, head: int, blocked: set[int], closed: set[int], heads: frozenset[int], bodies: list[Span]
) -> Title:
    """The title of a head; ``blocked`` are the tokens of people, ``closed`` these and others that end a title."""
    start = _left_edge_of_title(doc, head, blocked)
    office = max((b for b in bodies if b.start == head), key=len, default=None)
    limit = right_edge(doc, head, len(doc), closed, heads)
    limit = max([limit, *(b.end for b in bodies if head <= b.start <= limit < b.end)])
    if office is not None:
        # `[Уповноважений Верховної Ради України з прав людини] Іван Коваль`: a post that is a body too
        return Title(start, head, office.end, (office.start, office.end))
    body = find_body(doc, head, limit, bodies, blocked, rank=_is_rank(doc[head]))
    if body is None:
        return Title(start, head, _trimmed(doc, head, limit))
    if title_of(doc[body[0]]) is not None:
        # `представник [Уповноваженого] з питань співробітництва`: what the holder of an office is called stays whole
        return Title(start, head, _trimmed(doc, head, max(limit, body[1])), body)
    if _goes_on(doc, body[1], limit):
        return Title(start, head, _trimmed(doc, head, limit), body)
    return Title(start, head, _trimmed(doc, head, _before_kind(doc, head, body[0])), body)


def _before_kind(doc: Doc, head: int, end: int) -> int:
    """`менеджер [компанії] Apple`: the common noun before a name in Latin letters is no part of the role."""
    kind = doc[end - 1]
    row = head_of(kind)
    own = row is not None and not row.subunit and row.kind != "effort" and not is_organ(kind)
    return end - 1 if own and end - 1 > head and doc[end].text.isascii() and doc[end].is_alpha else end


@lru_cache(maxsize=2)
def _courtesies(doc: Doc) -> frozenset[int]:
    """`голова [пан] Іван Коваль`: words of courtesy end a title."""
    return frozenset(token.i for token in doc if token.lemma_.lower().rstrip(".") in modifiers("courtesy"))


def _is_rank(token: Token) -> bool:
    row = title_of(token)
    return row is not None and row.kind == "rank"


def _goes_on(doc: Doc, end: int, limit: int) -> bool:
    """`заступник голови ОВА [з питань цифровізації]`: the field of a post behind its body."""
    if end + 1 >= limit or doc[end].lower_ not in TAIL_PREPOSITIONS:
        return False
    return doc[end + 1].lower_ in _TAIL_WORDS or (end + 2 < limit and doc[end + 2].lower_ in _TAIL_WORDS)


def _left_edge_of_title(doc: Doc, head: int, blocked: set[int]) -> int:
    """Agreeing words and markers before a title: `перша [заступниця]`, `в. о. [директора]`, `екс-[міністр]`."""
    start = _without_outside(doc, _over_conjunction(doc, left_edge(doc, head, blocked=blocked), head, blocked), head)
    words, found = "", start
    for first in range(start - 1, max(start - _MAX_MARKER, 0) - 1, -1):
        words = doc[first].lower_.replace(" ", "") + words
        if words in modifiers("marker"):
            found = first
    return found


def _over_conjunction(doc: Doc, start: int, head: int, blocked: set[int]) -> int:
    """`[Надзвичайний і] Повноважний Посол`: two coordinated adjectives."""
    if start == head or start < 2 or not is_conjunction(doc[start - 1]) or start - 2 in blocked:
        return start
    other = doc[start - 2]
    agreed = is_modifier(other) and case_of(other) == case_of(doc[start]) and not is_noun(other)
    return word_start(doc, start - 2) if agreed else start


def _without_outside(doc: Doc, start: int, head: int) -> int:
    """Drop adjectives that are no part of a title (`новий [директор]`) and verbs the tagger took for adjectives."""
    for i in range(head - 1, start - 1, -1):
        word = doc[i]
        if any(char in word.text for char in ":.,/"):
            return i + 1
        verb = "ADJF" not in parts_of_speech(word.text) and "VERB" in parts_of_speech(word.text)
        if word.lemma_.lower() in modifiers("outside") or verb:
            return i + 1
    return start


def _trimmed(doc: Doc, head: int, end: int) -> int:
    """End of a role without what only led to its body: prepositions, conjunctions, opening quotes, adjectives."""
    while end - 1 > head:
        last = doc[end - 1]
        attribute = is_modifier(last) and end < len(doc) and is_noun(doc[end]) and not is_noun(last)
        if last.pos_ == "ADP" or is_conjunction(last) or last.text in CLOSING or last.text in {",", "("} or attribute:
            end -= 1
        else:
            break
    return end
