"""Training files of the Stanza models: ``python models/stanza/data.py CORPORA OUT``.

Treebanks with one kind of apostrophe and without XPOS (the rebuilt train files have none), raw text with the places of
tokens and sentences for the tokenizer, and raw text for the word vectors. No text shares eight words in a row with a
test or development part.
"""

import io
import random
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "sm"))
sys.path.insert(0, str(Path(__file__).parent.parent))

from corpora import sentences
from raw_texts import brown_texts, clean_texts, plain, train_texts, words_of

# Press and reports by the letters of the Brown corpus: A reportage, B editorials, C reviews, D religion, E skills.
SILVER_KINDS = ("A_", "B_", "E_")
Rows = list[list[str]]


def treebank(paths: Iterable[Path]) -> list[Rows]:
    """Sentences of treebanks as they are trained on."""
    return [[_row(row) for row in rows] for path in paths for rows in sentences(path)]


def _row(row: list[str]) -> list[str]:
    space = "SpaceAfter=No" if "SpaceAfter=No" in row[9] else "_"
    return [row[0], plain(row[1]), plain(row[2]), row[3], "_", row[5], row[6], row[7], "_", space]


def conllu(found: Iterable[Rows]) -> str:
    """Sentences as CoNLL-U."""
    return "".join("\n".join("\t".join(row) for row in rows) + "\n\n" for rows in found)


def paragraphs(found: Iterable[Rows], chance: random.Random) -> str:
    """Text of sentences, one to eight a paragraph; Stanza's own tool finds the places of tokens in it."""
    out = io.StringIO()
    left = chance.randint(1, 8)
    for rows in found:
        out.write("".join(row[1] + ("" if row[9] == "SpaceAfter=No" else " ") for row in rows).strip())
        left -= 1
        out.write(" " if left else "\n\n")
        left = left or chance.randint(1, 8)
    return out.getvalue().strip() + "\n"


def write_raw(corpora: Path, target: Path) -> None:
    """``raw.txt``: words of all texts in lower case. ``silver.txt``: press and popular science as it is written."""
    count = 0
    with (target / "raw.txt").open("w", encoding="utf-8") as raw, (target / "silver.txt").open("w") as silver:
        for name, lines in clean_texts(chain(brown_texts(corpora), train_texts(corpora)), corpora):
            for line in lines:
                words = words_of(line)
                count += len(words)
                raw.write(" ".join(words) + "\n")
                if name.startswith(SILVER_KINDS):
                    silver.write(plain(line) + "\n")
    print(f"{count:,} words of raw text")


def main(corpora: str, out: str) -> None:
    """Write all files."""
    from stanza.utils.datasets import prepare_tokenizer_data

    folder, target = Path(corpora), Path(out)
    if not (folder / "ud-uk-iu").is_dir():
        sys.exit(f"{folder} has no ud-uk-iu/: get the UD treebanks of Ukrainian, NER-UK 2.0 and bruk first")
    target.mkdir(parents=True, exist_ok=True)
    parts = {
        "train": sorted(folder.glob("ud-uk-*/*train*.conllu")),
        "dev": [folder / "ud-uk-iu/uk_iu-ud-dev.conllu"],
        "test": [folder / "ud-uk-iu/uk_iu-ud-test.conllu"],
    }
    for part, paths in parts.items():
        found = treebank(paths)
        (target / f"{part}.conllu").write_text(conllu(found), encoding="utf-8")
        (target / f"{part}.txt").write_text(paragraphs(found, random.Random(0)), encoding="utf-8")
        prepare_tokenizer_data.main(
            [*(str(target / f"{part}.{kind}") for kind in ("txt", "conllu")), "-o", str(target / f"{part}.toklabels"),
             "-m", str(target / f"{part}.mwt.json")]
        )  # fmt: skip
    write_raw(folder, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
