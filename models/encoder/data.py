"""Training windows of the encoder: words, their pieces, and gold entities, tags, lemmas, heads and sentence starts.

Words are spaCy's tokens without blanks (NER-UK 2.0) or the words of the treebanks (UD). A window is a run of whole
paragraphs or sentences of at most ``MAX_PIECES`` pieces (in training of one of ``SIZES``); a line end is the piece
``</s>``.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.tokens import Doc
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parent.parent / "sm"))

from corpora import read_brat, sentences, split_of_ner_uk

from pipeline.encoder.grammar import Grammar
from pipeline.encoder.windows import lay_out
from pipeline.names.morphology import grammemes

MAX_PIECES = 192
# Training windows have many sizes, so that the size at work is free.
SIZES = (128, 192, 256, 384)
IGNORED = -100
# Share of what labels tell of their neighbours, chosen on development documents.
FOLLOWS = 0.2
_RARE_LEMMA_RULE = 2


@dataclass
class Window:
    """Words of one window; ``line_end[i]`` tells that a line ends after word ``i``. Gold lists may be empty."""

    words: list[str]
    line_end: list[bool]
    entities: list[str] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)


def lemma_rule(word: str, lemma: str) -> str:
    """Edit rule from a word to its lemma: letters cut from the end, letters put there, and the case of the lemma.

    ``школами`` → ``школа`` is ``l|3|а``; a word that shares no beginning with its lemma is replaced whole (``l|*|я``).
    Case ``l`` puts the word in lower case first, ``u`` keeps its capitals. ``pipeline.encoder.decode`` applies rules.
    """
    case = "l" if lemma == lemma.lower() else "u"
    word = word.lower() if case == "l" else word
    same = 0
    while same < min(len(word), len(lemma)) and word[same] == lemma[same]:
        same += 1
    if same == 0 and word:
        return f"{case}|*|{lemma}"
    return f"{case}|{len(word) - same}|{lemma[same:]}"


def ner_documents(corpora: Path, part: str) -> Iterator[Window]:
    """Whole documents of NER-UK 2.0 as one long window each; outermost entities as BIO labels."""
    nlp = spacy.blank("uk")
    for name in split_of_ner_uk(corpora / "ner-uk")[part]:
        window = window_of(read_brat(nlp, corpora / "ner-uk", name))
        _mend_bio(window.entities)
        yield window


def window_of(doc: Doc) -> Window:
    """A whole document as one window of its words and their entity labels."""
    window = Window([], [])
    for token in doc:
        if token.is_space:
            if "\n" in token.text and window.words:
                window.line_end[-1] = True
            continue
        window.words.append(token.text)
        window.line_end.append(False)
        window.entities.append(f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O")
    return window


def _mend_bio(labels: list[str]) -> None:
    """A blank inside an entity leaves I after I; an I without its B becomes one."""
    for i, label in enumerate(labels):
        if label.startswith("I-") and (i == 0 or labels[i - 1][2:] != label[2:]):
            labels[i] = "B-" + label[2:]


def ud_sentences(paths: Sequence[Path]) -> Iterator[Window]:
    """Sentences of treebanks, a window each; the head of a root is the word itself."""
    for path in paths:
        for rows in sentences(path):
            yield Window(
                words=[row[1] for row in rows],
                line_end=[False] * len(rows),
                tags=[{"UPOS": row[3], **_features(row[5])} for row in rows],
                lemmas=[row[2] for row in rows],
                heads=[int(row[6]) - 1 if row[6] != "0" else i for i, row in enumerate(rows)],
                relations=["ROOT" if row[6] == "0" else row[7] for row in rows],
                starts=[i == 0 for i in range(len(rows))],
            )


def _features(cell: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in cell.split("|")) if cell != "_" else {}


def treebanks(corpora: Path, part: str) -> list[Path]:
    """CoNLL-U files of a part.

    Dev and test are those of UD Ukrainian-IU; nothing is chosen by the dev part of the other, so it is trained on.
    """
    iu, parlament = corpora / "ud-uk-iu", corpora / "ud-uk-parlamint"
    if part == "train":
        return [
            iu / "uk_iu-ud-train.rebuilt.conllu",
            parlament / "uk_parlamint-ud-train.rebuilt.conllu",
            parlament / "uk_parlamint-ud-dev.conllu",
        ]
    return [iu / f"uk_iu-ud-{part}.conllu"]


@dataclass
class Labels:
    """The classes of every head, and the grammemes that are read of each word, in the order of their numbers.

    ``follows`` says how much likelier than by chance one entity label follows another, as ``follows_of`` counts it.
    """

    entities: list[str]
    tags: dict[str, list[str]]
    lemma_rules: list[str]
    relations: list[str]
    grammemes: list[str]
    follows: list[list[float]]

    @classmethod
    def of(cls, ner: Sequence[Window], ud: Sequence[Window]) -> "Labels":
        """Classes that occur in training windows; lemma rules seen once are left out."""
        types = sorted({label[2:] for window in ner for label in window.entities if label != "O"})
        values: dict[str, set[str]] = {}
        for window in ud:
            for tags in window.tags:
                for name, value in tags.items():
                    values.setdefault(name, set()).add(value)
        tags = {"UPOS": sorted(values.pop("UPOS"))}
        tags |= {name: ["", *sorted(found)] for name, found in sorted(values.items())}
        words = {word for window in (*ner, *ud) for word in window.words}
        rules = Counter(lemma_rule(w, m) for window in ud for w, m in zip(window.words, window.lemmas, strict=True))
        entities = ["O", *(f"{bio}-{name}" for name in types for bio in "BI")]
        return cls(
            entities=entities,
            tags=tags,
            lemma_rules=[rule for rule, count in rules.most_common() if count >= _RARE_LEMMA_RULE],
            relations=sorted({name for window in ud for name in window.relations}),
            grammemes=sorted(frozenset[str]().union(*map(grammemes, words))),
            follows=follows_of(ner, entities),
        )


def follows_of(ner: Sequence[Window], entities: Sequence[str]) -> list[list[float]]:
    """Pointwise mutual information of neighbouring labels, ``FOLLOWS`` of it: what is added to scores in decoding."""
    number = {name: i for i, name in enumerate(entities)}
    counts = np.full((len(entities), len(entities)), 0.1)
    for window in ner:
        for left, right in pairwise(["O", *window.entities]):
            counts[number[left], number[right]] += 1
    given = counts / counts.sum(1, keepdims=True)
    found: list[list[float]] = (FOLLOWS * np.log(given * counts.sum() / counts.sum(0))).round(3).tolist()
    return found


class Pieces:
    """Words to pieces of the encoder's tokenizer."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.start, self.end = (self.tokenizer.token_to_id(name) for name in ("<s>", "</s>"))
        self._cache: dict[str, list[int]] = {}

    def of_word(self, word: str) -> list[int]:
        """Numbers of the pieces of one word (never empty)."""
        found = self._cache.get(word)
        if found is None:
            found = self.tokenizer.encode(word, add_special_tokens=False).ids[:40] or [
                self.tokenizer.token_to_id("<unk>")
            ]
            self._cache[word] = found
        return found


