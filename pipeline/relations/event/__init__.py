"""The main event: its type, days, place and format, each as a relation that names its evidence."""

from spacy.tokens import Doc

from pipeline.document import Relation
from pipeline.relations.event.days import link_days
from pipeline.relations.event.format import link_format
from pipeline.relations.event.kind import link_kind
from pipeline.relations.event.place import link_place
from pipeline.relations.event.reading import read_told

__all__ = ["link_event"]


def link_event(doc: Doc) -> list[Relation]:
    """Relations of kind ``event``, ``event_date``, ``place`` and ``format``.

    At most one of each, but for dates: the first is that of the event, further ones are told of the same event.
    """
    told = read_told(doc)
    found = link_kind(doc, told)
    kind = found[0].value if found else "statement"
    found += link_days(doc, told, kind)
    places = link_place(doc, told, kind)
    return found + places + link_format(told, kind, has_place=bool(places))
