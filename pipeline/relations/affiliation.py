"""Rules that find the body of a post where the title does not name it: generic words, neighbours, abbreviations."""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.document import Relation
from pipeline.ner.bodies import head_of

_POSSESSIVE = {"його", "її", "їх", "їхній", "їхня", "свій", "своя"}


def link_affiliations(doc: Doc) -> list[Relation]:
    """Further ``affiliation`` relations, for people whose role has no body yet, and ``same`` for abbreviations."""
    found = list(link_abbreviation_in_brackets(doc))
    people = {m.id_: m for m in document.mentions(doc, "PERS")}
    posts = {m.id_: m for m in document.mentions(doc, "JOB")}
    for rule in (link_body_by_generic_word, link_body_of_neighbour):
        placed = {r.head for r in [*document.relations(doc, "affiliation"), *found]}
        for role in document.relations(doc, "role"):
            if role.head not in placed:
                body = rule(doc, people[role.head], posts[role.tail], found)
                if body is not None:
                    found.append(_affiliation(doc, rule.__name__, people[role.head], body, role.tail))
                    placed.add(role.head)
    return found


def link_abbreviation_in_brackets(doc: Doc) -> Iterator[Relation]:
    """`Рада адвокатів Полтавської області (далі – [РАПО])`: the short form is the same body."""
    bodies = document.mentions(doc, "ORG")
    for full in bodies:
        for short in bodies:
            if 1 <= short.start - full.end <= 4 and doc[full.end].text == "(" and short.start > full.end:
                closing = short.end < len(doc) and doc[short.end].text in {")", ";", ","}
                if closing and len(short) < len(full):
                    yield _same(doc, "link_abbreviation_in_brackets", short, full)


def link_body_by_generic_word(doc: Doc, person: Span, post: Span, found: list[Relation]) -> Span | None:
    """`директор [інституту]` → the institute named nearest before (else after) in the release."""
    wanted = {head.lemma for token in post[1:] if (head := head_of(token)) is not None and not head.subunit}
    wanted |= {head.lemma for token in doc[post.end : person.start] if (head := head_of(token)) is not None}
    if not wanted:
        return None
    same = [body for body in document.mentions(doc, "ORG") if _head_lemma(body) in wanted]
    before = [body for body in same if body.start < person.start]
    return before[-1] if before else next(iter(same), None)


def _head_lemma(body: Span) -> str:
    return next((head.lemma for token in body if (head := head_of(token)) is not None), "")


def link_body_of_neighbour(doc: Doc, person: Span, post: Span, found: list[Relation]) -> Span | None:
    """`директор [інституту] Іван Коваль, його заступник Едем Халілов`: the body of the person named just before."""
    people = document.mentions(doc, "PERS")
    bodies = {m.id_: m for m in document.mentions(doc, "ORG")}
    placed = {r.head: r.tail for r in reversed([*document.relations(doc, "affiliation"), *found])}
    for previous, current in pairwise(people):
        if current.id_ == person.id_ and previous.id_ in placed and _is_coordinated(doc, previous, post):
            return bodies[placed[previous.id_]]
    return None


def _is_coordinated(doc: Doc, previous: Span, post: Span) -> bool:
    gap = doc[previous.end : post.start]
    words = [token.lower_ for token in gap]
    return len(gap) <= 4 and all(w in {",", "та", "і", "й", "а", "також"} or w in _POSSESSIVE for w in words)


def _affiliation(doc: Doc, rule: str, person: Span, body: Span, post: str) -> Relation:
    sentence = doc[person.start].sent
    return Relation(
        "affiliation", rule, body.start_char, body.end_char, person.id_, body.id_, post,
        sentence.start_char, sentence.end_char,
    )  # fmt: skip


def _same(doc: Doc, rule: str, short: Span, full: Span) -> Relation:
    sentence = doc[full.start].sent
    return Relation(
        "same", rule, full.start_char, short.end_char, short.id_, full.id_, "",
        sentence.start_char, sentence.end_char,
    )  # fmt: skip