def cut(window: Window, pieces: Pieces, limit: int = MAX_PIECES, first: int | None = None) -> Iterator[Window]:
    """A long window in windows of at most ``limit`` pieces, cut at line ends where there are some.

    ``first`` makes the first window shorter, so that cuts differ from epoch to epoch.
    """
    begin, size, line, room = 0, 2, 0, first or limit
    for i, word in enumerate(window.words):
        length = len(pieces.of_word(word)) + window.line_end[i]
        if size + length > room and i > begin:
            stop = line if line > begin and line > begin + (i - begin) // 3 else i
            yield part_of(window, begin, stop)
            begin, room = stop, limit
            size = 2 + sum(len(pieces.of_word(w)) for w in window.words[begin:i])
        size += length
        if window.line_end[i]:
            line = i + 1
    if begin < len(window.words):
        yield part_of(window, begin, len(window.words))


def part_of(window: Window, begin: int, stop: int) -> Window:
    """Words ``begin:stop`` of a window with entities alone."""
    labels = window.entities[begin:stop]
    _mend_bio(labels)
    return Window(window.words[begin:stop], window.line_end[begin:stop], labels)


def join(group: Sequence[Window], chance: random.Random) -> Window:
    """Sentences in one window; heads move with their words.

    Some windows have a line end behind every sentence, some behind a few, as releases do: a model that never met tags
    and line ends together mistakes one for the other.
    """
    out = Window([], [])
    share = chance.choice((0.0, 0.3, 1.0))
    for window in group:
        before = len(out.words)
        out.heads += [head + before for head in window.heads]
        out.line_end += [*window.line_end[:-1], chance.random() < share]
        for name in ("words", "tags", "lemmas", "relations", "starts"):
            getattr(out, name).extend(getattr(window, name))
    return out


