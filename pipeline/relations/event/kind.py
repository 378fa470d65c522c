"""The type of the main event: words that tell it vote, those of the headline loudest."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import lexicons
from pipeline.document import Relation
from pipeline.relations.event.reading import Told, relate

# A trigger in the headline counts three times, in the first two sentences twice; tuned on the training releases.
_TITLE, _LEAD, _BODY = 3.0, 2.0, 0.3
_LEAD_SENTENCES = 2


def link_kind(doc: Doc, told: list[Told]) -> list[Relation]:
    """The relation ``event`` with the type as its value; nothing for a text that tells nothing."""
    trigger, kind = choose_kind(told)
    if trigger is None:
        return []
    return [relate("event", "link_event_by_trigger", doc, trigger, value=kind)]


@cache
def _triggers() -> dict[tuple[str, ...], lexicons.EventTrigger]:
    return {tuple(row.lemma.split()): row for row in lexicons.event_triggers()}


def find_triggers(sentence: Span) -> Iterator[tuple[Span, lexicons.EventTrigger]]:
    """Words of a sentence that tell the type of an event; two words go before one (`телефонна розмова`)."""
    lemmas = [token.lemma_.lower() for token in sentence]
    for i in range(len(sentence)):
        for size in (2, 1):
            row = _triggers().get(tuple(lemmas[i : i + size]))
            if row is not None:
                yield sentence[i : i + size], row
                break


def choose_kind(told: list[Told]) -> tuple[Span | None, str]:
    """The trigger that decides and the type; without any trigger a release is a statement.

    Each trigger votes with its weight times that of its place in the text.
    """
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, Span] = {}
    for sentence in told:
        for span, row in find_triggers(sentence.span):
            votes[row.type] += row.weight * _weight(sentence)
            first.setdefault(row.type, span)
    if not votes:
        return (told[0].span if told else None), "statement"
    kind = max(votes, key=lambda name: (votes[name], name))
    return first[kind], kind


def _weight(sentence: Told) -> float:
    if sentence.is_headline:
        return _TITLE
    return _LEAD if sentence.number < _LEAD_SENTENCES else _BODY
