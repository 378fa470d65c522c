"""What the rules for people read: the mentions of a Doc by kind, titles with their extents, gaps between them."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.gazetteer import resolve_organization
from pipeline.names import lemma_key, nominative_person, person_cases
from pipeline.names.morphology import readings
from pipeline.ner.extents import head_of
from pipeline.ner.phrases import (
    CLOSING,
    DASHES,
    is_break,
    is_conjunction,
    is_noun,
    is_tagged_plural,
    possible_cases,
    word_end,
)
from pipeline.ner.posts import Title, titles_of
from pipeline.ner.titles import is_feminine, title_of

_MAX_GAP = 40
_LINKING = {"та", "і", "й", "а", "також", "разом", "із", "з", ","}
_AGE = re.compile(r"\d+-?річн")
_BRACKETS = {"(", ")"}
# `…, міністра фінансів, та за [участі] посла …`: a title ends before the next who take part.
_TAKING_PART = {"участі", "участю", "присутності", "головуванням"}
# Words by which the same body may be called or not: `обласна (державна, військова) адміністрація`.
_LOOSE = {"державний", "військовий"}


@dataclass
class Reading:
    """Mentions of a Doc by kind, each list in text order, and the titles of its posts by mention id."""

    doc: Doc
    people: list[Span]
    posts: list[Span]
    bodies: list[Span]
    titles: dict[str, Title]
    covered: set[int] = field(default_factory=set)
    unexplained: frozenset[str] = frozenset()
    """Ids of the bodies called by a common word that the release does not explain."""

    @classmethod
    def of(cls, doc: Doc) -> "Reading":
        """Read the mentions of a Doc."""
        bodies = document.mentions(doc, "ORG")
        covered = {i for body in bodies for i in range(body.start, body.end)}
        people, posts = document.mentions(doc, "PERS"), document.mentions(doc, "JOB")
        unexplained = frozenset(relation.head for relation in document.relations(doc, "refused"))
        return cls(doc, people, posts, bodies, titles_of(doc), covered, unexplained)

    def last(self, post: Span) -> int:
        """End of a post with its body."""
        return max(post.end, self.titles[post.id_].last)

    def head(self, post: Span) -> Token:
        """The title noun of a post."""
        return self.doc[self.titles[post.id_].head]

    def post_at(self, start: int) -> Span | None:
        """The post whose mention starts at token ``start``."""
        return next((post for post in self.posts if post.start == start), None)

    def person_ending_at(self, end: int) -> Span | None:
        """The person whose mention ends at token ``end``."""
        return next((person for person in self.people if person.end == end), None)

    def next_person(self, position: int) -> Span | None:
        """The first person at or behind a token."""
        return next((person for person in self.people if person.start >= position), None)

    def told_body(self, post: Span) -> Span | None:
        """The mention of the body in a title, the longest from its start on, be it only a common word."""
        body = self.titles[post.id_].body
        if body is None:
            return None
        found = [b for b in self.bodies if b.start == body[0]]
        fitting = [b for b in found if b.end <= body[1]] or found
        return max(fitting, key=len, default=None)

    def body_of(self, post: Span) -> Span | None:
        """The mention of the body that a title names; None for a common word that the release does not explain.

        An office inside a title is the one of that name: `представник [Уповноваженого] з питань співробітництва`
        belongs to the Уповноважений Верховної Ради України з прав людини named elsewhere.
        """
        body = self.told_body(post)
        if body is None or body.id_ in self.unexplained:
            return None
        return self._office(body) if title_of(self.doc[body.start]) is not None and body.start > post.start else body

    def _office(self, body: Span) -> Span | None:
        """The office known by its full name that the first word of a mention stands for, the nearest before."""
        if resolve_organization(body.text) is not None:
            return body
        word = lemma_key(self.doc[body.start].text)
        known = [b for b in self.bodies if resolve_organization(b.text) is not None and word in words_of(b.text)]
        before = [b for b in known if b.start < body.start]
        return before[-1] if before else next(iter(known), None)


def generic_words(phrase: str) -> set[str]:
    """Inflection-free words of a common noun phrase, short forms written out: `ОВА` → обласний, адміністрація."""
    return set(lemma_key(full_phrase(phrase)).split()) - _LOOSE


@lru_cache(maxsize=5_000)
def full_phrase(phrase: str) -> str:
    key = lemma_key(phrase)
    for row in lexicons.organization_patterns():
        if key == lemma_key(row.short):
            return row.full
    return phrase


@lru_cache(maxsize=20_000)
def words_of(text: str) -> frozenset[str]:
    body = resolve_organization(text)
    return frozenset(lemma_key(body.name if body is not None else text).split())


def is_generic(body: Span) -> bool:
    """True for a body called by common words alone: `Комісія`, `Департамент`."""
    if full_phrase(body.text) != body.text:
        return True
    return resolve_organization(body.text) is None and all(
        head_of(token) is not None or token.lemma_.islower() or not token.is_alpha for token in body
    )


def is_plural(reading: Reading, post: Span) -> bool:
    """True for `депутати`, `представниками`; for `адвокатки` where the name behind it is no genitive."""
    head = reading.head(post)
    if is_tagged_plural(head):
        return True
    known = [found for found in readings(head.text) if found.known and found.is_noun]
    if known and all(found.number == "p" for found in known):
        return True
    person = reading.next_person(post.end)
    if person is None or person.start != reading.last(post) or len(coordinated(reading, person)) < 2:
        return False
    singular = {found.case for found in known if found.number == "s"}
    return bool(known) and not singular & person_cases(person.text) and "Nom" in {f.case for f in known}


def kind_of(reading: Reading, post: Span) -> str:
    """``post``, ``profession`` or ``rank`` of a title, by the lexicon."""
    row = title_of(reading.head(post))
    return row.kind if row is not None else "post"


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.honorifics())


def is_title_gap(reading: Reading, start: int, end: int) -> bool:
    """True when between a title (ended at ``start``) and a name nothing but the rest of the title stands.

    That is: further titles without a comma, bodies, genitive complements, dashes, brackets, honorifics.
    """
    if end - start > _MAX_GAP:
        return False
    others = {i for person in reading.people for i in range(person.start, person.end)}
    inside = reading.covered | {i for post in reading.posts for i in range(post.start, reading.last(post))}
    inside |= bracketed(reading.doc, start, end) | _ages(reading.doc, start, end)
    return all(
        i not in others and not is_break(reading.doc[i]) and (i in inside or _may_stand_in_title(reading.doc[i]))
        for i in range(start, end)
    )


def _ages(doc: Doc, start: int, end: int) -> set[int]:
    """`найстарша вагоновожата міста[, 79-річна] Галина Кріт`: an age with its comma."""
    aged = [i for i in range(start, end) if _AGE.match(doc[i].text)]
    return {*aged, *(i - 1 for i in aged if i > start and doc[i - 1].text == ",")}


def bracketed(doc: Doc, start: int, end: int) -> set[int]:
    """Tokens of brackets closed between two positions, with a comma before the end: `(м. Одеса)`, `(НКРЕКП),`."""
    found: set[int] = set()
    opening: int | None = None
    for i in range(start, end):
        if doc[i].text == "(":
            opening = i
        elif doc[i].text == ")" and opening is not None:
            found.update(range(opening, i + 1))
            opening = None
    if end - 1 > start and doc[end - 1].text == "," and end - 2 in found:
        found.add(end - 1)
    return found


def _may_stand_in_title(token: Token) -> bool:
    text = token.text
    if token.lower_ in _TAKING_PART:
        return False
    if text in DASHES or text in CLOSING or text in CLOSING.values() or text in _BRACKETS:
        return True
    if is_honorific(token) or token.pos_ == "ADP":
        return True
    return token.pos_ in {"NOUN", "PROPN", "ADJ", "DET", "NUM", "X", "CCONJ"} or is_noun(token) or is_conjunction(token)


def is_honorific(token: Token) -> bool:
    """`пан`, `отець`, and both tokens of `о.`."""
    if token.text == "." and token.i:
        return f"{token.nbor(-1).lower_}." in _honorifics()
    return token.lemma_.lower() in _honorifics() or f"{token.lower_}." in _honorifics()


def cases_agree(reading: Reading, post: Span, person: Span) -> bool:
    """False when a title and the name's words have no case in common (`голова`, `Івану`).

    A hyphenated title has the case of its last part (`прем'єр-[міністром]`).

    A feminine title (`директорка`) is no man's.

    What follows `в. о.` is in the genitive whatever the case of the name.
    """
    head = reading.head(post)
    if head.i > post.start and any("." in token.text or token.lower_.startswith("викон") for token in post[:-1]):
        return True
    if is_feminine(head) and _gender(person.text) == "m":
        return False
    inflected = reading.doc[word_end(reading.doc, head.i) - 1]
    titles, names = possible_cases(inflected.text), person_cases(person.text)
    return not titles or not names or bool((titles & names) - {"Voc"})


@lru_cache(maxsize=5_000)
def _gender(name: str) -> str | None:
    return nominative_person(name).gender


def coordinated(reading: Reading, first: Span) -> list[Span]:
    """A person with those who follow with nothing but commas and conjunctions between."""
    found = [first]
    for person in reading.people:
        if person.start < found[-1].end:
            continue
        gap = reading.doc[found[-1].end : person.start]
        if not 0 < len(gap) <= 2 or any(token.lower_ not in _LINKING for token in gap):
            break
        found.append(person)
    return found


def build_relation(kind: str, rule: str, head: Span, tail: Span, value: str = "") -> Relation:
    """A relation between two mentions with the sentence of the first as evidence."""
    start, end = min(head.start_char, tail.start_char), max(head.end_char, tail.end_char)
    sentence = document.sentence(head.doc, head.start)
    return Relation(kind, rule, start, end, head.id_, tail.id_, value, sentence.start_char, sentence.end_char)
