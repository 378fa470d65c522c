"""Trees that the encoder engine gives raw text: ``python models/stanza/silver.py WORK [WORDS]``.

``WORK/silver.txt`` (from data.py) to ``WORK/silver.conllu``: Stanza's tagger and parser learn from these beside the
gold trees, so that something of what the encoder knows from its pretraining comes over. ``WORK/lemma.conllu`` has each
word with a part of speech once, with its most frequent lemma: all that the lemmatizer looks at.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Span

from pipeline import nlp

LONGEST = 60


def rows_of(sentence: Span) -> list[list[str]]:
    """A sentence as rows of CoNLL-U; blanks are left out."""
    words = [token for token in sentence if not token.is_space]
    place = {token.i: str(number) for number, token in enumerate(words, 1)}
    rows = []
    for number, token in enumerate(words, 1):
        root = token.head == token
        head, relation = ("0", "root") if root else (place.get(token.head.i, "0"), token.dep_)
        space = "_" if token.whitespace_ else "SpaceAfter=No"
        tags = [token.text, token.lemma_, token.pos_, "_", str(token.morph) or "_"]
        rows.append([str(number), *tags, head, relation, "_", space])
    return rows


def sentences(texts: list[str], words: int) -> Iterator[list[list[str]]]:
    """Sentences of the texts until there are so many words; very long, very short and doubtful ones are left out."""
    count = 0
    for doc in nlp.load("encoder", rules=False).pipe(texts):
        for sentence in doc.sents:
            rows = rows_of(sentence)
            sound = [row[6] for row in rows].count("0") == 1 and all(row[7] != "ROOT" for row in rows)
            if sound and 4 <= len(rows) <= LONGEST:
                count += len(rows)
                yield rows
        if count > words:
            return


def lemma_rows(files: Iterable[Path]) -> list[list[str]]:
    """Word, lemma and part of speech as rows; earlier files win, then the more frequent lemma."""
    kept: dict[tuple[str, str], list[str]] = {}
    for path in files:
        rows = (line.split("\t") for line in path.open(encoding="utf-8") if "\t" in line)
        for (word, lemma, pos), _ in Counter((row[1], row[2], row[3]) for row in rows).most_common():
            kept.setdefault((word, pos), ["1", word, lemma, pos, "_", "_", "0", "root", "_", "_"])
    return list(kept.values())


def main(work: str, words: str = "160000") -> None:
    """Write the trees."""
    folder = Path(work)
    lines = (folder / "silver.txt").read_text(encoding="utf-8").splitlines()
    random.Random(0).shuffle(lines)
    with (folder / "silver.conllu").open("w", encoding="utf-8") as file:
        for rows in sentences([line.strip() for line in lines], int(words)):
            file.write("\n".join("\t".join(row) for row in rows) + "\n\n")
    write_lemmas(folder)


def write_lemmas(folder: Path) -> None:
    """``lemma.conllu``, a sentence a word."""
    rows = lemma_rows([folder / "train.conllu", folder / "silver.conllu"])
    (folder / "lemma.conllu").write_text("".join("\t".join(row) + "\n\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
