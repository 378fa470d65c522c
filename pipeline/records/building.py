"""Records stage: what the mentions and relations of a Doc say, as a Record."""

from collections.abc import Iterator

from spacy.tokens import Doc

from pipeline import document, names
from pipeline.dates import DateExpression, find_dates
from pipeline.document import Relation
from pipeline.records.bodies import Bodies
from pipeline.records.event import build_dates, build_event, published_day
from pipeline.records.people import build_participants
from pipeline.records.spans import span_at
from pipeline.relations.affiliation import principal_body
from pipeline.relations.reading import Reading
from pipeline.schema import Action, Event, Mention, Participant, PressRelease, Record, Topic

# Where none is named, all who take part agreed or signed; what one side plans or asks is nobody else's.
_JOINT = {"agreed", "signed"}
_FEW = 3
__all__ = ["bare_record", "build_record"]


def build_record(doc: Doc) -> Record:
    """The record of a Doc that has mentions and relations."""
    release = document.release(doc)
    bodies = Bodies(doc)
    participants, owner = build_participants(doc, bodies)
    present = [p.organization for p in participants if p.participation == "participant" and p.organization]
    dates = find_dates(document.text(doc), published_day(release))
    event = build_event(doc, dates)
    organizations = bodies.rows(present)
    for group in bodies.groups:
        owner.update({mention.id_: group.name for mention in group.mentions})
    present = [o.name for o in organizations if o.participation == "participant"]
    parties = _sitting(doc, event, bodies) or _parties(participants, present)
    homes = {p.name: p.organization for p in participants if p.organization is not None}
    return bare_record(release).model_copy(
        update={
            "publisher": release.publisher,
            "event": event,
            "participants": tuple(participants),
            "organizations": tuple(organizations),
            "dates": tuple(build_dates(doc, dates, event)),
            "topics": tuple(_topic(doc, relation) for relation in document.relations(doc, "topic")),
            "actions": tuple(_actions(doc, owner, parties, homes, dates)),
            "mentions": tuple(_mentions(doc, owner, dates)),
        }
    )


def bare_record(release: PressRelease) -> Record:
    """The record of a release that nothing is extracted from (another language)."""
    return Record(
        doc_id=release.doc_id,
        source=release.source,
        also_at=release.also_at,
        title=release.title,
        published_at=release.published_at,
        publisher=release.publisher,
        language=release.language,
        text=release.text,
    )


def _topic(doc: Doc, relation: Relation) -> Topic:
    return Topic(
        text=document.text(doc)[relation.start_char : relation.end_char],
        start_char=relation.start_char,
        end_char=relation.end_char,
        evidence=span_at(doc, relation.evidence_start, relation.evidence_end),
        rule=relation.rule,
    )


def _actions(
    doc: Doc, owner: dict[str, str], parties: tuple[str, ...], homes: dict[str, str], dates: list[DateExpression]
) -> Iterator[Action]:
    """Actions in text order; what a paper provides for is of the bodies of its signers, when nobody else is named."""
    signers = parties
    for relation in document.relations(doc, "action"):
        named = tuple(dict.fromkeys(owner[v] for name, v in relation.links if name == "actor" and v in owner))
        if relation.value == "signed" and named:
            signers = tuple(dict.fromkeys(homes.get(name, name) for name in named))
        yield _action(doc, relation, named, signers if relation.value == "signed" else parties, dates)


def _action(
    doc: Doc, relation: Relation, actors: tuple[str, ...], parties: tuple[str, ...], dates: list[DateExpression]
) -> Action:
    return Action(
        text=document.text(doc)[relation.start_char : relation.end_char],
        start_char=relation.start_char,
        end_char=relation.end_char,
        status=relation.value,
        actors=actors or (parties if _is_of_all(relation.value, parties) else ()),
        deadline=_deadline(doc, relation, dates),
        evidence=span_at(doc, relation.evidence_start, relation.evidence_end),
        rule=relation.rule,
    )


def _is_of_all(status: str, parties: tuple[str, ...]) -> bool:
    """What was agreed is of all; what is planned of the only body there is."""
    return status in _JOINT or (status == "planned" and len(parties) == 1)


def _deadline(doc: Doc, relation: Relation, dates: list[DateExpression]) -> str | None:
    inside = [d for d in dates if relation.start_char <= d.start_char < relation.end_char and d.kind == "deadline"]
    linked = {value for name, value in relation.links if name == "deadline"}
    spans = [(m.start_char, m.end_char) for m in document.mentions(doc, "DATE") if m.id_ in linked]
    outside = [d for d in dates if any(d.start_char < end and start < d.end_char for start, end in spans)]
    return next((d.end for d in [*inside, *outside] if d.end is not None), None)


def _parties(participants: list[Participant], organizations: list[str]) -> tuple[str, ...]:
    """Those who agreed where nobody is named: the bodies that take part, else the people, when these are few.

    Of a large company nobody can say who agreed: none then.
    """
    people = [p.name for p in participants if p.participation == "participant"]
    return next((tuple(names) for names in (organizations, people) if 0 < len(names) <= _FEW), ())


def _sitting(doc: Doc, event: Event, bodies: Bodies) -> tuple[str, ...]:
    """The body whose session it is: what is decided there, be it in the passive, it decides."""
    if event.type != "session":
        return ()
    main = principal_body(Reading.of(doc), frozenset({"any"}))
    name = bodies.name_of(main.id_) if main is not None else None
    return (name,) if name is not None else ()


def _mentions(doc: Doc, owner: dict[str, str], dates: list[DateExpression]) -> list[Mention]:
    return [
        Mention(
            label=mention.label_,
            start_char=mention.start_char,
            end_char=mention.end_char,
            text=mention.text,
            lemma=_lemma(mention.label_, mention.text, owner.get(mention.id_)),
            link=owner.get(mention.id_) or _interval(mention.start_char, dates),
            rule=mention.kb_id_,
        )
        for mention in document.mentions(doc)
    ]


def _lemma(label: str, text: str, owner: str | None) -> str:
    if label == "PERS":
        return owner or names.nominative_person(text).name
    if label == "ORG":
        return names.nominative_organization(text)
    if label == "LOC":
        return names.nominative_place(text)
    if label == "JOB":
        return names.nominative_role(text)
    return text


def _interval(start_char: int, dates: list[DateExpression]) -> str | None:
    """ISO 8601 interval `start/end` of the date expression at a position; `..` stands for an open side."""
    for expression in dates:
        if expression.start_char == start_char and (expression.start or expression.end):
            return f"{expression.start or '..'}/{expression.end or '..'}"
    return None
