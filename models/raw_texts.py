"""Raw text of the corpora for training without labels. No text shares eight words in a row with a held-out part."""

import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "sm"))

from corpora import sentences, split_of_ner_uk

SHARED_WORDS = 8
_APOSTROPHES = str.maketrans("’ʼ", "''")
_WORD = re.compile(r"[\w'’ʼ-]+|[^\w\s]")


def plain(text: str) -> str:
    """The apostrophe of normalised releases: ``обов’язок`` → ``обов'язок``."""
    return text.translate(_APOSTROPHES)


def words_of(text: str) -> list[str]:
    """Words and punctuation marks in lower case."""
    return _WORD.findall(plain(text).lower())


def runs(words: list[str]) -> set[int]:
    """Numbers of all runs of eight words."""
    return {hash(tuple(words[i : i + SHARED_WORDS])) for i in range(len(words) - SHARED_WORDS + 1)}


def held_out(corpora: Path) -> set[int]:
    """Runs of words of all test and development parts."""
    found: set[int] = set()
    split = split_of_ner_uk(corpora / "ner-uk")
    for name in [*split["test"], *split["dev"]]:
        path = next((corpora / "ner-uk/data").glob(f"*/{name}.txt"))
        found |= runs(words_of(path.read_text(encoding="utf-8")))
    for path in [*corpora.glob("ud-uk-*/*-dev.conllu"), *corpora.glob("ud-uk-*/*-test.conllu")]:
        for rows in sentences(path):
            found |= runs(words_of(" ".join(row[1] for row in rows)))
    return found


def brown_texts(corpora: Path) -> Iterator[tuple[str, str]]:
    """Name and text of the Brown corpus of Ukrainian."""
    with tarfile.open(corpora / "bruk/text.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".txt") else None
            if file:
                yield Path(member.name).name, file.read().decode("utf-8", errors="replace")


def train_texts(corpora: Path) -> Iterator[tuple[str, str]]:
    """Name and text of train documents of NER-UK 2.0 and train parts of the treebanks."""
    for name in split_of_ner_uk(corpora / "ner-uk")["train"]:
        yield name, next((corpora / "ner-uk/data").glob(f"*/{name}.txt")).read_text(encoding="utf-8")
    for path in sorted(corpora.glob("ud-uk-*/*train*.conllu")):
        yield path.name, "\n".join(" ".join(row[1] for row in rows) for rows in sentences(path))


def clean_texts(texts: Iterator[tuple[str, str]], corpora: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and lines of the texts that touch no held-out part; a line once."""
    known, seen = held_out(corpora), set[str]()
    for name, text in texts:
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("<")]
        if all(known.isdisjoint(runs(words_of(line))) for line in lines):
            yield name, [line for line in lines if line not in seen]
            seen.update(lines)
