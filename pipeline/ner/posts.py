"""Mentions of posts (label JOB): the head noun of a title with what belongs to the title itself.

The span leaves the organisation out where it stands as a noun phrase of its own (SPEC 4):
`[головою] Полтавської облради`, but `[заступник міністра юстиції]`; a sub-unit whose parent is named stays in:
`[директорка Департаменту культури] ХОДА`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.gazetteer import resolve_organization, resolve_place
from pipeline.names.morphology import parts_of_speech, readings
from pipeline.ner.extents import head_of, is_outside, may_be_head
from pipeline.ner.people import is_capitalised
from pipeline.ner.phrases import (
    CLOSING,
    DASHES,
    case_of,
    is_abbreviation,
    is_conjunction,
    is_modifier,
    is_noun,
    is_tagged_plural,
    left_edge,
    quoted_end,
    right_edge,
    word_start,
)
from pipeline.ner.things import is_shouted

# Words of the map that a capitalised adjective goes with: they make no body (`голова [Київської області]`).
_MAP_WORDS = {
    "область", "район", "місто", "село", "селище", "край", "республіка", "регіон", "повіт", "острів", "округ",
    "королівство", "князівство", "держава", "штат", "воєводство", "країна", "султанат", "провінція",
}  # fmt: skip
_ORDINAL = re.compile(r"\d{1,4}-[а-яіїєґ]{1,3}")
_TAIL_PREPOSITIONS = {"з", "із", "зі"}
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


@cache
def _titles() -> dict[str, lexicons.RoleTitle]:
    rows = lexicons.roles()
    return {**{row.feminine: row for row in rows if row.feminine}, **{row.lemma: row for row in rows}}


@cache
def _modifiers(kind: str) -> frozenset[str]:
    return frozenset(row.modifier for row in lexicons.role_modifiers() if row.kind == kind)


def title_of(token: Token) -> lexicons.RoleTitle | None:
    """The lexicon row of a title noun (`заступницею` → заступник), or None."""
    return _row(token.lemma_.lower()) or _row_of_form(token.lower_)


@lru_cache(maxsize=50_000)
def _row_of_form(form: str) -> lexicons.RoleTitle | None:
    """By the dictionary's lemmas, where the model has another one (`прокурорку`, `Секретаря`)."""
    found = (_row(lemma) for lemma in (form, *(r.lemma for r in readings(form) if r.number == "s" or not r.known)))
    return next((row for row in found if row is not None), None)


@lru_cache(maxsize=50_000)
def _row(lemma: str) -> lexicons.RoleTitle | None:
    """`суддя-спікерка`, `екс-міністр`, `віцестароста` are known by the part that carries the meaning, a post first."""
    titles = _titles()
    if lemma in titles or "-" not in lemma:
        return titles.get(lemma) or next((titles[rest] for rest in _without_prefix(lemma) if rest in titles), None)
    parts = [titles[part] for part in lemma.split("-") if part in titles]
    return min(parts, key=lambda row: row.kind != "post", default=None)


def _without_prefix(lemma: str) -> Iterator[str]:
    """`обербургомістерка` → бургомістерка, `психотерапевтка` → терапевтка."""
    return (lemma.removeprefix(prefix) for prefix in _modifiers("prefix") if lemma.startswith(prefix))


@cache
def _feminine() -> frozenset[str]:
    return frozenset(row.feminine for row in lexicons.roles() if row.feminine)


def is_feminine(title: Token) -> bool:
    """True for a title that only women bear (`директорка`)."""
    lemmas = {title.lemma_.lower(), *(reading.lemma for reading in readings(title.text))}
    return any(form in _feminine() for lemma in lemmas for form in (lemma, *_without_prefix(lemma)))


def is_no_body(span: Span) -> bool:
    """True for a span that is a title (`Кременчуцький міський голова`) or a country (`Королівство Данії`)."""
    noun = next((token for token in span if not is_modifier(token) and token.text not in {"-", "і", "та"}), span[0])
    if noun.i + 2 < span.end and noun.nbor(1).text == "-":
        noun = noun.nbor(2)  # `Віце-прем'єр`
    if head_of(noun) is not None:
        return False
    return title_of(noun) is not None or noun.lemma_.lower() in _MAP_WORDS


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
    body = _find_body(doc, head, limit, bodies, blocked, rank=_is_rank(doc[head]))
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
    own = row is not None and not row.subunit and row.kind != "effort" and not _is_organ(kind)
    return end - 1 if own and end - 1 > head and doc[end].text.isascii() and doc[end].is_alpha else end


