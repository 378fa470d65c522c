"""Sentences as the rules for topics and actions read them: those cut at an abbreviation are joined again."""

from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Span

from pipeline.ner.phrases import is_break
from pipeline.relations.words import clause_words


@lru_cache(maxsize=2)
def read_sentences(doc: Doc) -> tuple[Span, ...]:
    """Sentences of a Doc; one that ends with an abbreviation goes on in the next (`30 тис. | євро`)."""
    return tuple(_joined(doc))


def _joined(doc: Doc) -> Iterator[Span]:
    start = None
    for sentence in doc.sents:
        start = sentence.start if start is None else start
        if sentence.end < len(doc) and _goes_on(doc, sentence.end):
            continue
        yield doc[start : sentence.end]
        start = None


def _goes_on(doc: Doc, end: int) -> bool:
    """True when the sentence that ends at ``end`` was cut too early."""
    if is_break(doc[end - 1]) or doc[end - 1].is_space or is_break(doc[end]):
        return False
    before, short = doc[end - 2].lower_ if end > 1 else "", clause_words("abbreviation")
    abbreviated = doc[end - 1].text == "." and (before in short or (len(before) == 1 and before.isalpha()))
    joined = doc[end - 1].lower_.rstrip(".") in short and doc[end - 1].text.endswith(".")
    following = doc[end].text[:1]
    return following.islower() or ((abbreviated or joined) and (following.isdigit() or following.islower()))
