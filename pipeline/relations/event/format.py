"""How people met: all online, some of them, or none."""

from pipeline import lexicons
from pipeline.document import Relation
from pipeline.relations.event.reading import Told

_SENTENCES = 8


def link_format(told: list[Told], kind: str) -> list[Relation]:
    """The relation ``format`` where the text tells it; the more telling (hybrid) wins."""
    found: dict[str, Relation] = {}
    for sentence in told[:_SENTENCES]:
        lowered = sentence.span.text.lower()
        for row in lexicons.event_formats():
            at = lowered.find(row.phrase)
            if at >= 0:
                start = sentence.span.start_char + at
                relation = Relation(
                    "format", "link_format", start, start + len(row.phrase), value=row.format,
                    evidence_start=sentence.span.start_char, evidence_end=sentence.span.end_char,
                )  # fmt: skip
                found.setdefault(row.format, relation)
    best = found.get("hybrid") or found.get("online")
    return [best] if best is not None else []