def grouped(ud: Sequence[Window], pieces: Pieces, chance: random.Random) -> Iterator[Window]:
    """Neighbouring sentences joined, one to eight at a time, within the size of a window."""
    group: list[Window] = []
    size, wanted, limit = 2, chance.randint(1, 8), chance.choice(SIZES)
    for window in ud:
        length = sum(len(pieces.of_word(word)) for word in window.words)
        if group and (len(group) == wanted or size + length > limit):
            yield join(group, chance)
            group, size, wanted, limit = [], 2, chance.randint(1, 8), chance.choice(SIZES)
        group.append(window)
        size += length
    if group:
        yield join(group, chance)


def noisy(window: Window, chance: random.Random) -> Window:
    """Now and then a window as bad releases have it: in capitals, surnames in capitals, without the last stop."""
    dice = chance.random()
    words = window.words
    if dice < 0.03:
        words = [word.upper() for word in words]
    elif dice < 0.13 and window.entities:
        words = [
            word.upper() if label == "I-PERS" and len(word) > 2 else word
            for word, label in zip(words, window.entities, strict=True)
        ]
    elif dice < 0.16 and window.entities:
        words = _line_in_capitals(window)
    elif dice < 0.20:
        keep = [i for i, word in enumerate(words) if word not in {",", "."} or window.heads]
        if not window.heads and keep:
            return Window(
                [words[i] for i in keep], [window.line_end[i] for i in keep], [window.entities[i] for i in keep]
            )
    return Window(words, window.line_end, window.entities, window.tags, window.lemmas, window.heads, window.relations,
                  window.starts)  # fmt: skip


def entities_of(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    """Begin, end and type of the entities of BIO labels."""
    found, begin = set(), 0
    for i, label in enumerate([*labels, "O"]):
        if i and labels[i - 1] != "O" and not label.startswith("I-"):
            found.add((begin, i, labels[i - 1][2:]))
        if label.startswith("B-"):
            begin = i
    return found


def _line_in_capitals(window: Window) -> list[str]:
    end = next((i for i, ends in enumerate(window.line_end) if ends), 0)
    return [word.upper() if i <= end else word for i, word in enumerate(window.words)]


def arrays(window: Window, pieces: Pieces, grammar: Grammar, labels: Labels | None = None) -> dict[str, Any]:
    """Piece numbers, the pieces and the grammar of each slot, and gold class numbers of a window."""
    found = [pieces.of_word(word) for word in window.words]
    ids, first, last, slots = lay_out(found, window.line_end, (pieces.start, pieces.end))
    bits = grammar.of_slots(window.words, slots, len(first))
    out: dict[str, Any] = {"ids": ids, "first": first, "last": last, "slots": slots, "grammar": bits}
    if labels is None:
        return out
    if window.entities:
        number = {name: i for i, name in enumerate(labels.entities)}
        out["entities"] = np.array([number[name] for name in window.entities])
    if window.heads:
        out |= _syntax_arrays(window, labels)
    return out


def _syntax_arrays(window: Window, labels: Labels) -> dict[str, Any]:
    rules = {rule: i for i, rule in enumerate(labels.lemma_rules)}
    relations = {name: i for i, name in enumerate(labels.relations)}
    tags = np.full((len(window.words), len(labels.tags)), IGNORED)
    for column, (name, values) in enumerate(labels.tags.items()):
        number = {value: i for i, value in enumerate(values)}
        tags[:, column] = [number.get(found.get(name, ""), IGNORED) for found in window.tags]
    return {
        "tags": tags,
        "lemmas": np.array(
            [rules.get(lemma_rule(w, m), IGNORED) for w, m in zip(window.words, window.lemmas, strict=True)]
        ),
        "heads": np.array(window.heads),
        "relations": np.array([relations.get(name, IGNORED) for name in window.relations]),
        "starts": np.array(window.starts, dtype=np.float32),
        "sentence": np.cumsum(window.starts),
    }
