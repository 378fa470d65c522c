"""The spaCy component ``press_stanza``: tags, lemmas, syntax, sentences and entities from Stanza's models."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline import document
from pipeline.encoder.annotate import Layout, write_tokens
from pipeline.encoder.lemmas import known_lemma
from pipeline.errors import ModelError
from pipeline.stanza_engine.models import ENTITIES, load_reader
from pipeline.stanza_engine.reading import annotate, bio_labels, lemma_as_written, sentences

__all__ = ["StanzaEngine", "build_stanza", "merge_entities"]


@Language.factory(
    "press_stanza",
    assigns=[
        "token.pos", "token.morph", "token.lemma", "token.head", "token.dep", "token.is_sent_start", "doc.ents",
    ],
    default_config={"folder": "", "threads": 1},
)  # fmt: skip
def build_stanza(nlp: Language, name: str, folder: str, threads: int) -> "StanzaEngine":
    """Factory of the engine. ``folder`` has Stanza's models (empty: those of the spaCy model itself)."""
    return StanzaEngine(threads=threads, folder=Path(folder) if folder else None)


@dataclass
class StanzaEngine:
    """Annotates spaCy's own tokens in place; texts go through the networks one by one, so batches change nothing.

    Lemmas are Stanza's, checked against the dictionary as those of the encoder are. Entities are merged with what an
    earlier component left by the rule of ``merge_entities``.
    """

    threads: int
    folder: Path | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        words = [token for token in doc if not token.is_space]
        if not words:
            return doc
        layout = Layout.of(doc, words)
        bounds = sentences(self.reader, doc, layout)
        found = annotate(self.reader, layout, bounds)
        _write_syntax(doc, layout, bounds, found)
        labels = bio_labels([word.parent.ner or "O" for word in found])
        spans = [
            Span(doc, begin, end, label=document.ner_uk_label(kind)) for begin, end, kind in layout.spans(labels)
        ]
        doc.set_ents(merge_entities(spans, doc.ents, self.types))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        """Annotate Docs one after another."""
        for doc in stream:
            yield self(doc)

    @cached_property
    def reader(self) -> Any:
        """Stanza's pipeline, loaded when first used."""
        if self.folder is None:
            raise ModelError("the engine 'stanza' has no models", "load it by `vytiah --engine stanza`")
        return load_reader(self.folder, self.threads)

    @cached_property
    def types(self) -> frozenset[str]:
        """Types of entities that the models know; none without a model of entities."""
        finder = self.reader.processors.get(ENTITIES)
        return frozenset(document.ner_uk_label(kind) for kind in finder.get_known_tags()) if finder else frozenset()

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Copy the files of the models into a folder."""
        if self.folder is not None and self.folder.absolute() != Path(path).absolute():
            shutil.copytree(self.folder, path, dirs_exist_ok=True)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "StanzaEngine":
        """Take the models of a folder unless another was set; they are loaded now, so that damage is found at once."""
        self.folder = self.folder or Path(path)
        self.reader  # noqa: B018
        return self


def merge_entities(found: Iterable[Span], ours: Iterable[Span], types: frozenset[str]) -> list[Span]:
    """Stanza's entities all stand; of ours, those of a type that Stanza's model does not know and that touch none.

    The official model has PERS, ORG, LOC and MISC: posts, dates, documents and sums then come from our small model. A
    model of all 13 types, as we ship it, leaves ours nothing to say.
    """
    kept = filter_spans(found)
    taken = {i for span in kept for i in range(span.start, span.end)}
    added = [span for span in ours if span.label_ not in types and taken.isdisjoint(range(span.start, span.end))]
    return sorted([*kept, *added], key=lambda span: span.start)


def _write_syntax(doc: Doc, layout: Layout, bounds: Iterable[tuple[int, int]], found: list[Any]) -> None:
    strings, morphology = doc.vocab.strings, doc.vocab.morphology
    tags = [(strings.add(word.upos or "X"), morphology.add(word.feats or "")) for word in found]
    lemmas = [
        known_lemma(text, lemma_as_written(text, word.lemma), word.upos or "X")
        for text, word in zip(layout.words, found, strict=True)
    ]
    heads = [
        begin + found[i].head - 1 if found[i].head else i for begin, stop in bounds for i in range(begin, stop)
    ]
    write_tokens(doc, layout, tags, lemmas, heads, [word.deprel or "dep" for word in found])
