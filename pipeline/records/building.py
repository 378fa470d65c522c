"""Records stage: what the mentions and relations of a Doc say, as a Record."""

from datetime import date

from spacy.tokens import Doc

from pipeline import document, names
from pipeline.dates import DateExpression, find_dates
from pipeline.document import Relation
from pipeline.gazetteer import resolve_place
from pipeline.records.bodies import Bodies
from pipeline.records.people import build_participants
from pipeline.records.spans import span_at
from pipeline.schema import Action, DateMention, Event, Mention, Participant, PressRelease, Record, Topic

__all__ = ["bare_record", "build_record"]


def build_record(doc: Doc) -> Record:
    """The record of a Doc that has mentions and relations."""
    release = document.release(doc)
    bodies = Bodies(doc)
    participants, owner = build_participants(doc, bodies)
    present = [p.organization for p in participants if p.participation == "participant" and p.organization]
    dates = find_dates(doc.text, _published_day(release))
    event = _event(doc, release, dates)
    organizations = bodies.rows(present)
    for group in bodies.groups:
        owner.update({mention.id_: group.name for mention in group.mentions})
    parties = _parties(participants, [o.name for o in organizations if o.participation == "participant"])
    return bare_record(release).model_copy(
        update={
            "publisher": release.publisher,
            "event": event,
            "participants": tuple(participants),
            "organizations": tuple(organizations),
            "dates": tuple(_date_rows(release, dates, event)),
            "topics": tuple(_topic(doc, relation) for relation in document.relations(doc, "topic")),
            "actions": tuple(
                _action(doc, relation, owner, parties, dates) for relation in document.relations(doc, "action")
            ),
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


def _published_day(release: PressRelease) -> date | None:
    return date.fromisoformat(release.published_at[:10]) if release.published_at else None


def _event(doc: Doc, release: PressRelease, dates: list[DateExpression]) -> Event:
    found = {relation.kind: relation for relation in document.relations(doc, "event", "event_date", "place", "format")}
    told = found.get("event")
    start, end, inferred = _event_interval(found.get("event_date"), release, dates)
    place = _place(found.get("place"))
    return Event(
        type=told.value if told is not None else None,
        start=start,
        end=end,
        inferred=inferred,
        place=place,
        format=found["format"].value if "format" in found else ("in_person" if place else "unknown"),
        evidence=span_at(doc, told.start_char, told.end_char) if told is not None else None,
        rule=told.rule if told is not None else None,
    )


def _event_interval(
    relation: Relation | None, release: PressRelease, dates: list[DateExpression]
) -> tuple[str | None, str | None, bool]:
    """The interval of the date told for the event, else the day of publication (inferred), else nothing."""
    if relation is not None:
        for expression in dates:
            if expression.start_char < relation.end_char and relation.start_char < expression.end_char:
                return expression.start, expression.end, False
    if release.published_at is not None:
        return release.published_at[:10], release.published_at[:10], True
    return None, None, False


def _place(relation: Relation | None) -> str | None:
    if relation is None:
        return None
    place = resolve_place(relation.value)
    if place is not None:
        return place.name
    if relation.rule == "link_place_org":
        return names.nominative_organization(relation.value)
    return names.nominative_place(relation.value)


def _date_rows(release: PressRelease, dates: list[DateExpression], event: Event) -> list[DateMention]:
    """One row for each distinct interval and kind, in text order."""
    rows: dict[tuple[str | None, str | None, str, str], DateMention] = {}
    for expression in dates:
        kind = _kind(release, expression, event)
        # Two unresolved expressions are the same only when their words are.
        words = "" if expression.start or expression.end else expression.text.lower()
        key = (expression.start, expression.end, kind, words)
        rows.setdefault(
            key,
            DateMention(
                mention=expression.text,
                start_char=expression.start_char,
                end_char=expression.end_char,
                start=expression.start,
                end=expression.end,
                granularity=expression.granularity,
                kind=kind,
                inferred=expression.inferred,
                rule=expression.rule,
            ),
        )
    return list(rows.values())


def _kind(release: PressRelease, expression: DateExpression, event: Event) -> str:
    stamp = release.published_span
    if stamp is not None and stamp.start_char <= expression.start_char < stamp.end_char:
        return "publication"
    same_day = expression.start is not None and (expression.start, expression.end) == (event.start, event.end)
    if same_day and not event.inferred and expression.kind == "reference":
        return "event"
    return expression.kind


def _topic(doc: Doc, relation: Relation) -> Topic:
    return Topic(
        text=doc.text[relation.start_char : relation.end_char],
        start_char=relation.start_char,
        end_char=relation.end_char,
        evidence=span_at(doc, relation.evidence_start, relation.evidence_end),
        rule=relation.rule,
    )


def _action(
    doc: Doc, relation: Relation, owner: dict[str, str], parties: tuple[str, ...], dates: list[DateExpression]
) -> Action:
    actors = tuple(dict.fromkeys(owner[value] for name, value in relation.links if name == "actor" and value in owner))
    return Action(
        text=doc.text[relation.start_char : relation.end_char],
        start_char=relation.start_char,
        end_char=relation.end_char,
        status=relation.value,
        actors=actors or parties,
        deadline=_deadline(doc, relation, dates),
        evidence=span_at(doc, relation.evidence_start, relation.evidence_end),
        rule=relation.rule,
    )


def _deadline(doc: Doc, relation: Relation, dates: list[DateExpression]) -> str | None:
    inside = [d for d in dates if relation.start_char <= d.start_char < relation.end_char and d.kind == "deadline"]
    linked = {value for name, value in relation.links if name == "deadline"}
    spans = [(m.start_char, m.end_char) for m in document.mentions(doc, "DATE") if m.id_ in linked]
    outside = [d for d in dates if any(d.start_char < end and start < d.end_char for start, end in spans)]
    return next((d.end for d in [*inside, *outside] if d.end is not None), None)


def _parties(participants: list[Participant], organizations: list[str]) -> tuple[str, ...]:
    """Those who agreed where nobody is named: the bodies that take part, else the people."""
    people = tuple(p.name for p in participants if p.participation == "participant")
    return people or tuple(organizations)


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
