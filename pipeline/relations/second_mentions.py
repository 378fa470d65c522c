"""A post for a person named before: `Денис Шмигаль провів засідання. Прем'єр-міністр розповів …`.

SPEC 4: a person named only by the post, with definite reference, is the one that the release names.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from pipeline.document import Relation
from pipeline.names import nominative_person
from pipeline.ner.phrases import is_break, possible_cases
from pipeline.ner.titles import is_feminine
from pipeline.relations.reading import Reading, build_relation, is_plural, kind_of
from pipeline.relations.verbs import verb

# Adverbs between a subject and its verb: `Прем'єр-міністр також окремо подякував`.
_MAX_ADVERBS = 2


def link_role_of_second_mention(reading: Reading, found: list[Relation]) -> Iterator[Relation]:
    """A post as the subject of a sentence, when one person of the release has no post and is named before.

    `Володимир Артюх: «Дякуємо». [Начальник] Сумської ОВА привітав рятувальників` makes Артюх the head. A release
    with two people without a post, or with a further post of that kind, tells nothing.
    """
    holders = {relation.head for relation in found if relation.kind == "role"}
    taken = {relation.tail for relation in found if relation.kind == "role"}
    nameless = [post for post in reading.posts if post.id_ not in taken and _is_subject(reading, post)]
    if not nameless:
        return
    alone = _without_post(reading, holders)
    post = nameless[0]
    if alone is None or alone.start > post.start or not _fits(reading, post, alone):
        return
    yield build_relation("role", "link_role_of_second_mention", alone, post)
    body = reading.body_of(post)
    if body is not None:
        yield build_relation("affiliation", "link_role_of_second_mention", alone, body, value=post.id_)


def _without_post(reading: Reading, holders: set[str]) -> Span | None:
    """The first mention of the only person that no rule gave a post; None when there are more of them, or none."""
    families = {person.id_: _family(person) for person in reading.people}
    placed = {families[id_] for id_ in holders if id_ in families}
    free = [person for person in reading.people if families[person.id_] not in placed]
    return free[0] if free and len({families[person.id_] for person in free}) == 1 else None


def _family(person: Span) -> str:
    name = nominative_person(person.text)
    return (name.family or person.text).lower()


def _is_subject(reading: Reading, post: Span) -> bool:
    """A post in the nominative that opens a sentence or line and has its verb right behind."""
    doc = reading.doc
    opens = post.start == 0 or bool(doc[post.start].is_sent_start) or is_break(doc[post.start - 1])
    if not opens or is_plural(reading, post) or kind_of(reading, post) != "post":
        return False
    return "Nom" in possible_cases(reading.head(post).text) and _verb_behind(doc, reading.last(post)) is not None


def _verb_behind(doc: Doc, start: int) -> Token | None:
    for token in doc[start : start + _MAX_ADVERBS + 1]:
        reading = verb(token)
        if reading is not None:
            return token if reading.form in {"past", "present"} and not reading.plural else None
        if token.pos_ not in {"ADV", "PART"}:
            return None
    return None


def _fits(reading: Reading, post: Span, person: Span) -> bool:
    """The verb and a feminine title agree with the gender of the name."""
    gender = nominative_person(person.text).gender
    told = _verb_behind(reading.doc, reading.last(post))
    if told is None or (gender == "m" and is_feminine(reading.head(post))):
        return False
    ending = told.text.removesuffix("ся").removesuffix("сь")
    spoken = "f" if ending.endswith("ла") else "m" if ending.endswith("в") else gender
    return gender is None or spoken == gender
