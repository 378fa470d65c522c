"""Finding trigger words of topics and actions in a sentence, by lemma, form or phrase."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypeVar

from spacy.tokens import Span, Token

from pipeline.relations.verbs import lemma_of
from pipeline.relations.words import clause_words

RowType = TypeVar("RowType")
_LONGEST_PHRASE = 4


def find_in(sentence: Span, triggers: Mapping[tuple[str, ...], RowType]) -> Iterator[tuple[Span, RowType]]:
    """Triggers of a sentence in order, the longest phrase first; each word is looked up as it stands and by lemma."""
    words = [_keys(token) for token in sentence]
    taken = 0
    for i in range(len(sentence)):
        if i < taken:
            continue
        for size in range(min(_LONGEST_PHRASE, len(sentence) - i), 0, -1):
            row = next((triggers[key] for key in product(*words[i : i + size]) if key in triggers), None)
            if row is not None:
                taken = i + size
                yield sentence[i : i + size], row
                break


def _keys(token: Token) -> tuple[str, ...]:
    return tuple(dict.fromkeys((token.lower_, lemma_of(token), token.lemma_.lower())))


def is_negated(trigger: Span) -> bool:
    """`не домовилися`, `ні про що не домовлено`."""
    return any(
        token.lower_ in clause_words("negation")
        for token in trigger.doc[max(trigger.sent.start, trigger.start - 2) : trigger.start]
    )