@lru_cache(maxsize=2)
def _courtesies(doc: Doc) -> frozenset[int]:
    """`голова [пан] Іван Коваль`: words of courtesy end a title."""
    return frozenset(token.i for token in doc if token.lemma_.lower().rstrip(".") in _modifiers("courtesy"))


def _is_rank(token: Token) -> bool:
    row = title_of(token)
    return row is not None and row.kind == "rank"


def _goes_on(doc: Doc, end: int, limit: int) -> bool:
    """`заступник голови ОВА [з питань цифровізації]`: the field of a post behind its body."""
    if end + 1 >= limit or doc[end].lower_ not in _TAIL_PREPOSITIONS:
        return False
    return doc[end + 1].lower_ in _TAIL_WORDS or (end + 2 < limit and doc[end + 2].lower_ in _TAIL_WORDS)


def _left_edge_of_title(doc: Doc, head: int, blocked: set[int]) -> int:
    """Agreeing words and markers before a title: `перша [заступниця]`, `в. о. [директора]`, `екс-[міністр]`."""
    start = _without_outside(doc, _over_conjunction(doc, left_edge(doc, head, blocked=blocked), head, blocked), head)
    words, found = "", start
    for first in range(start - 1, max(start - _MAX_MARKER, 0) - 1, -1):
        words = doc[first].lower_.replace(" ", "") + words
        if words in _modifiers("marker"):
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
        if word.lemma_.lower() in _modifiers("outside") or verb:
            return i + 1
    return start


def _find_body(
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
        if _is_organ(doc[i]) or is_outside(doc[i]):
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
        elif i < limit and not rank and noun is not None and not _is_plural(noun):
            end = _before_holder(doc, noun.i, right_edge(doc, noun.i, limit, blocked))
            yield (i, end), _is_inner(doc, i, noun, end)
            quoted = quoted_end(doc, noun.i + 1) if noun.i + 1 < limit else None
            skip = quoted or noun.i + 1
        elif i < limit and not rank and _is_named(doc, i):
            yield (i, _end_of_named(doc, i, limit, blocked)), False


def _before_holder(doc: Doc, noun: int, end: int) -> int:
    """`головою [партії] народного депутата України Івана Коваля`: another title is no part of a body."""
    for token in doc[noun + 1 : end]:
        if token.text.islower() and title_of(token) is not None and not _is_plural(token):
            return max(noun + 1, left_edge(doc, token.i, floor=noun + 1))
    return end


def _is_organ(token: Token) -> bool:
    """`голова [правління] банку`: a common noun that belongs to the title, not the body it is an organ of."""
    if is_capitalised(token):
        return False
    return bool({token.lemma_.lower(), *(r.lemma for r in readings(token.text))} & _modifiers("organ"))


def _is_plural(noun: Token) -> bool:
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
    modifiers = {token.lemma_.lower() for token in doc[start : noun.i]}
    if modifiers & _modifiers("inner"):
        return True
    if _ORDINAL.fullmatch(doc[start].text):
        return False  # `12-та пожежно-рятувальна частина`
    if row is None or not row.subunit or modifiers & _modifiers("territorial"):
        return False
    tail = doc[noun.i : end]
    return not any(t.lower_ in {"у", "в"} and t.i + 1 < end and _is_of_map(doc[t.i + 1]) for t in tail)


def _is_of_map(token: Token) -> bool:
    return is_capitalised(token) or token.lemma_.lower() in _MAP_WORDS


def _own_end(doc: Doc, body: Span, head: int) -> int:
    """End of a body's name before `з питань …` that belongs to the title: `заступник голови [ОВА] з питань …`."""
    for token in body[1:]:
        short = doc[body.start : token.i].text
        if token.lower_ in _TAIL_PREPOSITIONS and resolve_organization(body.text) is None:
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
