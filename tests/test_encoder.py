"""The encoder: windows lose no word, decoding is legal, and a text has one annotation however it comes."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import nlp as engines
from pipeline.encoder import component
from pipeline.encoder.annotate import sentence_bounds
from pipeline.encoder.decode import apply_lemma_rule, best_labels, best_tree, likely_relations, relation_to
from pipeline.encoder.grammar import Grammar
from pipeline.encoder.lemmas import lemma_of
from pipeline.encoder.windows import build_windows

LABELS = ["O", "B-PERS", "I-PERS", "B-ORG", "I-ORG"]
RELEASE = (
    "Голова Полтавської облради зустрівся з послом\n\n12 березня 2024 року директор школи Іван Гнатюк зустрівся з "
    "Оленою Баньковою.\n- підписання угоди;\n- ремонт шкіл.\n"
)


@pytest.fixture(scope="module")
def encoder() -> Language:
    return engines.load("encoder", rules=False)


@given(st.lists(st.integers(1, 30), max_size=80), st.data())
def test_windows_keep_every_word_once_and_in_order(sizes: list[int], data: st.DataObject) -> None:
    words = [str(i) for i in range(len(sizes))]
    ends = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    windows = list(
        build_windows(words, ends, lambda word: [7] * sizes[int(word)], limit=64, overlap=16, marks=(0, 2))
    )
    assert [i for window in windows for i in range(window.keep_from, window.keep_to)] == list(range(len(words)))
    for window in windows:
        assert window.begin <= window.keep_from < window.keep_to <= window.stop
        assert len(window.slots) == window.stop - window.begin
        assert (window.first[0], window.last[-1]) == (0, len(window.ids) - 1)
        assert (window.first[1:] == window.last[:-1] + 1).all()
        assert len(window.ids) <= 64


@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 12), st.just(5)), elements=st.floats(-5, 5, width=32)))
def test_labels_are_legal(scores: np.ndarray) -> None:
    labels = best_labels(scores, LABELS)
    assert len(labels) == len(scores)
    for before, label in zip(["O", *labels], labels, strict=False):
        assert not label.startswith("I-") or before[2:] == label[2:]


def test_a_legal_best_is_kept() -> None:
    scores = np.eye(5, dtype=np.float32)[[0, 1, 2, 3, 0]] * 5
    assert best_labels(scores, LABELS) == ["O", "B-PERS", "I-PERS", "B-ORG", "O"]


def test_neighbours_tell_of_each_other() -> None:
    scores = np.array([[0, 3, 0, 0, 0], [0, 2, 1.5, 0, 0]], dtype=np.float32)
    follows = np.zeros((5, 5), dtype=np.float32)
    follows[1, 1] = -1  # a person hardly follows a person at once
    assert best_labels(scores, LABELS) == ["B-PERS", "B-PERS"]
    assert best_labels(scores, LABELS, follows) == ["B-PERS", "I-PERS"]


@given(st.integers(1, 12).flatmap(lambda n: arrays.arrays(np.float32, (n, n), elements=st.floats(-9, 9, width=32))))
def test_heads_form_one_tree(arcs: np.ndarray) -> None:
    assert is_tree(best_tree(arcs))


@pytest.mark.parametrize(
    ("word", "rule", "lemma"),
    [
        ("школами", "l|3|а", "школа"),
        ("Баньковим", "u|2|", "Баньков"),
        ("мене", "l|*|я", "я"),
        ("і", "l|3|а", "і"),
    ],
)
def test_lemma_rules(word: str, rule: str, lemma: str) -> None:
    assert apply_lemma_rule(word, rule) == lemma


def test_capitals_are_names_when_they_change() -> None:
    assert lemma_of("ГНАТЮКОМ", "u|2|", "PROPN") == "Гнатюк"
    assert lemma_of("МЗС", "u|0|", "PROPN") == "МЗС"


@pytest.mark.parametrize(
    ("word", "rule", "pos", "lemma"),
    [
        ("угодою", "l|3|", "NOUN", "угода"),
        ("здоров’ям", "l|2|", "NOUN", "здоров’я"),
        ("отримавши", "l|0|", "VERB", "отримати"),
        ("стане", "l|2|н", "NOUN", "стан"),
        ("Баньковим", "u|2|", "PROPN", "Баньков"),
    ],
)
def test_the_dictionary_mends_lemmas(word: str, rule: str, pos: str, lemma: str) -> None:
    assert lemma_of(word, rule, pos) == lemma


@pytest.mark.parametrize(
    ("word", "bits"),
    [("Петренком", [1, 1, 0, 1]), ("Баньковим", [1, 1, 0, 0]), ("підписав", [0, 0, 1, 1]), ("2024", [0, 0, 0, 0])],
)
def test_the_dictionary_tells_the_grammar(word: str, bits: list[int]) -> None:
    grammar = Grammar(["Surn", "masc-ablt", "past", "known"])
    assert grammar.of_words([word, "і", word]).tolist() == [bits, [0, 0, 0, 1], bits]


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 1000))
def test_relations_to_likely_heads_are_the_best(words: int, heads: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    arcs, left, right = (chance.normal(size=size) for size in ((words, heads), (words, 5, 3), (heads, 3)))
    _, likely, relations = likely_relations(arcs.astype(np.float32), left, right)
    of_all = np.einsum("wre,he->whr", left, right).argmax(2)
    assert (relations == np.take_along_axis(of_all, likely, 1)).all()
    assert all(best in row for best, row in zip(arcs.astype(np.float32).argmax(1), likely, strict=True))


def test_a_clear_relation_decides_between_heads() -> None:
    arcs = np.array([[0.5, 0.0, -9.0]], dtype=np.float32)
    left = np.eye(3, dtype=np.float32)[None]  # three relations, each told by one number of the head
    right = np.array([[1, 1, 0], [5, 0, 0], [9, 0, 0]], dtype=np.float32)
    weighed, likely, relations = likely_relations(arcs, left, right)
    assert weighed.argmax() == 1  # the head that arcs alone put second
    assert relation_to(np.array([1]), likely, relations).tolist() == [0]


def test_the_relation_to_an_unlikely_head_is_that_to_a_likely_one() -> None:
    likely, relations = np.array([[2, 0]]), np.array([[7, 8]])
    assert relation_to(np.array([0]), likely, relations).tolist() == [8]
    assert relation_to(np.array([1]), likely, relations).tolist() == [7]


@given(st.integers(1, 5).flatmap(lambda n: arrays.arrays(np.float32, (n, n), elements=st.floats(-9, 9, width=32))))
def test_no_tree_with_a_likely_root_is_better(arcs: np.ndarray) -> None:
    def total(heads: Sequence[int]) -> float:
        return float((arcs - np.logaddexp.reduce(arcs, axis=1, keepdims=True))[range(len(arcs)), heads].sum())

    own = np.diag(arcs) - np.logaddexp.reduce(arcs, axis=1)
    likely = set(own.argsort()[::-1][:3].tolist())
    trees = [heads for heads in itertools.product(range(len(arcs)), repeat=len(arcs)) if is_tree(heads)]
    best = max(total(heads) for heads in trees if likely & {i for i, head in enumerate(heads) if head == i})
    assert total(best_tree(arcs)) >= best - 1e-3


def is_tree(heads: Sequence[int]) -> bool:
    if sum(head == i for i, head in enumerate(heads)) != 1:
        return False
    ends = list(heads)
    for _ in heads:
        ends = [heads[i] for i in ends]
    return len(set(ends)) == 1


def test_little_is_kept_of_each_word(encoder: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(component, "write_syntax", lambda doc, layout, scores, labels: found.extend(scores))
    words = len(encoder("Рада схвалила бюджет області. " * 200))
    values = [value for one in found for name, value in one.items() if name not in {"window", "relations"}]
    values += [value for one in found for value in one["relations"]]
    # The scores of all relations alone would be sixteen kilobytes a word.
    assert 0 < sum(value.nbytes for value in values) < 4_000 * words


def test_sentences_that_a_text_already_has_stay(encoder: Language) -> None:
    words = ["Рада", "схвалила", "бюджет", ".", "Голова", "привітав", "депутатів", "."]
    free = encoder.get_pipe("press_encoder")(Doc(encoder.vocab, words=words))
    assert [sent.start for sent in free.sents] == [0, 4]
    given = [True, False, False, False, False, False, True, None]
    doc = encoder.get_pipe("press_encoder")(Doc(encoder.vocab, words=words, sent_starts=given))
    assert [sent.start for sent in doc.sents] == [0, 6]


def test_sentences_are_never_endless() -> None:
    bounds = list(sentence_bounds(np.full(1000, -1, dtype=np.float32), [False] * 1000))
    assert bounds[0][0] == 0
    assert bounds[-1][1] == 1000
    assert all(b == a for (_, b), (a, _) in itertools.pairwise(bounds))
    assert max(stop - begin for begin, stop in bounds) <= 256


def test_a_release_is_annotated(encoder: Language) -> None:
    doc = encoder(RELEASE)
    assert doc.text == RELEASE
    assert {("Іван Гнатюк", "PERS"), ("12 березня 2024 року", "DATE")} <= {(e.text, e.label_) for e in doc.ents}
    word = next(token for token in doc if token.text == "послом")
    assert (word.pos_, word.lemma_, word.morph.get("Case")) == ("NOUN", "посол", ["Ins"])
    lines = {sentence.text.strip() for sentence in doc.sents}
    assert {"Голова Полтавської облради зустрівся з послом", "- підписання угоди;"} <= lines


def test_batches_change_nothing(encoder: Language) -> None:
    texts = [RELEASE, "Нарада.", "", " \n ", RELEASE * 8, "Рада схвалила бюджет."]
    alone = [encoder(text).to_json() for text in texts]
    for size in (1, 4):
        assert [doc.to_json() for doc in encoder.pipe(texts, batch_size=size)] == alone


@pytest.mark.parametrize("engine", ["encoder", "sm"])
def test_letters_without_a_name_are_read(engine: str) -> None:
    doc = engines.load(engine)("Рада \U00017000 схвалила бюджет.")
    assert [token.lemma_ for token in doc if token.text == "\U00017000"] == ["\U00017000"]


@pytest.mark.parametrize(
    "text",
    ["Рада схвалила бюджет області. " * 6_700, "рада схвалила бюджет області " * 1_500, "РАДА " * 2_000, "🙂" * 500],
    ids=["long", "without punctuation", "capitals", "emoji"],
)
def test_odd_texts_are_annotated_to_the_last_token(encoder: Language, text: str) -> None:
    doc = encoder(text)
    assert doc.text == text
    assert all(token.pos for token in doc)
    assert list(doc.sents)[-1].end == len(doc)
