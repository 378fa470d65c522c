"""Scores of windows to tags, lemmas, sentences and trees on the tokens of a Doc."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.tokens import Doc, Token

from pipeline.encoder.decode import Scores, best_tree, relation_to
from pipeline.encoder.lemmas import impossible_pos, lemma_of
from pipeline.encoder.windows import Numbers

_LONGEST_SENTENCE = 256
# A little more than an even chance, by the F1 of sentences of UD Ukrainian-IU dev.
_SURE_START = 0.5
_NOT_SCORED = np.float32(-1e4)


@dataclass(frozen=True)
class Layout:
    """The words of a Doc (tokens that are not blank), their places among the tokens, and where lines end."""

    words: list[str]
    places: list[int]
    line_ends: list[bool]

    @classmethod
    def of(cls, doc: Doc, tokens: Sequence[Token]) -> "Layout":
        """Words of the tokens; a line ends where blanks with a line feed follow."""
        places = [token.i for token in tokens]
        gaps = zip(places, [*places[1:], len(doc)], strict=True)
        ends = [any("\n" in doc[i].text for i in range(place + 1, after)) for place, after in gaps]
        return cls([token.text for token in tokens], places, ends)

    def spans(self, labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Token bounds and type of the entities of BIO labels."""
        begin: int | None = None
        for i, label in enumerate([*labels, "O"]):
            if begin is not None and not label.startswith("I-"):
                yield self.places[begin], self.places[i - 1] + 1, labels[begin][2:]
                begin = None
            if label.startswith("B-"):
                begin = i


def write_syntax(doc: Doc, layout: Layout, found: Sequence[dict[str, Any]], labels: dict[str, Any]) -> None:
    """Set part of speech, features, lemma, head, relation and sentence starts of every token of the Doc."""
    heads = np.arange(len(layout.words))
    starts = with_given_starts(doc, layout, np.concatenate([one["starts"] for one in found]))
    for begin, stop in sentence_bounds(starts, layout.line_ends):
        heads[begin:stop] = np.array(best_tree(_arc_scores(found, begin, stop))) + begin
    relations = np.concatenate([_relations_to(one, heads) for one in found])
    keys = _tag_keys(doc, layout.words, np.concatenate([one["tags"] for one in found]), labels["tags"])
    rules = np.concatenate([one["rules"] for one in found]).tolist()
    lemmas = [
        lemma_of(word, labels["lemma_rules"][rule], doc.vocab.strings[pos])
        for word, rule, (pos, _) in zip(layout.words, rules, keys, strict=True)
    ]
    names = [labels["relations"][number] for number in relations.tolist()]
    write_tokens(doc, layout, keys, lemmas, heads, names)


def with_given_starts(doc: Doc, layout: Layout, starts: Scores) -> Scores:
    """Scores of sentence starts; where the Doc says already that a word is one or is not, that is certain.

    So sentences that another component has set stay as they are, as they do for spaCy's own parser.
    """
    if not doc.has_annotation("SENT_START"):
        return starts
    certain: dict[bool | None, float] = {True: np.inf, False: -np.inf}
    given = [certain.get(doc[place].is_sent_start) for place in layout.places]
    sure = [own if one is None else one for own, one in zip(starts.tolist(), given, strict=True)]
    return np.array(sure, dtype=np.float32)


def sentence_bounds(starts: Scores, line_ends: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Bounds of the sentences: at line ends, and where the score of a start is above a half.

    One of more than 256 words is cut at the likeliest place, so that a text without any stop costs no more.
    """
    begin = 0
    for i in range(1, len(starts) + 1):
        if i == len(starts) or line_ends[i - 1] or starts[i] > _SURE_START:
            while i - begin > _LONGEST_SENTENCE:
                half = begin + _LONGEST_SENTENCE // 2
                cut = half + int(starts[half : begin + _LONGEST_SENTENCE].argmax())
                yield begin, cut
                begin = cut
            yield begin, i
            begin = i


def _arc_scores(found: Sequence[dict[str, Any]], begin: int, stop: int) -> Scores:
    """Scores of dependent × head in one sentence; pairs that no window has seen score low."""
    arcs = np.full((stop - begin, stop - begin), _NOT_SCORED, dtype=np.float32)
    for one in found:
        window = one["window"]
        rows = max(begin, window.keep_from), min(stop, window.keep_to)
        columns = max(begin, window.begin), min(stop, window.stop)
        if rows[0] < rows[1]:
            arcs[rows[0] - begin : rows[1] - begin, columns[0] - begin : columns[1] - begin] = one["arcs"][
                rows[0] - window.keep_from : rows[1] - window.keep_from,
                columns[0] - window.begin : columns[1] - window.begin,
            ]
    return arcs


def _relations_to(one: dict[str, Any], heads: Numbers) -> Numbers:
    """The relation of each kept word of a window to its head (the nearest word of the window if that is outside)."""
    window = one["window"]
    places = np.clip(heads[window.keep_from : window.keep_to], window.begin, window.stop - 1) - window.begin
    return relation_to(places, *one["relations"])


def _tag_keys(doc: Doc, words: Sequence[str], scores: Scores, classes: dict[str, list[str]]) -> list[tuple[int, int]]:
    """Numbers of part of speech and features of each word in the Doc's vocabulary."""
    edges = np.cumsum([len(values) for values in classes.values()])[:-1]
    best = np.stack([part.argmax(1) for part in np.split(scores, edges, axis=1)], axis=1).tolist()
    names = classes["UPOS"]
    for i, word in enumerate(words):
        impossible = impossible_pos(word)
        if names[best[i][0]] in impossible:
            best[i][0] = next(n for n in scores[i, : len(names)].argsort()[::-1].tolist() if names[n] not in impossible)
    known: dict[tuple[int, ...], tuple[int, int]] = {}
    keys = []
    for row in map(tuple, best):
        if row not in known:
            values = {name: classes[name][number] for name, number in zip(classes, row, strict=True)}
            pos = doc.vocab.strings.add(values.pop("UPOS"))
            known[row] = pos, doc.vocab.morphology.add({name: value for name, value in values.items() if value})
        keys.append(known[row])
    return keys


def write_tokens(
    doc: Doc, layout: Layout, tags: Sequence[tuple[int, int]], lemmas: Sequence[str], heads: Any, names: Sequence[str]
) -> None:
    """All tokens at once. A blank hangs on the word before it (the first ones on the first word)."""
    strings = doc.vocab.strings
    space, no_features = strings.add("SPACE"), doc.vocab.morphology.add("")
    rows: Any = np.zeros((len(doc), 5), dtype=np.uint64)
    word = 0
    for token in range(len(doc)):
        if word + 1 < len(layout.places) and token >= layout.places[word + 1]:
            word += 1
        place = layout.places[word]
        if token != place:
            blank = strings.add(doc[token].text)
            rows[token] = space, no_features, blank, _signed(place - token), strings.add("dep")
            continue
        head = layout.places[int(heads[word])]
        relation = strings.add("ROOT" if head == place else names[word])
        rows[token] = *tags[word], strings.add(lemmas[word]), _signed(head - place), relation
    doc.from_array(["POS", "MORPH", "LEMMA", "HEAD", "DEP"], rows)


def _signed(offset: int) -> int:
    """A head's offset as spaCy keeps it in an unsigned array."""
    return offset % 2**64
