"""Records to flat rows and back: the shape of each row is that of ``columns``.

Texts of spans are not stored twice where ``documents.text`` gives them back.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pipeline.errors import PipelineError
from pipeline.schema import (
    Action,
    DateMention,
    Event,
    Mention,
    Organization,
    Participant,
    Record,
    Span,
    Topic,
)

Row = dict[str, Any]
Item = TypeVar("Item")


def build_rows(record: Record, position: int) -> dict[str, list[Row]]:
    """Rows of every table for one record; ``position`` is its place in the run, from 1."""
    return {
        "documents": [_document_row(record, position)],
        "participants": _numbered(record, record.participants, _participant_row),
        "organizations": _numbered(record, record.organizations, _organization_row),
        "dates": _numbered(record, record.dates, _date_row),
        "topics": _numbered(record, record.topics, _topic_row),
        "actions": _numbered(record, record.actions, _action_row),
        "mentions": _numbered(record, record.mentions, lambda mention: mention.model_dump()),
    }


def _numbered(record: Record, items: Sequence[Item], build: Callable[[Item], Row]) -> list[Row]:
    try:
        return [{"doc_id": record.doc_id, "position": n, **build(item)} for n, item in enumerate(items, 1)]
    except ValueError as error:
        raise PipelineError(f"{record.source}: a record with a date that is no ISO date: {error}") from error


def _day(value: str | None) -> datetime.date | None:
    """The day of an ISO date or date-time."""
    return None if value is None else datetime.datetime.fromisoformat(value).date()


def _date(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def _document_row(record: Record, position: int) -> Row:
    event = record.event
    plain = record.model_dump(include={"doc_id", "source", "title", "published_at", "publisher", "language", "text"})
    try:
        days = [_day(value) for value in (record.published_at, event.start, event.end)]
    except ValueError as error:
        raise PipelineError(f"{record.source}: a record with a date that is no ISO date: {error}") from error
    return {
        **plain,
        "position": position,
        "also_at": list(record.also_at),
        "published_date": days[0],
        "event_start_date": days[1],
        "event_end_date": days[2],
        **{f"event_{name}": getattr(event, name) for name in _EVENT_FIELDS},
        "event_evidence": event.evidence.text if event.evidence else None,
        "event_evidence_start_char": event.evidence.start_char if event.evidence else None,
        "event_evidence_end_char": event.evidence.end_char if event.evidence else None,
    }


_EVENT_FIELDS = ("type", "start", "end", "inferred", "place", "format", "rule")


def _participant_row(person: Participant) -> Row:
    row = person.model_dump(exclude={"mentions", "role_span", "other_roles"})
    return {
        **row,
        **_mention_cells(person.mentions),
        "other_roles": list(person.other_roles),
        "role_start_char": person.role_span.start_char if person.role_span else None,
        "role_end_char": person.role_span.end_char if person.role_span else None,
    }


def _organization_row(body: Organization) -> Row:
    return {**body.model_dump(exclude={"mentions"}), **_mention_cells(body.mentions)}


def _mention_cells(mentions: Sequence[Span]) -> Row:
    first = mentions[0]
    return {
        "mention": first.text,
        "start_char": first.start_char,
        "end_char": first.end_char,
        "mention_start_chars": [span.start_char for span in mentions],
        "mention_end_chars": [span.end_char for span in mentions],
    }


def _date_row(date: DateMention) -> Row:
    return {**date.model_dump(), "start": _date(date.start), "end": _date(date.end)}


def _topic_row(topic: Topic) -> Row:
    return {**topic.model_dump(exclude={"evidence"}), **_evidence_cells(topic.evidence)}


def _action_row(action: Action) -> Row:
    row = action.model_dump(exclude={"evidence"})
    cells = {"actors": list(action.actors), "deadline": _date(action.deadline)}
    return {**row, **cells, **_evidence_cells(action.evidence)}


def _evidence_cells(evidence: Span) -> Row:
    return {
        "evidence": evidence.text,
        "evidence_start_char": evidence.start_char,
        "evidence_end_char": evidence.end_char,
    }


def build_records(rows: dict[str, Iterable[Row]]) -> list[Record]:
    """The records that rows were built from, in the order of ``documents``."""
    by_document = {name: _by_document(table) for name, table in rows.items() if name != "documents"}
    documents = sorted(rows["documents"], key=lambda row: row["position"])
    return [
        _build_record(row, {name: table.get(row["doc_id"], []) for name, table in by_document.items()})
        for row in documents
    ]


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["position"]):
        found.setdefault(row["doc_id"], []).append(row)
    return found


def _build_record(row: Row, items: dict[str, list[Row]]) -> Record:
    text = row["text"]
    names = ("doc_id", "source", "title", "published_at", "publisher", "language", "text")
    return Record(
        **{name: row[name] for name in names},
        also_at=tuple(row["also_at"]),
        event=_build_event(row, text),
        participants=tuple(_build_participant(item, text) for item in items["participants"]),
        organizations=tuple(_build_organization(item, text) for item in items["organizations"]),
        dates=tuple(_build_date(item) for item in items["dates"]),
        topics=tuple(Topic(**_own(item, _EVIDENCE), evidence=_evidence_span(item)) for item in items["topics"]),
        actions=tuple(_build_action(item) for item in items["actions"]),
        mentions=tuple(Mention(**_own(item)) for item in items["mentions"]),
    )


_KEYS = frozenset({"doc_id", "position"})
_EVIDENCE = frozenset({"evidence", "evidence_start_char", "evidence_end_char"})
_MENTION = frozenset({"mention", "start_char", "end_char", "mention_start_chars", "mention_end_chars"})
_ROLE = frozenset({"role_start_char", "role_end_char", "other_roles"})


def _own(row: Row, without: frozenset[str] = frozenset()) -> Row:
    return {name: value for name, value in row.items() if name not in _KEYS | without}


def _span(text: str, start: int | None, end: int | None) -> Span | None:
    if start is None or end is None:
        return None
    return Span(start_char=start, end_char=end, text=text[start:end])


def _mention_spans(row: Row, text: str) -> tuple[Span, ...]:
    pairs = zip(row["mention_start_chars"], row["mention_end_chars"], strict=True)
    return tuple(Span(start_char=start, end_char=end, text=text[start:end]) for start, end in pairs)


def _evidence_span(row: Row) -> Span:
    return Span(start_char=row["evidence_start_char"], end_char=row["evidence_end_char"], text=row["evidence"])


def _iso(value: datetime.date | None) -> str | None:
    return None if value is None else value.isoformat()


def _build_event(row: Row, text: str) -> Event:
    evidence = _span(text, row["event_evidence_start_char"], row["event_evidence_end_char"])
    return Event(**{name: row[f"event_{name}"] for name in _EVENT_FIELDS}, evidence=evidence)


def _build_participant(row: Row, text: str) -> Participant:
    return Participant(
        **_own(row, _MENTION | _ROLE),
        other_roles=tuple(row["other_roles"]),
        role_span=_span(text, row["role_start_char"], row["role_end_char"]),
        mentions=_mention_spans(row, text),
    )


def _build_organization(row: Row, text: str) -> Organization:
    return Organization(**_own(row, _MENTION), mentions=_mention_spans(row, text))


def _build_date(row: Row) -> DateMention:
    return DateMention(**_own(row, frozenset({"start", "end"})), start=_iso(row["start"]), end=_iso(row["end"]))


def _build_action(row: Row) -> Action:
    own = _own(row, _EVIDENCE | {"actors", "deadline"})
    actors, deadline = tuple(row["actors"]), _iso(row["deadline"])
    return Action(**own, actors=actors, deadline=deadline, evidence=_evidence_span(row))
