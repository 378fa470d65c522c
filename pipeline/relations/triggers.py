"""Finding trigger words of topics and actions in a sentence, by lemma, form or phrase."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import product
from typing import TypeVar

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.relations.verbs import lemma_of
from pipeline.relations.words import clause_words

RowType = TypeVar("RowType")
_LONGEST_PHRASE = 4


class Triggers(dict[tuple[str, ...], RowType]):
    """Rows of a lexicon by the words of their phrases; most words of a text are the first of none."""

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of all phrases."""
        return frozenset(phrase[0] for phrase in self)


def find_in(sentence: Span, triggers: Triggers[RowType]) -> Iterator[tuple[Span, RowType]]:
    """Triggers of a sentence in order, the longest phrase first; each word is looked up as it stands and by lemma."""
    words = _words(sentence.doc)[sentence.start : sentence.end]
    taken = 0
    for i, keys in enumerate(words):
        if i < taken or triggers.first_words.isdisjoint(keys):
            continue
        for size in range(min(_LONGEST_PHRASE, len(words) - i), 0, -1):
            row = next((triggers[key] for key in product(*words[i : i + size]) if key in triggers), None)
            if row is not None:
                taken = i + size
                yield sentence[i : i + size], row
                break


@lru_cache(maxsize=2)
def _words(doc: Doc) -> tuple[tuple[str, ...], ...]:
    """Keys of each token, remembered: every lexicon of triggers is looked up by the same ones."""
    return tuple(_keys(token) for token in doc)


def _keys(token: Token) -> tuple[str, ...]:
    return tuple(dict.fromkeys((token.lower_, lemma_of(token), token.lemma_.lower())))


def is_negated(trigger: Span) -> bool:
    """`не домовилися`, `ні про що не домовлено`."""
    start = max(document.sentence(trigger.doc, trigger.start).start, trigger.start - 2)
    return any(token.lower_ in clause_words("negation") for token in trigger.doc[start : trigger.start])
