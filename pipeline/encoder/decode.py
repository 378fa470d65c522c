"""From scores to annotation: legal BIO labels, trees, lemmas. Pure numpy, one text or sentence at a time."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from ufal.chu_liu_edmonds import chu_liu_edmonds

Scores = npt.NDArray[np.float32]
_FORBIDDEN = np.float32(-1e4)


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


def best_tree(arcs: Scores) -> list[int]:
    """Heads of the words of one sentence for scores of dependent × head; the root is its own head.

    The best tree with one root: the greedy choice where it is a tree, else Chu-Liu-Edmonds.
    """
    logs = arcs - np.logaddexp.reduce(arcs, axis=1, keepdims=True)
    greedy = logs.argmax(1)
    if _is_tree(greedy):
        return [int(head) for head in greedy]
    root = int(np.diag(logs).argmax())
    size = len(arcs) + 1
    table = np.full((size, size), np.nan)
    table[1:, 1:] = np.where(np.eye(len(arcs), dtype=bool), np.nan, logs)
    table[root + 1, 1:] = np.nan
    table[root + 1, 0] = 0.0
    heads, _ = chu_liu_edmonds(table)
    return [root if i == root else int(head) - 1 for i, head in enumerate(heads[1:])]


def _is_tree(heads: npt.NDArray[np.int64]) -> bool:
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
