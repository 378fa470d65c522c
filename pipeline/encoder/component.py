"""The spaCy component ``press_encoder``: tags, lemmas, syntax, sentences and entities from one ONNX model."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.encoder.annotate import Layout, write_syntax
from pipeline.encoder.decode import Scores, best_labels, likely_relations
from pipeline.encoder.grammar import Grammar
from pipeline.encoder.windows import Window, build_windows
from pipeline.errors import ModelError

__all__ = ["Encoder", "build_encoder"]

_FILES = ("model.onnx", "tokenizer.json", "labels.json")
_LONGEST_WORD = 40
_CACHED_WORDS = 200_000


@Language.factory(
    "press_encoder",
    assigns=[
        "token.pos", "token.morph", "token.lemma", "token.head", "token.dep", "token.is_sent_start", "doc.ents",
    ],
    default_config={"window": 256, "overlap": 48, "threads": 1},
)  # fmt: skip
def build_encoder(nlp: Language, name: str, window: int, overlap: int, threads: int) -> "Encoder":
    """Factory of the engine. ``window`` and ``overlap`` are pieces, ``threads`` those of one inference."""
    return Encoder(window=window, overlap=overlap, threads=threads)


@dataclass
class Encoder:
    """Annotates spaCy's own tokens in place.

    Windows go through the network one by one: the scales of an int8 model would otherwise depend on what else is in
    the batch. So a text has one result, whatever the batch size and the number of workers.
    """

    window: int
    overlap: int
    threads: int
    folder: Path | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        words = [token for token in doc if not token.is_space]
        if not words:
            return doc
        layout = Layout.of(doc, words)
        found = [self._run(window, layout.words) for window in self._windows(layout)]
        entity_scores = np.concatenate([scores["entities"] for scores in found])
        write_syntax(doc, layout, found, self._labels)
        labels = best_labels(entity_scores, self._labels["entities"], self._follows)
        doc.set_ents([Span(doc, begin, end, label=label) for begin, end, label in layout.spans(labels)])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        """Annotate Docs one after another; the batch size changes nothing."""
        for doc in stream:
            yield self(doc)

    def _windows(self, layout: "Layout") -> Iterator[Window]:
        marks = self._tokenizer.token_to_id("<s>"), self._tokenizer.token_to_id("</s>")
        yield from build_windows(
            layout.words, layout.line_ends, self._pieces_of, limit=self.window, overlap=self.overlap, marks=marks
        )

    def _pieces_of(self, word: str) -> list[int]:
        known: list[int] | None = self._cache.get(word)
        if known is None:
            found = self._tokenizer.encode(word, add_special_tokens=False).ids[:_LONGEST_WORD]
            known = found or [self._tokenizer.token_to_id("<unk>")]
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = known
        return known

    def _run(self, window: Window, words: list[str]) -> dict[str, Any]:
        """What the model says of the words that are kept from a window; arcs are over all words of the window.

        Lemma rules and relations are chosen at once: their scores are most of what the model puts out, and those of a
        long text would take as much memory as all else together.
        """
        feed = {name: getattr(window, name)[None] for name in ("ids", "first", "last", "slots")}
        inside = words[window.begin : window.stop]
        feed["grammar"] = self._grammar.of_slots(inside, window.slots, len(window.first))[None]
        values = dict(zip(self._outputs, (value[0] for value in self._session.run(None, feed)), strict=True))
        kept = slice(window.keep_from - window.begin, window.keep_to - window.begin)
        lemmas, left, right = (values.pop(name) for name in ("lemmas", "left", "right"))
        found = {name: value[kept] for name, value in values.items()}
        found["arcs"], *relations = likely_relations(found["arcs"], left[kept], right)
        return {"window": window, "rules": lemmas[kept].argmax(1), "relations": relations, **found}

    @cached_property
    def _cache(self) -> dict[str, list[int]]:
        return {}

    @cached_property
    def _grammar(self) -> Grammar:
        return Grammar(self._labels["grammemes"])

    @cached_property
    def _follows(self) -> Scores:
        return np.array(self._labels["follows"], dtype=np.float32)

    @cached_property
    def _labels(self) -> dict[str, Any]:
        labels: dict[str, Any] = json.loads(self._file("labels.json").read_text(encoding="utf-8"))
        return labels

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self._file("tokenizer.json")))

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = self.threads
        # No two windows have the same shape, and a plan of memory would be kept for each.
        options.enable_mem_pattern = False
        return onnxruntime.InferenceSession(str(self._file("model.onnx")), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _outputs(self) -> list[str]:
        return [output.name for output in self._session.get_outputs()]

    def _file(self, name: str) -> Path:
        if self.folder is None or not (self.folder / name).is_file():
            raise ModelError(f"the encoder has no {name} in {self.folder}", "see models/README.md for how it is made")
        return self.folder / name

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Copy the files of the model into a folder."""
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            if (target / name).absolute() != self._file(name).absolute():
                shutil.copyfile(self._file(name), target / name)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "Encoder":
        """Take the model of a folder; it is loaded now, so that a damaged one is found at once."""
        self.folder = Path(path)
        self._labels, self._tokenizer, self._session  # noqa: B018
        return self
