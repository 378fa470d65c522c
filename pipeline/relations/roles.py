"""Rules that connect a person with a post and a body: one small function for each phrase they know.

Every rule takes the reading (`Reading`) of a Doc and yields ``role`` (person → job) and ``affiliation``
(person → body) relations. The order of the rules is their priority: the first role of a person is the main one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.document import Relation
from pipeline.ner.phrases import CLOSING, DASHES, is_break

_MAX_GAP = 40
_LINKING = {"та", "і", "й", "а", "також", "разом", "із", "з", ","}


@dataclass(frozen=True)
class Reading:
    """Mentions of a Doc by kind, each list in text order."""

    doc: Doc
    people: list[Span]
    posts: list[Span]
    bodies: list[Span]

    @classmethod
    def of(cls, doc: Doc) -> "Reading":
        """Read the mentions of a Doc."""
        return cls(doc, document.mentions(doc, "PERS"), document.mentions(doc, "JOB"), document.mentions(doc, "ORG"))

    def person_at(self, start: int) -> Span | None:
        """The person whose mention starts at token ``start``."""
        return next((person for person in self.people if person.start == start), None)

    def post_at(self, start: int) -> Span | None:
        """The post whose mention starts at token ``start``."""
        return next((post for post in self.posts if post.start == start), None)


def link_roles(doc: Doc) -> list[Relation]:
    """Role and affiliation relations of a Doc, the main role of each person first."""
    reading = Reading.of(doc)
    return [relation for rule in ROLE_RULES for relation in rule(reading)]


def link_role_before_name(reading: Reading) -> Iterator[Relation]:
    """`[голова] Полтавської облради [Іван Коваль]`, `міністр [Олена Ткач]`."""
    for person in reading.people:
        post = _nearest_post_before(reading, person)
        if post is not None:
            bodies = _bodies_between(reading, post.start, person.start)
            yield from _role(reading.doc, "link_role_before_name", person, post, bodies)


def _nearest_post_before(reading: Reading, person: Span) -> Span | None:
    candidates = [post for post in reading.posts if post.end <= person.start and person.start - post.end < _MAX_GAP]
    for post in reversed(candidates):
        if _is_title_gap(reading, post, person.start):
            return post
    return None


def _is_title_gap(reading: Reading, post: Span, end: int) -> bool:
    """True when only the rest of a title stands between a post and a name: a body, complements, dashes, quotes."""
    covered = {
        i
        for body in reading.bodies
        if post.start <= body.start and body.end <= end
        for i in range(body.start, body.end)
    }
    others = {i for person in reading.people for i in range(person.start, person.end)}
    for token in reading.doc[post.end : end]:
        if is_break(token) or token.i in others:
            return False
        if token.i not in covered and not _may_stand_in_title(token):
            return False
    return True


def _may_stand_in_title(token: Token) -> bool:
    if token.text in DASHES or token.text in CLOSING or token.text in CLOSING.values() or token.text in {"(", ")"}:
        return True
    return token.pos_ in {"NOUN", "PROPN", "ADJ", "ADP", "CCONJ", "DET", "NUM", "X"} and token.pos_ != "VERB"


def link_role_in_apposition(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль, [голова] Полтавської облради, …`; `Іван Коваль – [директор] фонду`; `Іван Коваль ([голова])`."""
    for person in reading.people:
        start = person.end
        if start >= len(reading.doc) or reading.doc[start].text not in {",", "(", *DASHES}:
            continue
        post = reading.post_at(start + 1)
        if post is not None and not _is_next_persons_title(reading, post):
            yield from _role(reading.doc, "link_role_in_apposition", person, post, _bodies_after(reading, post))


def _is_next_persons_title(reading: Reading, post: Span) -> bool:
    """True when the post is followed by a name: `Іван Коваль, [директорка] школи Олена Ткач` (a list of people)."""
    following = next((person for person in reading.people if person.start >= post.end), None)
    return (
        following is not None
        and following.start - post.end < _MAX_GAP
        and _is_title_gap(reading, post, following.start)
    )


def link_role_in_list(reading: Reading) -> Iterator[Relation]:
    """`[Голова]: Юрій Коваль`, `[Члени управи]:` and names in the same line."""
    for post in reading.posts:
        colon = _colon_after(reading, post)
        if colon is None:
            continue
        for person in _people_of_line(reading, colon):
            yield from _role(
                reading.doc, "link_role_in_list", person, post, _bodies_between(reading, post.start, colon)
            )


