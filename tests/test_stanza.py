"""The Stanza engine without its networks: labels, sentences, the rule that merges entities, and what errors tell.

``tests/on_stanza.py`` runs the real models (`make test-stanza`: they need the extra `stanza`).
"""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from pipeline import nlp
from pipeline.encoder.annotate import Layout
from pipeline.errors import ModelError
from pipeline.stanza_engine import models
from pipeline.stanza_engine.component import merge_entities
from pipeline.stanza_engine.reading import bio_labels, lemma_as_written, sentences, written

LABELS = [f"{place}-{kind}" for place in "BIES" for kind in ("PERS", "ORG")] + ["O"]


@dataclass
class Splitter:
    """Stands for Stanza's tokenizer: a sentence begins at each of these words."""

    words: tuple[str, ...]

    def __call__(self, text: str, processors: str) -> SimpleNamespace:
        assert processors == "tokenize"
        starts = sorted(text.index(word) for word in self.words)
        return SimpleNamespace(sentences=[SimpleNamespace(tokens=[SimpleNamespace(start_char=s)]) for s in starts])


def make_doc(text: str) -> tuple[Doc, Layout]:
    doc = spacy.blank("uk")(text)
    return doc, Layout.of(doc, [token for token in doc if not token.is_space])


def found(text: str, *starts: str) -> list[str]:
    """Sentences of a text where Stanza begins one at some words."""
    doc, layout = make_doc(text)
    bounds = sentences(Splitter(starts), doc, layout)
    return [" ".join(layout.words[begin:stop]) for begin, stop in bounds]


def test_sentences_begin_where_stanza_says_and_after_line_ends() -> None:
    text = "Нарада у Києві\n\nРада схвалила бюджет. Сесію закрито.\n- ремонт шкіл;\n- підписання угоди."
    assert found(text, "Нарада", "Рада", "Сесію", "- ремонт") == [
        "Нарада у Києві", "Рада схвалила бюджет .", "Сесію закрито .", "- ремонт шкіл ;", "- підписання угоди .",
    ]  # fmt: skip


def test_a_start_inside_a_word_is_none() -> None:
    assert found("Рада схвалила бюджет", "Рада", "хвалила") == ["Рада схвалила бюджет"]


def test_a_sentence_without_an_end_is_cut_after_a_mark() -> None:
    text = " ".join(["рада схвалила бюджет області,"] * 200)
    parts = found(text, "рада")
    assert sum(len(part.split()) for part in parts) == 1000
    assert max(len(part.split()) for part in parts) <= 256
    assert all(part.endswith(",") for part in parts)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("S-ORG O B-PERS E-PERS", "B-ORG O B-PERS I-PERS"),
        ("O I-PERS E-PERS E-PERS", "O B-PERS I-PERS B-PERS"),
        ("B-ORG I-PERS S-PERS S-PERS", "B-ORG B-PERS B-PERS B-PERS"),
    ],
)
def test_labels_become_bio(labels: str, expected: str) -> None:
    assert bio_labels(labels.split()) == expected.split()


@given(st.lists(st.sampled_from(LABELS)))
def test_labels_are_legal_whatever_the_model_says(labels: list[str]) -> None:
    bio = bio_labels(labels)
    assert [label == "O" for label in bio] == [label == "O" for label in labels]
    for before, label in zip(["O", *bio], bio, strict=False):
        assert not label.startswith("I-") or before[2:] == label[2:]


def test_words_are_written_as_the_models_know_them() -> None:
    assert written("обов\u2019язок") == "обов'язок"
    assert len(written("А" * 5000)) == 60


def test_lemmas_keep_the_apostrophe_of_the_word() -> None:
    assert lemma_as_written("обов\u2019язки", "обов'язок") == "обов\u2019язок"
    assert lemma_as_written("обов'язки", "обов'язок") == "обов'язок"
    assert [lemma_as_written("А" * 100, "а"), lemma_as_written("і", "_")] == ["А" * 100, "і"]


def spans(doc: Doc, *rows: tuple[int, int, str]) -> list[Span]:
    return [Span(doc, start, end, label=label) for start, end, label in rows]


def test_our_entities_complete_a_model_of_fewer_types() -> None:
    doc, _ = make_doc("12 березня 2024 року міністр оборони України Іван Гнатюк прибув до Одеси")
    theirs = spans(doc, (6, 7, "LOC"), (7, 9, "PERS"))
    ours = spans(doc, (0, 4, "DATE"), (4, 7, "JOB"), (7, 9, "PERS"), (11, 12, "LOC"))
    merged = merge_entities(theirs, ours, frozenset({"PERS", "ORG", "LOC", "MISC"}))
    assert [(span.text, span.label_) for span in merged] == [
        ("12 березня 2024 року", "DATE"), ("України", "LOC"), ("Іван Гнатюк", "PERS"),
    ]  # fmt: skip


def test_without_stanza_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'vytiah\[stanza\]'"):
        models.check_installed(tmp_path)


def test_without_models_the_error_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "find_spec", lambda name: name)
    with pytest.raises(ModelError, match="make stanza-models"):
        nlp.require(f"stanza:{tmp_path}")


def test_a_folder_named_is_preferred_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nlp.model_folder("stanza").parent.name == "uk_press_stanza"
    monkeypatch.setenv("VYTIAH_STANZA", "theirs")
    assert nlp.model_folder("stanza") == Path("theirs")
    assert nlp.model_folder("stanza:mine") == Path("mine")


def test_only_stanza_takes_a_folder() -> None:
    with pytest.raises(ModelError, match="unknown engine 'sm:mine'"):
        nlp.require("sm:mine")
