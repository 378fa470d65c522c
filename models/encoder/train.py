"""Train the joint model: ``python models/encoder/train.py --corpora DIR --base DIR --out DIR``.

Resumes from ``OUT/checkpoint.pt`` when it is there, and plans the rest of the schedule from what is still to do. Each
epoch sees NER-UK 2.0 train ``--entities`` and the treebanks ``--syntax`` times, in mixed batches; development figures
are printed after each with the averaged weights. Test parts are never read.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from measure import measure_entities, measure_syntax
from model import INPUTS, JointModel, build_model
from torch import Tensor
from torch.nn import functional

from data import (
    IGNORED,
    SIZES,
    Labels,
    Pieces,
    Window,
    arrays,
    cut,
    grouped,
    ner_documents,
    noisy,
    treebanks,
    ud_sentences,
)  # fmt: skip
from pipeline.encoder.grammar import Grammar

BATCH_PIECES, BUCKET = 8 * 192, 32
_LONGEST = 480
# Half precision pays only where the processor has it; elsewhere it is emulated, ten times slower.
HALF = torch.cpu._is_avx512_bf16_supported()
# What is in rows to be learned.
GOLD = frozenset({"entities", "lemmas", "heads", "relations", "tags", "starts"})
# The heads learn so many times as fast as the encoder.
HEADS = 5
# Batches of entities have small losses, which those of the treebanks would drown in the shared layers.
ENTITIES = 2.0
WEIGHTS = {"entities": ENTITIES, "tags": 1.0, "lemmas": 0.5, "starts": 0.2, "arcs": 1.0, "relations": 0.5}


def sizes_of(labels: Labels) -> dict[str, int]:
    """Sizes of the heads."""
    return {
        "entities": len(labels.entities),
        "tags": sum(map(len, labels.tags.values())),
        "lemmas": len(labels.lemma_rules),
        "relations": len(labels.relations),
        "grammemes": len(labels.grammemes),
    }


def collate(rows: Sequence[dict[str, Any]], pad: int) -> dict[str, Tensor]:
    """Rows of one kind as padded tensors."""
    pieces = _bucket(max(len(row["ids"]) for row in rows))
    batch = {
        "ids": _padded([row["ids"] for row in rows], pieces, pad),
        "mask": _padded([np.ones(len(row["ids"]), dtype=np.int64) for row in rows], pieces, 0),
    }
    for name in rows[0].keys() - {"ids"}:
        length = max(len(row[name]) for row in rows)
        batch[name] = _padded([row[name] for row in rows], length, IGNORED if name in GOLD else 0)
    return batch


def _padded(values: Sequence[np.ndarray], length: int, fill: int) -> Tensor:
    out = np.full((len(values), length, *values[0].shape[1:]), fill, dtype=values[0].dtype)
    for i, value in enumerate(values):
        out[i, : len(value)] = value
    return torch.from_numpy(out)


def batches(rows: list[dict[str, Any]], chance: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Rows of like length together, batches in random order."""
    buckets: dict[int, list[dict[str, Any]]] = {}
    chance.shuffle(rows)
    for row in rows:
        buckets.setdefault(_bucket(len(row["ids"])), []).append(row)
    out = []
    for length, found in buckets.items():
        size = max(1, BATCH_PIECES // length)
        out += [found[i : i + size] for i in range(0, len(found), size)]
    chance.shuffle(out)
    yield from out


def _bucket(length: int) -> int:
    """A length rounded up: few shapes, because the kernels of each are compiled when it is first met."""
    return -(-length // BUCKET) * BUCKET


@dataclass
class Corpora:
    """Training windows: whole documents with entities, sentences of treebanks, and how often an epoch sees each.

    ``silver`` are rows of ``silver.py``; all of them in an epoch.
    """

    ner: list[Window]
    ud: list[Window]
    ner_passes: int
    ud_passes: int
    silver: list[dict[str, Any]]


def epoch_rows(corpora: Corpora, pieces: Pieces, labels: Labels, epoch: int) -> list[Any]:
    """All batches of an epoch, entities, syntax and silver mixed."""
    chance, grammar = random.Random(epoch), Grammar(labels.grammemes)
    mixed = list(batches(corpora.silver, chance))
    for _ in range(corpora.ner_passes):
        windows = [w for d in corpora.ner for w in cut(d, pieces, chance.choice(SIZES), first=chance.randint(60, 192))]
        rows = _short([arrays(noisy(window, chance), pieces, grammar, labels) for window in windows])
        mixed += batches(rows, chance)
    for _ in range(corpora.ud_passes):
        shift = chance.randrange(len(corpora.ud))
        turned = corpora.ud[shift:] + corpora.ud[:shift]
        windows = list(grouped(turned, pieces, chance))
        mixed += batches(_short([arrays(noisy(w, chance), pieces, grammar, labels) for w in windows]), chance)
    chance.shuffle(mixed)
    return mixed


def _short(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if len(row["ids"]) < _LONGEST]


def loss_of(model: JointModel, batch: dict[str, Tensor], labels: Labels) -> Tensor:
    """Sum of the losses that the batch has gold for."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
        words = model.words(*(batch[name] for name in INPUTS), batch["mask"])
    words = words.float()
    if "entities" in batch:
        return ENTITIES * _class_loss(model.entities(words), batch["entities"])
    scores = {"entities": model.entities(words), **model.syntax(words)}
    losses = silver_losses if "soft_entities" in batch else syntax_losses
    return sum((WEIGHTS[name] * loss for name, loss in losses(scores, batch, labels)), torch.zeros(()))


def syntax_losses(scores: dict[str, Tensor], batch: dict[str, Tensor], labels: Labels) -> Iterator[tuple[str, Tensor]]:
    """Losses of tags, lemmas, starts, arcs (within the gold sentence) and relations (at the gold head)."""
    tag_losses = [
        _class_loss(part, batch["tags"][..., i])
        for i, part in enumerate(scores["tags"].split([len(values) for values in labels.tags.values()], -1))
    ]
    yield "tags", torch.stack(tag_losses).sum()
    yield "lemmas", _class_loss(scores["lemmas"], batch["lemmas"])
    real = batch["heads"] != IGNORED
    yield "starts", functional.binary_cross_entropy_with_logits(scores["starts"][real], batch["starts"][real])
    yield "arcs", _class_loss(_within_sentences(scores["arcs"], batch["sentence"]), batch["heads"])
    yield "relations", _class_loss(_relations(scores, batch["heads"]), batch["relations"])


def silver_losses(scores: dict[str, Tensor], batch: dict[str, Tensor], labels: Labels) -> Iterator[tuple[str, Tensor]]:
    """Losses against what teachers say of raw text (``silver.py``): probabilities, and classes where those are many."""
    yield "entities", _soft_loss(scores["entities"], batch["soft_entities"])
    sizes = [len(values) for values in labels.tags.values()]
    parts = zip(scores["tags"].split(sizes, -1), batch["soft_tags"].split(sizes, -1), strict=True)
    yield "tags", torch.stack([_soft_loss(found, wanted) for found, wanted in parts]).sum()
    yield "lemmas", _class_loss(scores["lemmas"], batch["lemmas"])
    real = batch["heads"] != IGNORED
    yield "starts", functional.binary_cross_entropy_with_logits(scores["starts"][real], batch["soft_starts"][real])
    arcs = _within_sentences(scores["arcs"], batch["sentence"]).log_softmax(-1)
    yield "arcs", -(arcs.gather(-1, batch["likely_heads"]) * batch["soft_heads"]).sum() / real.sum()
    yield "relations", _soft_loss(_relations(scores, batch["heads"]), batch["soft_relations"])


def _class_loss(scores: Tensor, classes: Tensor) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, 1), classes.flatten(), ignore_index=IGNORED)


def _soft_loss(scores: Tensor, wanted: Tensor) -> Tensor:
    """Cross entropy against probabilities, a word; those of padding are 0."""
    wanted = wanted.float()
    return -(scores.log_softmax(-1) * wanted).sum() / wanted.sum()


def _within_sentences(arcs: Tensor, sentence: Tensor) -> Tensor:
    return arcs.masked_fill(sentence.unsqueeze(1) != sentence.unsqueeze(2), -1e4)


def _relations(scores: dict[str, Tensor], heads: Tensor) -> Tensor:
    """Scores of the relations of words to these heads."""
    places = heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, scores["right"].size(-1))
    return torch.einsum("bwre,bwe->bwr", scores["left"], scores["right"].gather(1, places))


class Average:
    """Moving average of the weights that are trained."""

    def __init__(self, model: JointModel, decay: float = 0.998) -> None:
        self.decay, self.steps = decay, 0
        self.weights = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}

    def update(self, model: JointModel) -> None:
        """Take a step in."""
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 10))
        for name, parameter in model.named_parameters():
            if name in self.weights:
                self.weights[name].lerp_(parameter.detach(), 1 - keep)

    def swap(self, model: JointModel) -> None:
        """Exchange the weights of the model and the average (twice: as before)."""
        for name, parameter in model.named_parameters():
            if name in self.weights:
                other = self.weights[name].clone()
                self.weights[name].copy_(parameter.data)
                parameter.data.copy_(other)


def optimizer_of(model: JointModel) -> torch.optim.Optimizer:
    """AdamW over two groups, the encoder and the heads; the rates are set at each step."""
    encoder = [p for name, p in model.named_parameters() if name.startswith("encoder.") and p.requires_grad]
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    return torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01)


def main() -> None:
    """Train, with a checkpoint and development figures after each epoch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder that base.py made")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--piece-layers", type=int, default=2, help="how many of them read pieces; the rest read words")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--entities", type=int, default=1, help="passes over NER-UK 2.0 an epoch")
    parser.add_argument("--syntax", type=int, default=2, help="passes over the treebanks an epoch")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument(
        "--init",
        type=Path,
        help="model.pt of an earlier run to start from, with its labels; vectors of pieces stay as they are",
    )
    parser.add_argument("--silver", type=Path, help="file of silver.py; an epoch sees all of it")
    parser.add_argument(
        "--all-from",
        type=int,
        help="epoch, from 0, from which on the development documents of NER-UK are trained on too, when nothing is "
        "left to be chosen by them: figures of entities printed from then on say nothing",
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(2)
    # Second moments near zero cost a hundred times as much as others.
    torch.set_flush_denormal(True)
    train(options)


def train(options: argparse.Namespace) -> None:
    """The loop over epochs."""
    pieces = Pieces(options.base)
    corpora = Corpora(
        list(ner_documents(options.corpora, "train")),
        list(ud_sentences(treebanks(options.corpora, "train"))),
        options.entities,
        options.syntax,
        torch.load(options.silver, weights_only=False) if options.silver else [],
    )
    dev = list(ner_documents(options.corpora, "dev")), list(ud_sentences(treebanks(options.corpora, "dev")))
    labels = _known(options.init) if options.init else Labels.of(corpora.ner, corpora.ud)
    (options.out / "labels.json").write_text(json.dumps(asdict(labels), ensure_ascii=False), encoding="utf-8")
    model = build_model(options.base, sizes_of(labels), options.layers, options.piece_layers)
    if options.init:
        model.load_state_dict(torch.load(options.init, weights_only=True)["model"])
        # Their vectors are trained already, and three quarters of the weights that a step would go through.
        model.encoder.embeddings.word_embeddings.weight.requires_grad = False
    optimizer, average = optimizer_of(model), Average(model)
    checkpoint = options.out / "checkpoint.pt"
    begin = _resume(checkpoint, model, optimizer, average)
    total = average.steps + (options.epochs - begin) * len(epoch_rows(corpora, pieces, labels, 0))
    for epoch in range(begin, options.epochs):
        started = time.time()
        if epoch == options.all_from:
            corpora.ner += dev[0]
            corpora.ud += dev[1]
        _run_epoch(epoch_rows(corpora, pieces, labels, epoch), model, optimizer, average, labels, options.rate, total)
        torch.save({"epoch": epoch + 1, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
                    "average": average.weights, "steps": average.steps}, checkpoint)  # fmt: skip
        average.swap(model)
        model.eval()
        shape = {"layers": options.layers, "piece_layers": options.piece_layers}
        torch.save({"model": model.state_dict(), **shape}, options.out / "model.pt")
        entities = measure_entities(model, dev[0], pieces, labels)["micro"]
        syntax = measure_syntax(model, dev[1], pieces, labels)
        print(f"epoch {epoch + 1}: {time.time() - started:.0f} s", entities, syntax, flush=True)
        model.train()
        average.swap(model)


def _known(init: Path) -> Labels:
    """The labels of the run that another starts from."""
    return Labels(**json.loads((init.parent / "labels.json").read_text(encoding="utf-8")))


def _rate(step: int, steps: int) -> float:
    warm = steps * 0.06
    return step / warm if step < warm else max(0.0, (steps - step) / (steps - warm))


def _resume(path: Path, model: Any, optimizer: Any, average: Average) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    average.weights, average.steps = state["average"], state["steps"]
    return int(state["epoch"])


def _run_epoch(
    rows: list[Any], model: JointModel, optimizer: Any, average: Average, labels: Labels, rate: float, total: int
) -> None:
    model.train()
    recent = {"ner": 0.0, "ud": 0.0, "silver": 0.0}
    for number, batch_rows in enumerate(rows, 1):
        batch = collate(batch_rows, pad=1)
        loss = loss_of(model, batch, labels)
        for group, factor in zip(optimizer.param_groups, (1, HEADS), strict=True):
            group["lr"] = rate * factor * _rate(average.steps, total)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model)
        kind = "ner" if "entities" in batch else "silver" if "soft_entities" in batch else "ud"
        value = float(loss.detach())
        if not math.isfinite(value):
            raise SystemExit(f"loss is {value} at batch {number}")
        recent[kind] = 0.95 * recent[kind] + 0.05 * value if recent[kind] else value
        if number % 50 == 0:
            losses = " ".join(f"{name} {value:.3f}" for name, value in recent.items() if value)
            print(f"  {number}/{len(rows)} {losses}", flush=True)


if __name__ == "__main__":
    main()
