"""What Stanza says about the words of a Doc: where sentences begin, and their annotation."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc

from pipeline.encoder.annotate import Layout, sentence_bounds

_LONGEST_WORD = 60
_ANNOTATORS = "pos,lemma,depparse,ner"
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_START, _AFTER_MARK, _INSIDE = 1.0, -0.5, -1.0


def sentences(reader: Any, doc: Doc, layout: Layout) -> list[tuple[int, int]]:
    """Bounds of the sentences among the words: at line ends, and where Stanza's tokenizer begins a sentence at a word.

    One of more than 256 words is cut after a punctuation mark (or where it must be), so that none is left out however
    long it is: the parser weighs every pair of its words.
    """
    scores = np.full(len(layout.words), _INSIDE, dtype=np.float32)
    for i in range(1, len(scores)):
        if not layout.words[i - 1][-1].isalnum():
            scores[i] = _AFTER_MARK
    number = {doc[place].idx: i for i, place in enumerate(layout.places)}
    for start in _starts(reader, doc.text):
        if start in number:
            scores[number[start]] = _START
    return list(sentence_bounds(scores, layout.line_ends))


def _starts(reader: Any, text: str) -> Iterator[int]:
    """Characters where Stanza begins a sentence. A line end closes a paragraph for it: it is doubled."""
    lines = text.split("\n")
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 2)
    if not text.strip():
        return
    for sentence in reader("\n\n".join(lines), processors="tokenize").sentences:
        start = sentence.tokens[0].start_char
        yield start - (bisect_right(begins, start) - 1)


def annotate(reader: Any, layout: Layout, bounds: Sequence[tuple[int, int]]) -> list[Any]:
    """Stanza's words, each with ``upos``, ``feats``, ``lemma``, ``head``, ``deprel`` and the ``ner`` of its token."""
    from stanza.models.common.doc import Document

    rows = [
        [{"id": (number,), "text": written(word)} for number, word in enumerate(layout.words[begin:stop], 1)]
        for begin, stop in bounds
    ]
    found = reader(Document(rows), processors=_ANNOTATORS)
    return [word for sentence in found.sentences for word in sentence.words]


def written(word: str) -> str:
    """A word as the models were trained on it: one apostrophe, and no more letters than a word has.

    ``обов’язок`` → ``обов'язок``.
    """
    return word.translate(_APOSTROPHES)[:_LONGEST_WORD]


def lemma_as_written(word: str, lemma: str | None) -> str:
    """The lemma with the apostrophe of the word (``обов’язки``: ``обов’язок``), or the word where Stanza gives none."""
    if not lemma or lemma == "_" or len(word) > _LONGEST_WORD:
        return word
    apostrophe = next((char for char in word if ord(char) in _APOSTROPHES), "'")
    return lemma.replace("'", apostrophe)


def bio_labels(labels: Sequence[str]) -> list[str]:
    """Labels of begin, inside, end and single words as BIO, legal: what has no begin gets one.

    ``S-ORG O I-PERS E-PERS`` → ``B-ORG O B-PERS I-PERS``.
    """
    out: list[str] = []
    open_kind = ""
    for label in labels:
        place, _, kind = label.partition("-")
        inside = place in {"I", "E"} and kind == open_kind
        open_kind = kind if place in {"B", "I"} else ""
        out.append("O" if place == "O" else f"{'I' if inside else 'B'}-{kind}")
    return out
