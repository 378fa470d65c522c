"""The type of the main event: words that tell it vote, those of the headline loudest."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.relations.event.reading import Told, has_kind, relate
from pipeline.relations.triggers import Triggers, find_in
from pipeline.relations.verbs import is_finite, verb

# A trigger in the headline counts three times, in the first two sentences twice; tuned on the training releases.
_TITLE, _LEAD, _BODY = 3.0, 2.0, 0.3
_LEAD_SENTENCES = 2
_HAPPENS, _SPOKEN_OF = 1.5, 0.4
_NEAR, _FAR = 3, 6
# One faint word in the depth of the text tells of no event.
_FAINT = 0.7
# `учасники [круглого столу]`: a role that the event gives.
_OF_EVENT = frozenset({"учасник", "учасниця"})
# What is to be done or what readers are told to do tells of no event: `потрібно [перевірити] заявку`.
_NOT_TOLD = frozenset({"infinitive", "imperative"})
_ABOUT = frozenset(
    {"щодо", "про", "для", "напередодні", "підготовка", "підготовку", "підготовки", "проти", "після", "межах"}
)


def link_kind(doc: Doc, told: list[Told]) -> list[Relation]:
    """The relation ``event`` with the type as its value; nothing for a text that tells nothing."""
    trigger, kind = choose_kind(told)
    if trigger is None:
        return []
    return [relate("event", "link_event_by_trigger", doc, trigger, value=kind)]


@cache
def _triggers() -> Triggers[lexicons.EventTrigger]:
    return Triggers({tuple(row.lemma.split()): row for row in lexicons.event_triggers()})


def find_triggers(sentence: Span) -> Iterator[tuple[Span, lexicons.EventTrigger]]:
    """Words of a sentence that tell the type of an event, but for those in names of bodies (`Екологічна інспекція`)."""
    names = _inside_names(sentence.doc)
    for span, row in find_in(sentence, _triggers()):
        if span.start not in names:
            yield span, row


@document.read_once
def _inside_names(doc: Doc) -> set[int]:
    named = [m for m in document.mentions(doc, "ORG", "JOB") if m[0].lemma_.lower() not in _OF_EVENT]
    return {i for m in named for i in range(m.start, m.end)}


def choose_kind(told: list[Told]) -> tuple[Span | None, str]:
    """The trigger that decides and the type; without any trigger a release is a statement.

    Each trigger votes with its weight times that of its place in the text and of its part in the clause.
    """
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, Span] = {}
    for sentence in told:
        for span, row in find_triggers(sentence.span):
            votes[row.type] += row.weight * _by_position(sentence) * _by_clause(sentence, span)
            first.setdefault(row.type, span)
    if not votes:
        return (told[0].span if told else None), "statement"
    kind = max(votes, key=lambda name: (votes[name], name))
    if votes[kind] < _FAINT:
        kind = "statement"
        return first.get(kind) or told[0].span, kind
    return first[kind], kind


def _by_position(sentence: Told) -> float:
    if sentence.is_headline:
        return _TITLE
    return _LEAD if sentence.number < _LEAD_SENTENCES else _BODY


def _by_clause(told: Told, trigger: Span) -> float:
    """What happens or happened counts more than what is spoken of: `[нарада] відбулася`, `підготовка до [наради]`."""
    doc = trigger.doc
    before = doc[max(told.span.start, trigger.start - _NEAR) : trigger.start]
    if any(token.lower_ == "не" for token in before[-2:]):
        return 0.0
    if any(token.lower_ in _ABOUT for token in before):
        return _SPOKEN_OF
    reading = verb(trigger[-1])
    if reading is not None:
        if reading.form in _NOT_TOLD:
            return 0.0
        return 1.0 if is_finite(trigger[-1]) or told.is_headline else _SPOKEN_OF
    around = doc[max(told.span.start, trigger.start - _FAR) : min(told.span.end, trigger.end + _FAR)]
    return _HAPPENS if any(has_kind(token, "happen") and is_finite(token) for token in around) else 1.0
