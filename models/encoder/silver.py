"""What several trained models together say of raw text, for another to learn from.

``python models/encoder/silver.py --teachers RUN [RUN …] --corpora DIR --base DIR --out FILE``: the mean of the
probabilities that the teachers give the Brown corpus of Ukrainian (and ``*.txt`` of ``--texts``), without texts that
touch a test or development part. Together they err less than any of them; ``train.py --silver FILE`` hands that down to
one model.
"""

import argparse
import json
import random
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))

from model import INPUTS, JointModel, empty_model
from raw_texts import brown_texts, clean_texts
from spacy.language import Language
from torch import Tensor
from train import batches, collate, sizes_of

from data import SIZES, Labels, Pieces, Window, arrays, cut, window_of
from pipeline.encoder.decode import best_tree
from pipeline.encoder.grammar import Grammar

# Heads of a word that are kept of what the teachers think possible.
HEADS_KEPT = 4


def load_teacher(run: Path, base: Path, labels: Labels) -> JointModel:
    """The model of a run of ``train.py``; its classes must be those of the first teacher."""
    state = torch.load(run / "model.pt", weights_only=True)
    model = empty_model(base, sizes_of(labels), state["layers"], state["piece_layers"])
    model.load_state_dict(state["model"])
    return model.eval()


def texts_of(corpora: Path, folders: Sequence[Path]) -> Iterator[str]:
    """The documents that touch no held-out part."""
    files = (path for folder in folders for path in sorted(folder.glob("*.txt")))
    own = ((path.name, path.read_text(encoding="utf-8")) for path in files)
    for _, lines in clean_texts(chain(own, brown_texts(corpora)), corpora):
        yield "\n".join(lines)


def raw_windows(nlp: Language, texts: Iterator[str], pieces: Pieces, chance: random.Random) -> Iterator[Window]:
    """Documents cut into windows of many sizes, without labels."""
    for text in texts:
        yield from cut(window_of(nlp.make_doc(text)), pieces, chance.choice(SIZES))


def some_of(windows: list[Window], words: int, chance: random.Random) -> list[Window]:
    """Windows of about so many words, by chance."""
    chance.shuffle(windows)
    total = list(accumulate(len(window.words) for window in windows))
    return windows[: bisect_left(total, words) + 1]


@torch.no_grad()
def mean_scores(teachers: Sequence[JointModel], batch: dict[str, Tensor], labels: Labels) -> dict[str, Tensor]:
    """Mean probabilities of the teachers over a padded batch, for arcs mean scores; relations of all pairs."""
    total: dict[str, Tensor] = {}
    for model in teachers:
        words = model.words(*(batch[name] for name in INPUTS), batch["mask"])
        scores = model.syntax(words)
        tags = scores["tags"].split([len(values) for values in labels.tags.values()], -1)
        found = {
            "entities": model.entities(words).softmax(-1),
            "tags": torch.cat([part.softmax(-1) for part in tags], -1),
            "lemmas": scores["lemmas"].softmax(-1),
            "starts": scores["starts"].sigmoid(),
            "arcs": scores["arcs"],
            "relations": torch.einsum("bdre,bhe->bdhr", scores["left"], scores["right"]).softmax(-1),
        }
        for name, value in found.items():
            total[name] = total.get(name, 0) + value / len(teachers)
    return total


def silver_row(row: dict[str, Any], scores: dict[str, np.ndarray], line_end: Sequence[bool]) -> dict[str, Any]:
    """A row of inputs with what the teachers say: probabilities (``soft_…``), and classes where those are many.

    Heads are the best tree of each sentence; a sentence begins where the teachers think so or a line ends.
    """
    starts = scores["starts"]
    begins = [i == 0 or starts[i] > 0.5 or line_end[i - 1] for i in range(len(starts))]
    sentence = np.cumsum(begins)
    heads = np.zeros(len(starts), dtype=np.int64)
    for number in range(1, int(sentence[-1]) + 1 if len(sentence) else 1):
        places = np.flatnonzero(sentence == number)
        tree = best_tree(scores["arcs"][np.ix_(places, places)])
        heads[places] = places[tree]
    arcs = np.where(sentence[:, None] == sentence[None], scores["arcs"], -np.inf)
    arcs = np.exp(arcs - arcs.max(1, keepdims=True))
    arcs /= arcs.sum(1, keepdims=True)
    likely = np.argsort(-arcs, axis=1)[:, :HEADS_KEPT]
    if likely.shape[1] < HEADS_KEPT:
        likely = np.pad(likely, ((0, 0), (0, HEADS_KEPT - likely.shape[1])), mode="edge")
    shares = np.take_along_axis(arcs, likely, 1)
    shares[:, len(starts) :] = 0
    lemmas = scores["lemmas"].argmax(1)
    return {
        **row,
        "soft_entities": scores["entities"].astype(np.float16),
        "soft_tags": scores["tags"].astype(np.float16),
        "soft_starts": starts.astype(np.float32),
        "lemmas": lemmas,
        "sentence": sentence,
        "heads": heads,
        "likely_heads": likely,
        "soft_heads": shares.astype(np.float32),
        "soft_relations": scores["relations"][np.arange(len(heads)), heads].astype(np.float16),
    }


def label(teachers: Sequence[JointModel], windows: Sequence[Window], pieces: Pieces, labels: Labels) -> list[Any]:
    """Rows of all windows, in batches of like length."""
    grammar = Grammar(labels.grammemes)
    rows = []
    for number, window in enumerate(windows):
        rows.append({**arrays(window, pieces, grammar), "number": np.array([number])})
    out: list[Any] = []
    started = time.time()
    for batch_rows in batches(rows, random.Random(0)):
        scores = mean_scores(teachers, collate(batch_rows, pad=1), labels)
        for i, row in enumerate(batch_rows):
            length, window = len(row["slots"]), windows[int(row.pop("number")[0])]
            of_row = {name: value[i, :length].numpy() for name, value in scores.items()}
            of_row |= {name: of_row[name][:, :length] for name in ("arcs", "relations")}
            out.append(silver_row(row, of_row, window.line_end))
        if len(out) // 200 > (len(out) - len(batch_rows)) // 200:
            print(f"  {len(out)}/{len(rows)} windows, {time.time() - started:.0f} s", flush=True)
    return out


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teachers", type=Path, nargs="+", required=True, help="folders of runs of train.py")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="folders of more texts, *.txt")
    parser.add_argument("--words", type=int, default=800_000, help="how many are taken, by chance")
    parser.add_argument("--base", type=Path, required=True, help="folder that base.py made")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    labels = Labels(**json.loads((options.teachers[0] / "labels.json").read_text(encoding="utf-8")))
    teachers = [load_teacher(run, options.base, labels) for run in options.teachers]
    pieces = Pieces(options.base)
    texts = texts_of(options.corpora, options.texts)
    windows = list(raw_windows(spacy.blank("uk"), texts, pieces, random.Random(0)))
    windows = some_of(windows, options.words, random.Random(0))
    print(f"{sum(len(window.words) for window in windows):,} words", flush=True)
    unfinished = options.out.with_suffix(".part")
    torch.save(label(teachers, windows, pieces, labels), unfinished)
    unfinished.replace(options.out)


if __name__ == "__main__":
    main()
