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
from torch.nn import functional
from train import batches, collate, sizes_of

from data import SIZES, Labels, Pieces, Window, arrays, cut, window_of
from pipeline.encoder.decode import best_tree, likely_relations
from pipeline.encoder.grammar import Grammar

Scores = dict[str, Tensor]
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


def some_of(nlp: Language, texts: list[str], words: int, chance: random.Random) -> Iterator[Window]:
    """Texts of about so many words together, by chance, without labels."""
    chance.shuffle(texts)
    for text in texts:
        if words <= 0:
            return
        window = window_of(nlp.make_doc(text))
        words -= len(window.words)
        yield window


def windows_of(texts: Sequence[Window], pieces: Pieces, chance: random.Random) -> list[Window]:
    """The texts, one after another, in windows of many sizes."""
    return [
        window
        for text in texts
        for window in cut(text, pieces, chance.choice(SIZES), first=chance.randint(min(SIZES) // 2, min(SIZES)))
    ]


def numbered_batches(windows: Sequence[Window], pieces: Pieces, labels: Labels) -> Iterator[list[dict[str, Any]]]:
    """Rows of all windows in batches of like length; ``number`` is that of the window."""
    grammar = Grammar(labels.grammemes)
    rows = [{**arrays(window, pieces, grammar), "number": np.array([i])} for i, window in enumerate(windows)]
    started, done = time.time(), 0
    for batch in batches(rows, random.Random(0)):
        yield batch
        if done // 200 < (done := done + len(batch)) // 200:
            print(f"  {done}/{len(rows)} windows, {time.time() - started:.0f} s", flush=True)


@torch.no_grad()
def entities_of_words(
    teachers: Sequence[JointModel], windows: Sequence[Window], pieces: Pieces, labels: Labels
) -> Tensor:
    """Mean probabilities of the teachers for the entity labels of every word of the windows, in their order."""
    found = [torch.empty(0)] * len(windows)
    for rows in numbered_batches(windows, pieces, labels):
        batch = collate(rows, pad=1)
        vectors = [model.words(*(batch[name] for name in INPUTS), batch["mask"]) for model in teachers]
        scores = [model.entities(one).softmax(-1) for model, one in zip(teachers, vectors, strict=True)]
        for row, mean in zip(rows, torch.stack(scores).mean(0), strict=True):
            found[int(row["number"][0])] = mean[: len(row["slots"])].clone()
    return torch.cat(found)


@torch.no_grad()
def teacher_scores(teachers: Sequence[JointModel], batch: dict[str, Tensor], labels: Labels) -> Scores:
    """What each teacher says of a padded batch, probabilities and scores: teachers × batch × words × …."""
    found = []
    for model in teachers:
        words = model.words(*(batch[name] for name in INPUTS), batch["mask"])
        scores = model.syntax(words)
        tags = scores["tags"].split([len(values) for values in labels.tags.values()], -1)
        found.append({
            **scores,
            "entities": model.entities(words).softmax(-1),
            "tags": torch.cat([part.softmax(-1) for part in tags], -1),
            "lemmas": scores["lemmas"].softmax(-1),
            "starts": scores["starts"].sigmoid(),
        })  # fmt: skip
    return {name: torch.stack([one[name] for one in found]) for name in found[0]}


def scores_of_window(scores: Scores, i: int, words: int) -> Scores:
    """The scores of one window of a batch without the padding; means, but for those that make relations.

    Arcs know how clear their relations are, as those do that the pipeline makes trees of.
    """
    found = {name: value[:, i, :words] for name, value in scores.items()}
    triples = zip(found["arcs"][..., :words].numpy(), found["left"].numpy(), found["right"].numpy(), strict=True)
    weighed = np.mean([likely_relations(*triple)[0] for triple in triples], axis=0)
    means = {name: found[name].mean(0) for name in ("entities", "tags", "lemmas", "starts")}
    return {**means, "arcs": torch.from_numpy(weighed), "left": found["left"], "right": found["right"]}


def best_heads(arcs: Tensor, sentence: Tensor) -> Tensor:
    """Heads of the best tree of each sentence of a window."""
    heads = torch.zeros(len(sentence), dtype=torch.long)
    for number in sentence.unique():
        places = (sentence == number).nonzero().squeeze(1)
        heads[places] = places[best_tree(arcs[places][:, places].numpy())]
    return heads


def relations_at(left: Tensor, right: Tensor, heads: Tensor) -> Tensor:
    """Mean probabilities of the teachers for the relation of each word to its head."""
    return torch.einsum("twre,twe->twr", left, right[:, heads]).softmax(-1).mean(0)


def silver_row(row: dict[str, Any], scores: Scores, line_end: Sequence[bool]) -> dict[str, Any]:
    """A row of inputs with what the teachers say: probabilities (``soft_…``), and classes where those are many.

    Heads are the best tree of each sentence; a sentence begins where the teachers think so or a line ends.
    """
    starts = scores["starts"]
    after_line = torch.tensor([True, *line_end[:-1]])
    sentence = ((starts > 0.5) | after_line).cumsum(0)
    heads = best_heads(scores["arcs"], sentence)
    arcs = scores["arcs"].masked_fill(sentence[:, None] != sentence[None], -torch.inf).softmax(-1)
    shares, likely = arcs.topk(min(HEADS_KEPT, len(heads)), dim=-1)
    missing = HEADS_KEPT - shares.size(1)
    return {
        **row,
        "soft_entities": scores["entities"].half().numpy(),
        "soft_tags": scores["tags"].half().numpy(),
        "soft_starts": starts.numpy(),
        "lemmas": scores["lemmas"].argmax(1).numpy(),
        "sentence": sentence.numpy(),
        "heads": heads.numpy(),
        "likely_heads": functional.pad(likely, (0, missing)).numpy(),
        "soft_heads": functional.pad(shares, (0, missing)).numpy(),
        "soft_relations": relations_at(scores["left"], scores["right"], heads).half().numpy(),
    }


def label(teachers: Sequence[JointModel], texts: Sequence[Window], pieces: Pieces, labels: Labels) -> list[Any]:
    """Rows of all texts in windows, in batches of like length.

    A word's entity label depends on what stands in its window: the texts are cut twice, and the mean is taken.
    """
    chance = random.Random(0)
    others = entities_of_words(teachers, windows_of(texts, pieces, chance), pieces, labels)
    windows = windows_of(texts, pieces, chance)
    begins = [0, *accumulate(len(window.words) for window in windows)]
    out: list[Any] = []
    for rows in numbered_batches(windows, pieces, labels):
        scores = teacher_scores(teachers, collate(rows, pad=1), labels)
        for i, row in enumerate(rows):
            number = int(row.pop("number")[0])
            window, begin = windows[number], begins[number]
            found = scores_of_window(scores, i, len(window.words))
            found["entities"] = (found["entities"] + others[begin : begin + len(window.words)]) / 2
            out.append(silver_row(row, found, window.line_end))
    return out


def main() -> None:
    """Write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teachers", type=Path, nargs="+", required=True, help="folders of runs of train.py")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="folders of more texts, *.txt")
    parser.add_argument("--words", type=int, default=600_000, help="how many are taken, by chance")
    parser.add_argument("--seed", type=int, default=0, help="of that chance")
    parser.add_argument("--base", type=Path, required=True, help="folder that base.py made")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    labels = Labels(**json.loads((options.teachers[0] / "labels.json").read_text(encoding="utf-8")))
    teachers = [load_teacher(run, options.base, labels) for run in options.teachers]
    pieces = Pieces(options.base)
    raw = list(texts_of(options.corpora, options.texts))
    texts = list(some_of(spacy.blank("uk"), raw, options.words, random.Random(options.seed)))
    print(f"{sum(len(text.words) for text in texts):,} words", flush=True)
    unfinished = options.out.with_suffix(".part")
    torch.save(label(teachers, texts, pieces, labels), unfinished)
    unfinished.replace(options.out)


if __name__ == "__main__":
    main()
