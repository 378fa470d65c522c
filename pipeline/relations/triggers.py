"""Finding trigger words of topics and actions in a sentence, by lemma, form or phrase."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from spacy.tokens import Span

RowType = TypeVar("RowType")
_LONGEST_PHRASE = 3
_NEGATION = {"не", "ні", "без"}


def find_in(sentence: Span, triggers: Mapping[tuple[str, ...], RowType]) -> Iterator[tuple[Span, RowType]]:
    """Triggers of a sentence in order, the longest phrase first; both lemmas and forms are looked up."""
    lemmas = [token.lemma_.lower() for token in sentence]
    forms = [token.lower_ for token in sentence]
    taken = 0
    for i in range(len(sentence)):
        if i < taken:
            continue
        for size in range(_LONGEST_PHRASE, 0, -1):
            row = triggers.get(tuple(forms[i : i + size])) or triggers.get(tuple(lemmas[i : i + size]))
            if row is not None and i + size <= len(sentence):
                taken = i + size
                yield sentence[i : i + size], row
                break


def is_negated(trigger: Span) -> bool:
    """`не домовилися`, `ні про що не домовлено`."""
    return any(
        token.lower_ in _NEGATION for token in trigger.doc[max(trigger.sent.start, trigger.start - 2) : trigger.start]
    )
