"""Put trained models together as an engine: ``python models/stanza/pack.py WORK OUT``.

Half of the precision, no state of the optimizers; the word vectors lie in one file that three models share.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import spacy
import torch

import pipeline.nlp  # noqa: F401  registers the component `press_stanza`

PARTS = ("tokenize", "pos", "depparse", "lemma", "ner", "vectors")
META = {
    "name": "press_stanza",
    "version": "0.1.0",
    "spacy_version": ">=3.8.2,<3.9.0",
    "description": "Tags, syntax, lemmas and the 13 NER-UK 2.0 types for Ukrainian press releases, by Stanza",
    "author": "Vytiah",
    "license": "CC BY-NC-SA 4.0",
}


def halved(value: Any) -> Any:
    """The same with half precision, without what only training needs."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((key, halved(one)) for key, one in value.items() if "optimizer" not in str(key))
    if isinstance(value, list | tuple):
        return type(value)(map(halved, value))
    return value


def without_delta(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """The model of entities without its changes of the word vectors, which were never trained (they are all zero)."""
    changes = checkpoint["model"].pop("delta_emb.weight", None)
    assert changes is None or not changes.any(), "word vectors were trained: keep their changes"
    for part in (checkpoint["vocab"], checkpoint["vocab"]["_key2class"]):
        part.pop("delta", None)
    return checkpoint


def main(work: str, out: str) -> None:
    """Write the spaCy model with Stanza's models in it."""
    with TemporaryDirectory() as folder:
        for part in PARTS:
            checkpoint = torch.load(Path(work) / f"{part}.pt", map_location="cpu", weights_only=True)
            if part == "ner":
                checkpoint = without_delta(checkpoint)
            torch.save(halved(checkpoint), Path(folder) / f"{part}.pt")
        nlp = spacy.blank("uk")
        engine: Any = nlp.add_pipe("press_stanza")
        engine.folder = Path(folder)
        nlp.meta.update(META)
        nlp.to_disk(out)
    for path in sorted(Path(out).glob("press_stanza/*.pt")):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