def _colon_after(reading: Reading, post: Span) -> int | None:
    end = max([body.end for body in _bodies_after(reading, post)], default=post.end)
    for i in range(end, min(end + 2, len(reading.doc))):
        if reading.doc[i].text == ":":
            return i
    return None


def _people_of_line(reading: Reading, colon: int) -> list[Span]:
    """People from a colon to the end of the line; the line break right after the colon does not count."""
    doc, end = reading.doc, colon + 1
    while end < len(doc) and (not is_break(doc[end]) or end == colon + 1):
        end += 1
    return [person for person in reading.people if colon < person.start < end]


def link_shared_role(reading: Reading) -> Iterator[Relation]:
    """`[депутати] А, Б і В`: a plural title goes to every name of the coordination behind it."""
    for post in reading.posts:
        if "Plur" not in reading.doc[post.start : post.end].root.morph.get("Number"):
            continue
        first = next((p for p in reading.people if p.start >= post.end and _is_title_gap(reading, post, p.start)), None)
        if first is None:
            continue
        bodies = _bodies_between(reading, post.start, first.start)
        for person in _coordinated(reading, first):
            yield from _role(reading.doc, "link_shared_role", person, post, bodies)


def _coordinated(reading: Reading, first: Span) -> Iterator[Span]:
    """The people who follow with nothing but commas and conjunctions between."""
    previous = first
    for person in reading.people:
        if person.start < previous.end:
            continue
        gap = reading.doc[previous.end : person.start]
        if not 0 < len(gap) <= 2 or any(token.lower_ not in _LINKING for token in gap):
            return
        yield person
        previous = person


def link_body_of_side(reading: Reading) -> Iterator[Relation]:
    """`від [Ради адвокатів] участь узяли голова Іван Коваль …`: the body a side is named by."""
    for body in reading.bodies:
        if body.start == 0 or reading.doc[body.start - 1].lower_ not in {"від", "од"}:
            continue
        sentence_end = reading.doc[body.start].sent.end
        following = [body.start for body in reading.bodies if body.start > body.end]
        for person in reading.people:
            if body.end <= person.start < sentence_end and not any(
                body.end < other < person.start for other in following
            ):
                yield _relation("affiliation", "link_body_of_side", reading.doc, person, body)


def link_body_after_name(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль ([Мінфін])`, `Іван Коваль, [Національний банк]`."""
    for person in reading.people:
        doc = reading.doc
        if person.end + 1 < len(doc) and doc[person.end].text in {"(", ","}:
            body = next((body for body in reading.bodies if body.start == person.end + 1), None)
            if body is not None and body.end < len(doc) and doc[body.end].text in {")", ",", ".", ";"}:
                yield _relation("affiliation", "link_body_after_name", doc, person, body)


def _role(doc: Doc, rule: str, person: Span, post: Span, bodies: list[Span]) -> Iterator[Relation]:
    yield _relation("role", rule, doc, person, post)
    if bodies:
        yield _relation("affiliation", rule, doc, person, _top_body(bodies), value=post.id_)


def _top_body(bodies: list[Span]) -> Span:
    """The body a post is in: the outermost one of those that start first (`[Офіс Ради Європи] в Україні`)."""
    first = min(body.start for body in bodies)
    return max((body for body in bodies if body.start == first), key=len)


def _bodies_between(reading: Reading, start: int, end: int) -> list[Span]:
    return [body for body in reading.bodies if start < body.start and body.end <= end]


def _bodies_after(reading: Reading, post: Span) -> list[Span]:
    """Bodies that stand right behind a title, with at most complements of the title between."""
    return [body for body in reading.bodies if post.start < body.start <= post.end + 1]


def _relation(kind: str, rule: str, doc: Doc, head: Span, tail: Span, value: str = "") -> Relation:
    start, end = min(head.start_char, tail.start_char), max(head.end_char, tail.end_char)
    sentence = doc[head.start].sent
    return Relation(
        kind, rule, start, end, head.id_, tail.id_, value, sentence.start_char, sentence.end_char
    )  # fmt: skip


ROLE_RULES = (
    link_role_in_list,
    link_role_before_name,
    link_shared_role,
    link_role_in_apposition,
    link_body_after_name,
    link_body_of_side,
)
