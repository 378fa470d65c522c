"""From scores to annotation: legal BIO labels, trees, lemmas. Pure numpy, one text or sentence at a time."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from ufal.chu_liu_edmonds import chu_liu_edmonds

from pipeline.encoder.windows import Numbers

Scores = npt.NDArray[np.float32]
_FORBIDDEN = np.float32(-1e4)
# Heads of a word whose relations are scored; the head in the tree is one of them but for very few words.
_LIKELY_HEADS = 24
# How much the logarithm of a relation's share counts beside that of a head's; chosen on UD Ukrainian-IU dev.
_RELATION_WEIGHT = 2.0
_LIKELY_ROOTS = 3


def best_labels(scores: Scores, labels: Sequence[str], follows: Scores | None = None) -> list[str]:
    """The best legal BIO sequence (Viterbi) for scores of words × labels: no I without its B or I before it.

    ``follows`` (labels × labels) is added to the score of each pair of neighbours: `травні` B-DATE, `1652` B-DATE is
    legal, but a date hardly ever follows a date at once.
    """
    if not len(scores):
        return []
    pairs = legal_pairs(tuple(labels)) + (0 if follows is None else follows)
    total = scores[0] + pairs[labels.index("O")]
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        paths = total[:, None] + pairs
        back[i] = paths.argmax(0)
        total = paths.max(0) + scores[i]
    best = [int(total.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        best.append(int(back[i][best[-1]]))
    return [labels[number] for number in reversed(best)]


@cache
def legal_pairs(labels: tuple[str, ...]) -> Scores:
    """Labels × labels: 0 where the second may follow the first, a large negative number where it may not."""
    out = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for before, left in enumerate(labels):
        for after, right in enumerate(labels):
            if right.startswith("I-") and left[2:] != right[2:]:
                out[before, after] = _FORBIDDEN
    return out


def likely_relations(arcs: Scores, left: Scores, right: Scores) -> tuple[Scores, Numbers, Numbers]:
    """Arcs that know how clear their relations are; the likeliest heads of each word, and the best relation to each.

    ``arcs`` are scores of words × heads, ``left`` words × relations × size, ``right`` heads × size: the product of the
    last two is the score of a relation. A word that really hangs on a head does so by one relation clearly, while that
    to a wrong head is unclear: the share of the best relation weighs into the arc (found on UD Ukrainian-IU dev).
    Heads that are not likely count as the least clear of them.
    """
    heads = np.argpartition(arcs, -min(_LIKELY_HEADS, arcs.shape[1]), axis=1)[:, -_LIKELY_HEADS:]
    scores = np.matmul(right[heads], left.transpose(0, 2, 1))
    # The logarithm of the share of the best relation.
    clear = -np.log(np.exp(scores - scores.max(2, keepdims=True)).sum(2))
    weighed = np.repeat(clear.min(1, keepdims=True), arcs.shape[1], axis=1)
    np.put_along_axis(weighed, heads, clear, 1)
    weighed *= _RELATION_WEIGHT
    weighed += arcs
    return weighed, heads, scores.argmax(2)


def relation_to(heads: Numbers, likely: Numbers, relations: Numbers) -> Numbers:
    """The relation of each word to its head, of those that `likely_relations` gives.

    That to one of the likely heads where the tree has another.
    """
    found: Numbers = relations[np.arange(len(heads)), (likely == heads[:, None]).argmax(1)]
    return found


def best_tree(arcs: Scores) -> list[int]:
    """Heads of the words of one sentence for scores of dependent × head; the root is its own head.

    The best tree with one root: the greedy choice where it is a tree, else the best that Chu-Liu-Edmonds finds for the
    likeliest roots.
    """
    logs = arcs - np.logaddexp.reduce(arcs, axis=1, keepdims=True)
    greedy = logs.argmax(1)
    if _is_tree(greedy):
        return [int(head) for head in greedy]
    roots = np.diag(logs).argsort()[::-1][:_LIKELY_ROOTS].tolist()
    trees = (_rooted_tree(logs, root) for root in roots)
    return max(trees, key=lambda heads: float(logs[np.arange(len(heads)), heads].sum()))


def _rooted_tree(logs: Scores, root: int) -> list[int]:
    """The best tree with this root."""
    size = len(logs) + 1
    table = np.full((size, size), np.nan)
    table[1:, 1:] = np.where(np.eye(len(logs), dtype=bool), np.nan, logs)
    table[root + 1, 1:] = np.nan
    table[root + 1, 0] = 0.0
    heads, _ = chu_liu_edmonds(table)
    return [root if i == root else int(head) - 1 for i, head in enumerate(heads[1:])]


def _is_tree(heads: Numbers) -> bool:
    """One word is its own head, and every other leads to it."""
    if int((heads == np.arange(len(heads))).sum()) != 1:
        return False
    reached = heads
    for _ in range(len(heads).bit_length()):
        reached = reached[reached]
    return len(set(reached.tolist())) == 1


def apply_lemma_rule(word: str, rule: str) -> str:
    """The lemma of a word by an edit rule ``case|letters to cut|letters to add``.

    ``школами`` by ``l|3|а`` is ``школа``; ``l|*|хороший`` replaces the whole word; case ``u`` keeps capitals. The
    word itself when it is shorter than the rule cuts.
    """
    case, cut, added = rule.split("|", 2)
    word = word.lower() if case == "l" else word
    if cut == "*":
        return added
    length = int(cut)
    return word[: len(word) - length] + added if length <= len(word) else word
