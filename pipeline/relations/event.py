"""Rules for the main event: type, date, place and format, each as a relation that names its evidence."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.ner.phrases import is_break

# A trigger in the headline counts three times, in the first two sentences twice; tuned on the training releases.
_TITLE, _LEAD, _BODY = 3.0, 2.0, 0.3
_LEAD_SENTENCES = 2
_PLACE_PREPOSITIONS = {"у", "в", "на", "до", "біля", "під"}


def link_event(doc: Doc) -> list[Relation]:
    """Relations of kind ``event``, ``event_date``, ``place`` and ``format`` (at most one of each)."""
    sentences = _told_sentences(doc)
    trigger, kind = choose_type(doc, sentences)
    found = [_relation("event", "link_event_by_trigger", trigger, kind)] if trigger else []
    lead = _event_sentences(sentences, trigger)
    for rule in (_event_date, _place, _format):
        relation = rule(doc, lead)
        if relation is not None:
            found.append(relation)
    return found


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


def choose_type(doc: Doc, sentences: list[Span]) -> tuple[Span | None, str]:
    """The trigger that decides and the type; without any trigger a release is a statement.

    Each trigger votes with its weight times that of its place in the text.
    """
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, Span] = {}
    for number, sentence in enumerate(sentences):
        place = _weight(doc, sentence, number)
        for span, row in find_triggers(sentence):
            votes[row.type] += row.weight * place
            first.setdefault(row.type, span)
    if not votes:
        return (sentences[0] if sentences else None), "statement"
    kind = max(votes, key=lambda name: (votes[name], name))
    return first[kind], kind


def _weight(doc: Doc, sentence: Span, number: int) -> float:
    if _in_title(doc, sentence):
        return _TITLE
    return _LEAD if number <= _LEAD_SENTENCES else _BODY


def _in_title(doc: Doc, sentence: Span) -> bool:
    release = document.release(doc)
    start = release.title_start_char
    return start is not None and release.title is not None and start <= sentence.start_char < start + len(release.title)


def _told_sentences(doc: Doc) -> list[Span]:
    """Sentences with words in them, from the headline on (stamps and rubrics above it tell nothing)."""
    start = document.release(doc).title_start_char or 0
    return [s for s in doc.sents if s.start_char >= start and any(token.is_alpha for token in s)]


def _event_sentences(sentences: list[Span], trigger: Span | None) -> list[Span]:
    """The headline, the lead, and the sentence of the trigger: where date and place of the event are told."""
    lead = sentences[: _LEAD_SENTENCES + 2]
    extra = [s for s in sentences if trigger is not None and s.start <= trigger.start < s.end and s not in lead]
    return lead + extra


def _event_date(doc: Doc, sentences: list[Span]) -> Relation | None:
    """The first day told in the event's sentences that is not a deadline: `[27 червня] відбулася зустріч`."""
    stamp = document.release(doc).published_span
    for sentence in sentences:
        for mention in document.mentions(doc, "DATE"):
            inside = sentence.start_char <= mention.start_char < sentence.end_char
            is_stamp = stamp is not None and stamp.start_char <= mention.start_char < stamp.end_char
            if inside and not is_stamp and _is_day_of_event(mention):
                return _relation("event_date", "link_first_day", mention, "", mention.id_)
    return None


def _is_day_of_event(mention: Span) -> bool:
    before = mention.doc[mention.start - 1].lower_ if mention.start else ""
    has_day = any(char.isdigit() for char in mention.text) or len(mention) == 1
    return has_day and before not in {"до", "від", "після", "№"} and not mention.text.strip(". роціку").isdigit()


def _place(doc: Doc, sentences: list[Span]) -> Relation | None:
    """A town or venue after a preposition in the event's sentences: `у [Києві]`, `в [Адміністрації Президента]`."""
    for label in ("LOC", "ORG"):
        for sentence in sentences:
            for mention in document.mentions(doc, label):
                if sentence.start <= mention.start < sentence.end and _stands_as_place(mention):
                    return _relation("place", f"link_place_{label.lower()}", mention, mention.text, mention.id_)
    return None


def _stands_as_place(mention: Span) -> bool:
    if mention.start == 0:
        return False
    before = mention.doc[mention.start - 1]
    cases = {case for token in mention for case in token.morph.get("Case", [])}
    return before.lower_ in {"у", "в", "на"} and (not cases or "Loc" in cases) and not _belongs_to_title(before)


def _belongs_to_title(preposition: Token) -> bool:
    """`посол в Україні`, `представництво в Києві`: the place belongs to a post or body, not to the event."""
    position = preposition.i - 1
    if position < 0 or is_break(preposition.doc[position]):
        return False
    spans = document.mentions(preposition.doc, "JOB", "ORG")
    return any(span.start <= position < span.end for span in spans)


def _format(doc: Doc, sentences: list[Span]) -> Relation | None:
    """How people met: `онлайн`, `у змішаному форматі`; the more telling (hybrid) wins."""
    found: dict[str, Relation] = {}
    for sentence in sentences:
        lowered = sentence.text.lower()
        for row in lexicons.event_formats():
            at = lowered.find(row.phrase)
            if at >= 0:
                start = sentence.start_char + at
                relation = Relation(
                    "format", "link_format", start, start + len(row.phrase), value=row.format,
                    evidence_start=sentence.start_char, evidence_end=sentence.end_char,
                )  # fmt: skip
                found.setdefault(row.format, relation)
    return found.get("hybrid") or found.get("online")


def _relation(kind: str, rule: str, span: Span, value: str, head: str = "") -> Relation:
    sentence = span.sent
    return Relation(
        kind, rule, span.start_char, span.end_char, head=head, value=value,
        evidence_start=sentence.start_char, evidence_end=sentence.end_char,
    )  # fmt: skip
