"""What a release tells, sentence by sentence: the headline, the story, and the words of events in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.debris import find_debris
from pipeline.document import Relation
from pipeline.names.morphology import readings, verb_readings
from pipeline.ner.phrases import is_break
from pipeline.relations.sentences import read_sentences

HEADLINE = -1
_TERMINAL = frozenset('.!?…:;»”")')
_WORDS_BESIDE_STAMP = 6


@dataclass(frozen=True)
class Told:
    """A sentence of the story: ``number`` is 0 for the first one under the headline, ``HEADLINE`` for the headline."""

    span: Span
    number: int

    @property
    def is_headline(self) -> bool:
        """True for the sentences of the headline."""
        return self.number == HEADLINE


def read_told(doc: Doc) -> list[Told]:
    """Sentences with words in them from the headline on, without stamps, site debris and repeated headlines."""
    return list(_read_told(doc))


@lru_cache(maxsize=2)
def _read_told(doc: Doc) -> tuple[Told, ...]:
    release = document.release(doc)
    start = release.title_start_char or 0
    title_end = start + len(release.title) if release.title is not None and release.title_start_char is not None else 0
    debris = find_debris(document.text(doc))
    told: list[Told] = []
    for span in _sentences(doc):
        if span.end_char <= start or not any(token.is_alpha for token in span) or _is_stamp(doc, span):
            continue
        if any(first <= span.start_char < last for first, last in debris):
            continue
        if span.start_char < title_end:
            told.append(Told(span, HEADLINE))
        elif release.title is None or document.span_text(span).strip() not in release.title:
            told.append(Told(span, sum(not sentence.is_headline for sentence in told)))
    return tuple(told)


def _sentences(doc: Doc) -> Iterator[Span]:
    """Sentences of the engine; one cut where nothing closes it (`12 | березня`, `Крамаренко | -Ші`) goes on.

    A line without a letter or a number (`🟡`) is no beginning of what follows.
    """
    start = None
    for sentence in read_sentences(doc):
        start = sentence.start if start is None else start
        if sentence.end < len(doc) and not _closes(doc, sentence.end - 1):
            words = document.span_text(doc[start : sentence.end])
            start = start if any(character.isalnum() for character in words) else None
            continue
        yield doc[start : sentence.end]
        start = None


def _closes(doc: Doc, last: int) -> bool:
    if is_break(doc[last]):
        return True
    while last > 0 and doc[last].is_space:
        last -= 1
    return doc[last].text[-1] in _TERMINAL


def _is_stamp(doc: Doc, span: Span) -> bool:
    """The line of the publication date, with hardly a word beside it."""
    stamp = document.release(doc).published_span
    if stamp is None or not (span.start_char < stamp.end_char and stamp.start_char < span.end_char):
        return False
    beside = [t for t in span if t.is_alpha and not stamp.start_char <= t.idx < stamp.end_char]
    return len(beside) <= _WORDS_BESIDE_STAMP


@cache
def _words() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for row in lexicons.event_words():
        kinds.setdefault(row.lemma, set()).add(row.kind)
    return {lemma: frozenset(found) for lemma, found in kinds.items()}


@lru_cache(maxsize=50_000)
def kinds_of(word: str) -> frozenset[str]:
    """Kinds of the event words a form can be of: `відбулася` → verb, `нараді` → noun, `бібліотеці` → venue."""
    lemmas = {reading.lemma for reading in readings(word)} | {reading.lemma for reading in verb_readings(word)}
    found = [_words().get(lemma, frozenset()) for lemma in {word.lower(), *lemmas}]
    return frozenset().union(*found)


def has_kind(token: Token, *kinds: str) -> bool:
    """True when a token is an event word of one of these kinds."""
    return not kinds_of(token.text).isdisjoint(kinds)


def relate(kind: str, rule: str, doc: Doc, span: Span, *, value: str = "") -> Relation:
    """A relation about the event with the sentence of its words as evidence."""
    sentence = document.sentence(doc, span.start)
    return Relation(
        kind, rule, span.start_char, span.end_char, value=value,
        evidence_start=sentence.start_char, evidence_end=sentence.end_char,
    )  # fmt: skip
