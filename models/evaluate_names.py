"""Measure the nominatives on SlavicNER: ``python models/evaluate_names.py`` prints a table.

Reads ``slavicner-dev`` (the Ukrainian development part, github.com/SlavicNLP/SlavicNER) from the folder that the
environment variable ``CORPORA`` names (default ``../shared/corpora``). A mention counts when its lemma differs from it
by more than capitals, quotes and apostrophes; it is right when the lemma is met but for these. The corpus is for
measuring only: nothing is trained on it.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.names import fold, nominative_organization, nominative_person, nominative_place

NOMINATIVE: dict[str, Callable[[str], str]] = {
    "PER": lambda mention: nominative_person(mention).name,
    "ORG": nominative_organization,
    "LOC": nominative_place,
}


def read_mentions(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Label, mention and nominative of every mention of a person, a body or a place."""
    files = sorted(folder.glob("*/*.tsv"))
    if not files:
        raise UsageError(f"{folder}: no annotations", "set CORPORA; the corpus is github.com/SlavicNLP/SlavicNER")
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) >= 5 and cells[4] in NOMINATIVE:
                yield cells[4], cells[2], cells[3]


def is_inflected(mention: str, lemma: str) -> bool:
    """Whether the mention differs from its nominative by more than spelling."""
    return fold(mention) != fold(lemma)


def count_hits(mentions: Iterator[tuple[str, str, str]]) -> tuple[Counter[str], Counter[str], Counter[tuple[str, ...]]]:
    """Inflected mentions, right ones and the wrong (label, mention, lemma, answer) with their counts."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: Counter[tuple[str, ...]] = Counter()
    for label, mention, lemma in mentions:
        if not is_inflected(mention, lemma):
            continue
        total[label] += 1
        answer = NOMINATIVE[label](mention)
        if fold(answer) == fold(lemma):
            right[label] += 1
        else:
            wrong[label, mention, lemma, answer] += 1
    return total, right, wrong


def main() -> int:
    """Print the table, and the errors with ``--errors``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    asked = parser.parse_args()
    folder = Path(os.environ.get("CORPORA", "../shared/corpora")) / "slavicner-dev"
    total, right, wrong = count_hits(read_mentions(folder))
    print("label  inflected  right  accuracy")
    for label in NOMINATIVE:
        print(f"{label:5}  {total[label]:9}  {right[label]:5}  {right[label] / total[label]:.3f}")
    if asked.errors:
        for (label, mention, lemma, answer), count in wrong.most_common():
            print(f"{count:3} {label} {mention!r}: {answer!r}, not {lemma!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
