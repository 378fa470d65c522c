"""Rules that put a person into a body without a post: sides of a talk, delegations, what stands behind a name."""

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.document import Relation
from pipeline.ner.extents import is_part
from pipeline.ner.phrases import case_of, possible_cases
from pipeline.relations.reading import Reading, build_relation

_WITH, _SIDES = {"з", "із", "зі"}, {"боку", "сторони"}
_GROUPS = {"делегація", "команда", "група", "представники"}


def link_body_of_side(reading: Reading) -> Iterator[Relation]:
    """`від [Ради адвокатів] участь узяли голова Іван Коваль …`, `з боку [ВГТУ] гостей вітали …`: a side's body."""
    return _people_behind(reading, _opens_side, "link_body_of_side")


def _people_behind(reading: Reading, is_side: Callable[[Doc, Span], bool], rule: str) -> Iterator[Relation]:
    for body in reading.bodies:
        if is_side(reading.doc, body):
            for person in _people_of_side(reading, body):
                yield build_relation("affiliation", rule, person, body)


def _opens_side(doc: Doc, body: Span) -> bool:
    before = [token.lower_ for token in doc[max(0, body.start - 2) : body.start]]
    return before[-1:] in (["від"], ["од"]) or (len(before) == 2 and before[0] in _WITH and before[1] in _SIDES)


def _people_of_side(reading: Reading, body: Span) -> Iterator[Span]:
    """People behind a body in its sentence, up to the next body or the next side."""
    sentence_end = document.sentence(reading.doc, body.start).end
    following = [other.start for other in reading.bodies if other.start > body.end and not is_part(other)]
    for person in reading.people:
        if not body.end <= person.start < sentence_end:
            continue
        gap = reading.doc[body.end : person.start]
        if any(body.end < other < person.start for other in following) or any(token.text == ";" for token in gap):
            break
        yield person


def link_body_of_represented(reading: Reading) -> Iterator[Relation]:
    """`[Банк] представляли радниця Марія Ольденбург та …`, `отець Андрій Заремба представляв [парафію]`."""
    return _people_behind(reading, _is_represented, "link_body_of_represented")


def _is_represented(doc: Doc, body: Span) -> bool:
    """An object before `представляв`, `представляють`: no nominative, or one body before a verb in the plural."""
    if body.end >= len(doc) or not doc[body.end].lower_.startswith("представля"):
        return False
    nominative = "Nom" in (possible_cases(body[0].text) or {"Nom"})
    return not nominative or doc[body.end].lower_.endswith(("ли", "ють"))


def link_body_of_delegation(reading: Reading) -> Iterator[Relation]:
    """`делегація [Вищої школи економіки], яку очолив проректор Ян Ковальський`, `… на чолі з ректором …`."""
    doc = reading.doc
    for body in reading.bodies:
        if body.start == 0 or doc[body.start - 1].lemma_.lower() not in _GROUPS:
            continue
        person = reading.next_person(body.end)
        if person is None or person.start >= document.sentence(doc, body.start).end:
            continue
        gap = [token.lower_ for token in doc[body.end : person.start]]
        if "чолі" in gap or any(word.startswith(("очол", "кер")) for word in gap):
            yield build_relation("affiliation", "link_body_of_delegation", person, body)


def link_body_of_leading(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль очолив [Центр права]`, `[об'єднання], яке очолює Іван Коваль`: the body somebody leads."""
    doc = reading.doc
    for person in reading.people:
        verb_at = next((i for i in (person.end, person.start - 1) if 0 <= i < len(doc) and _leads(doc, i)), None)
        if verb_at is None:
            continue
        behind = next((b for b in reading.bodies if verb_at == person.end and b.start == verb_at + 1), None)
        relative = verb_at < person.start and verb_at > 2 and doc[verb_at - 1].lower_.startswith("як")
        before = next((b for b in reading.bodies if relative and b.end == verb_at - 2), None)
        body = behind if behind is not None else before
        if body is not None:
            yield build_relation("affiliation", "link_body_of_leading", person, body)


def _leads(doc: Doc, i: int) -> bool:
    return doc[i].lower_.startswith("очол")


def link_body_after_name(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль ([Мінфін])`, `Іван Коваль, [Національний банк]`, `Марія Шелест із [Полянського ЦНАПу]`."""
    doc = reading.doc
    for person in reading.people:
        if person.end + 1 >= len(doc):
            continue
        sign = doc[person.end].lower_
        body = next((body for body in reading.bodies if body.start == person.end + 1), None)
        if body is None or sign not in {"(", ",", "з", "із", "зі", "від"}:
            continue
        closed = body.end < len(doc) and doc[body.end].text in {")", ",", ".", ";"}
        if closed or (sign not in {"(", ","} and case_of(person[0]) == "Nom"):
            yield build_relation("affiliation", "link_body_after_name", person, body)


MEMBER_RULES = (
    link_body_after_name,
    link_body_of_side,
    link_body_of_represented,
    link_body_of_delegation,
    link_body_of_leading,
)
