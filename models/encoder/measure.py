"""Figures of a joint model on gold windows: strict entities, tags, lemmas, heads."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))

from figures import f1_table
from model import INPUTS

from data import Labels, Pieces, Window, arrays, cut, entities_of
from pipeline.encoder.decode import apply_lemma_rule, best_labels, best_tree, likely_relations, relation_to
from pipeline.encoder.grammar import Grammar

Figures = dict[str, float]


@torch.no_grad()
def scores_of(model: Any, window: Window, pieces: Pieces, grammar: Grammar) -> dict[str, np.ndarray]:
    """Scores of one window as arrays without the batch dimension."""
    row = {name: torch.from_numpy(value)[None] for name, value in arrays(window, pieces, grammar).items()}
    out = model(*(row[name] for name in INPUTS))
    return {name: value[0].numpy() for name, value in out.items()}


def measure_entities(model: Any, documents: Sequence[Window], pieces: Pieces, labels: Labels) -> dict[str, Any]:
    """Strict figures a type over documents cut into windows; ``micro`` is rounded F1 alone."""
    pairs, grammar, follows = [], Grammar(labels.grammemes), np.array(labels.follows, dtype=np.float32)
    for document in documents:
        for window in cut(document, pieces):
            scores = scores_of(model, window, pieces, grammar)["entities"]
            found = best_labels(scores, labels.entities, follows)
            pairs.append((entities_of(found), entities_of(window.entities)))
    table = f1_table(pairs)
    return {**table, "micro": round(table["micro"]["f"], 4)}


def measure_syntax(model: Any, sentences: Sequence[Window], pieces: Pieces, labels: Labels) -> Figures:
    """Accuracy of UPOS, all features, lemma, UAS and LAS over gold sentences, one at a time.

    Punctuation is left out of the last two.
    """
    right: Counter[str] = Counter()
    grammar = Grammar(labels.grammemes)
    for window in sentences:
        right.update(dict(compare(scores_of(model, window, pieces, grammar), window, labels)))
    return {name: round(right[name] / right["arcs" if name in {"uas", "las"} else "words"], 4)
            for name in ("upos", "feats", "lemma", "uas", "las")}  # fmt: skip


def compare(scores: dict[str, np.ndarray], window: Window, labels: Labels) -> Iterator[tuple[str, int]]:
    """Counts of what is right in one sentence."""
    parts = np.split(scores["tags"], np.cumsum([len(values) for values in labels.tags.values()])[:-1], axis=1)
    names = list(labels.tags)
    tags = [{name: labels.tags[name][int(part[i].argmax())] for name, part in zip(names, parts, strict=True)}
            for i in range(len(window.words))]  # fmt: skip
    gold = [{name: tag.get(name, "") for name in names} for tag in window.tags]
    rules = scores["lemmas"].argmax(1)
    lemmas = [
        apply_lemma_rule(word, labels.lemma_rules[int(rule)]) for word, rule in zip(window.words, rules, strict=True)
    ]
    arcs, likely, relation = likely_relations(scores["arcs"], scores["left"], scores["right"])
    heads = best_tree(arcs)
    counted = [i for i in range(len(window.words)) if window.relations[i] != "punct"]
    best = relation_to(np.array(heads), likely, relation)
    relations = [labels.relations[number] for number in best.tolist()]
    yield "words", len(window.words)
    yield "arcs", len(counted)
    yield "upos", sum(t["UPOS"] == g["UPOS"] for t, g in zip(tags, gold, strict=True))
    yield "feats", sum(t == g for t, g in zip(tags, gold, strict=True))
    yield "lemma", sum(a == b for a, b in zip(lemmas, window.lemmas, strict=True))
    yield "uas", sum(heads[i] == window.heads[i] for i in counted)
    yield "las", sum(heads[i] == window.heads[i] and relations[i] == window.relations[i] for i in counted)
