"""Make the shipped model: ``python models/encoder/export.py --run DIR --corpora DIR --base DIR --out models/uk_press``.

The averaged weights of the run become one ONNX file with int8 weights (words, attention, feed-forward) beside the
tokenizer and the labels, inside a spaCy pipeline that ``spacy.load`` opens. Training documents show how far the
values reach (``shipped.py``). ``--fp32`` quantises nothing, to measure what int8 costs.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import onnx
import spacy
import torch
from model import INPUTS, JointModel, empty_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from shipped import UNQUANTISED, with_shipped_layers
from torch import Tensor, nn
from train import sizes_of

import pipeline.encoder.component
import pipeline.nlp  # noqa: F401  registers line_breaks
from data import Labels, Pieces, arrays, cut, ner_documents
from pipeline.encoder.grammar import Grammar

META = {
    "name": "press",
    "version": "0.1.0",
    "spacy_version": ">=3.8.2,<3.9.0",
    "description": "Tags, syntax, lemmas and the 13 NER-UK 2.0 types for Ukrainian press releases, by one encoder",
    "author": "Vytiah",
    "license": "CC BY-NC-SA 4.0",
}
OUTPUTS = ("entities", "tags", "lemmas", "starts", "arcs", "left", "right")
# Training documents that are enough to tell how far the channels reach.
DOCUMENTS = 40


class Shipped(nn.Module):
    """One window without padding, so without a mask."""

    def __init__(self, model: JointModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Scores in the order of ``OUTPUTS``."""
        scores = self.model(*inputs)
        return tuple(scores[name] for name in OUTPUTS)


def load_run(run: Path, base: Path) -> tuple[JointModel, Labels]:
    """The averaged model of a training run, and its labels."""
    labels = Labels(**json.loads((run / "labels.json").read_text(encoding="utf-8")))
    state = torch.load(run / "model.pt", weights_only=True)
    model = empty_model(base, sizes_of(labels), state["layers"], state["piece_layers"])
    model.load_state_dict(state["model"])
    return model.eval(), labels


def training_windows(corpora: Path, base: Path, labels: Labels) -> Iterator[list[Tensor]]:
    """What the model reads of some documents of NER-UK 2.0 train, a window each."""
    pieces, grammar = Pieces(base), Grammar(labels.grammemes)
    for document in islice(ner_documents(corpora, "train"), DOCUMENTS):
        for window in cut(document, pieces):
            row = arrays(window, pieces, grammar)
            yield [torch.from_numpy(row[name])[None] for name in INPUTS]


def write_onnx(model: nn.Module, path: Path, *, fp32: bool) -> None:
    """The model as ONNX; int8 weights a channel unless ``fp32``."""
    slots = torch.arange(12)[None]
    grammar = torch.ones(1, 12, model.grammar.in_features, dtype=torch.uint8)
    example = (torch.arange(5, 29)[None], slots, slots + 1, slots[:, 1:-1], grammar)
    axes: dict[str, Any] = {name: {1: "slots"} for name in INPUTS} | {"ids": {1: "pieces"}, "slots": {1: "words"}}
    axes |= {name: {1: "words"} for name in OUTPUTS} | {"arcs": {1: "words", 2: "heads"}}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.onnx"
        torch.onnx.export(Shipped(model), example, str(plain), input_names=list(INPUTS), output_names=list(OUTPUTS),
                          dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
        if fp32:
            shutil.copyfile(plain, path)
        else:
            # Seven bits: with eight, processors without VNNI overflow, and a text has other results on each of them.
            names = [node.name for node in onnx.load(plain).graph.node if UNQUANTISED in node.name]
            quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
                             nodes_to_exclude=names)  # fmt: skip


def main() -> None:
    """Write the folder of the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", action="store_true")
    options = parser.parse_args()
    model, labels = load_run(options.run, options.base)
    model = with_shipped_layers(model, training_windows(options.corpora, options.base, labels))
    with tempfile.TemporaryDirectory() as folder:
        parts = Path(folder)
        write_onnx(model, parts / "model.onnx", fp32=options.fp32)
        shutil.copyfile(options.base / "tokenizer.json", parts / "tokenizer.json")
        (parts / "labels.json").write_text(json.dumps(asdict(labels), ensure_ascii=False), encoding="utf-8")
        nlp = spacy.blank("uk")
        nlp.meta.update(META)
        nlp.add_pipe("press_encoder").from_disk(parts)  # type: ignore[attr-defined]
        nlp.to_disk(options.out)


if __name__ == "__main__":
    main()
