"""The event and the dates of a record, from the relations about the event and the date expressions of the text."""

from datetime import date

from spacy.tokens import Doc

from pipeline import document, names
from pipeline.dates import DateExpression
from pipeline.document import Relation
from pipeline.gazetteer import resolve_place
from pipeline.records.spans import span_at
from pipeline.schema import DateMention, Event, PressRelease

# A word in capitals that is longer is no abbreviation.
_SHORT = 5

__all__ = ["build_dates", "build_event", "published_day"]


def published_day(release: PressRelease) -> date | None:
    """The day of publication, or None."""
    return date.fromisoformat(release.published_at[:10]) if release.published_at else None


def build_event(doc: Doc, dates: list[DateExpression]) -> Event:
    """The event of a release; with no day told, that of publication (`inferred`)."""
    found = {
        relation.kind: relation
        for relation in reversed(document.relations(doc, "event", "event_date", "place", "format"))
    }
    told = found.get("event")
    start, end, inferred = _interval(document.relations(doc, "event_date"), document.release(doc), dates)
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


def _interval(
    days: list[Relation], release: PressRelease, dates: list[DateExpression]
) -> tuple[str | None, str | None, bool]:
    """The interval of the date told for the event, else the day of publication (inferred), else nothing."""
    for relation in days:
        for expression in dates:
            if _overlaps(relation, expression):
                return expression.start, expression.end, False
    if release.published_at is not None:
        return release.published_at[:10], release.published_at[:10], True
    return None, None, False


def _overlaps(relation: Relation, expression: DateExpression) -> bool:
    return expression.start_char < relation.end_char and relation.start_char < expression.end_char


def _place(relation: Relation | None) -> str | None:
    if relation is None:
        return None
    place = resolve_place(relation.value)
    if place is not None:
        return place.name
    # a headline in capitals: `НА РІВНЕНЩИНІ`
    value = relation.value.title() if relation.value.isupper() and len(relation.value) > _SHORT else relation.value
    if relation.rule == "link_venue":
        return names.nominative_organization(value)
    return names.nominative_place(value)


def build_dates(doc: Doc, dates: list[DateExpression], event: Event) -> list[DateMention]:
    """One row for each distinct interval and kind, in text order."""
    release, days = document.release(doc), document.relations(doc, "event_date")
    rows: dict[tuple[str | None, str | None, str, str], DateMention] = {}
    for expression in dates:
        kind = _kind(expression, release, event, days)
        # Two unresolved expressions are the same only when their words are.
        words = "" if expression.start or expression.end else expression.text.lower()
        rows.setdefault((expression.start, expression.end, kind, words), _row(expression, kind))
    return list(rows.values())


def _row(expression: DateExpression, kind: str) -> DateMention:
    return DateMention(
        mention=expression.text,
        start_char=expression.start_char,
        end_char=expression.end_char,
        start=expression.start,
        end=expression.end,
        granularity=expression.granularity,
        kind=kind,
        inferred=expression.inferred,
        rule=expression.rule,
    )


def _kind(expression: DateExpression, release: PressRelease, event: Event, days: list[Relation]) -> str:
    stamp = release.published_span
    if stamp is not None and expression.start_char < stamp.end_char and stamp.start_char < expression.end_char:
        return "publication"
    if expression.kind == "reference" and (
        any(_overlaps(relation, expression) for relation in days) or _is_within(expression, event)
    ):
        return "event"
    return expression.kind


def _is_within(expression: DateExpression, event: Event) -> bool:
    """A day of the event: `4–5 жовтня тривала конференція … [5 жовтня] учасники`; not one that is only inferred."""
    if event.inferred or None in (event.start, event.end, expression.start, expression.end):
        return False
    return str(event.start)[:10] <= str(expression.start) and str(expression.end) <= str(event.end)[:10]
