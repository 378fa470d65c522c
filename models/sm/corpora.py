"""Makes the training files of the small model from NER-UK 2.0 and the two Ukrainian UD treebanks.

Usage: python models/sm/corpora.py CORPORA OUT. The test parts go to files of their own, used only by evaluate.py.
"""

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

DEV_DOCUMENTS = 30
WINDOW = 150
CAPITALS_SHARE = 0.15
SENTENCES_A_DOC = 5
_ENTITY = re.compile(r"T\d+\s+(\w+)\s+(\d+)(?: \d+;\d+)*\s+(\d+)")


def split_of_ner_uk(folder: Path) -> dict[str, list[str]]:
    """Document ids of the standard split; a development part is cut from train by document."""
    ids = (folder / "data/dev-test-split.txt").read_text(encoding="utf-8").split()
    at = ids.index("TEST")
    train, test = ids[1:at], ids[at + 1 :]
    random.Random(0).shuffle(train)
    return {"train": train[DEV_DOCUMENTS:], "dev": train[:DEV_DOCUMENTS], "test": test}


def read_brat(nlp: Language, folder: Path, name: str) -> Doc:
    """One NER-UK document on spaCy's tokens, the outermost of nested entities."""
    path = next((folder / "data").glob(f"*/{name}.txt"))
    doc = nlp.make_doc(path.read_bytes().decode("utf-8"))
    spans = []
    for line in path.with_suffix(".ann").read_text(encoding="utf-8").splitlines():
        match = _ENTITY.match(line)
        if match:
            label, start, end = match.groups()
            spans.append(doc.char_span(int(start), int(end), label=label, alignment_mode="expand"))
    doc.ents = filter_spans([span for span in spans if span is not None])
    return doc


def windows(doc: Doc) -> Iterator[Doc]:
    """Pieces of whole paragraphs, a bit more than WINDOW tokens each."""
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text and token.i - start > WINDOW and not token.ent_type_:
            yield doc[start : token.i + 1].as_doc()
            start = token.i + 1
    if start < len(doc):
        yield doc[start:].as_doc()


def with_capital_surnames(doc: Doc) -> Doc:
    """The same text with surnames in capitals, as many real releases have them."""
    last = {entity.end - 1 for entity in doc.ents if entity.label_ == "PERS"}
    copy = Doc(
        doc.vocab,
        words=[token.text.upper() if token.i in last else token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
    )
    copy.ents = [Span(copy, entity.start, entity.end, label=entity.label_) for entity in doc.ents]
    return copy


def write_ner(nlp: Language, folder: Path, out: Path) -> None:
    """`ner-{train,dev,test}.spacy`."""
    chance = random.Random(1)
    for part, names in split_of_ner_uk(folder).items():
        pieces = DocBin()
        for name in names:
            doc = read_brat(nlp, folder, name)
            for piece in windows(doc) if part == "train" else [doc]:
                pieces.add(piece)
                if part == "train" and chance.random() < CAPITALS_SHARE and any(e.label_ == "PERS" for e in piece.ents):
                    pieces.add(with_capital_surnames(piece))
        pieces.to_disk(out / f"ner-{part}.spacy")


def sentences(path: Path) -> Iterator[list[list[str]]]:
    """Sentences of a CoNLL-U file as rows of ten columns, without multiword and empty tokens."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        rows = [row for row in rows if row[0].isdigit()]
        if rows:
            yield rows


def to_doc(nlp: Language, group: list[list[list[str]]]) -> Doc:
    """Several sentences as one Doc with tags, features, lemmas, heads and sentence starts."""
    rows = [(row, len_before) for sentence, len_before in _offsets(group) for row in sentence]
    heads = [before + int(row[6]) - 1 if row[6] != "0" else i for i, (row, before) in enumerate(rows)]
    return Doc(
        nlp.vocab,
        words=[row[1] for row, _ in rows],
        spaces=["SpaceAfter=No" not in row[9] for row, _ in rows],
        pos=[row[3] for row, _ in rows],
        morphs=["" if row[5] == "_" else row[5] for row, _ in rows],
        lemmas=[row[2] for row, _ in rows],
        heads=heads,
        deps=["ROOT" if row[6] == "0" else row[7] for row, _ in rows],
        sent_starts=[row[0] == "1" for row, _ in rows],
    )


def _offsets(group: list[list[list[str]]]) -> Iterator[tuple[list[list[str]], int]]:
    before = 0
    for sentence in group:
        yield sentence, before
        before += len(sentence)


def write_syntax(nlp: Language, corpora: Path, out: Path) -> None:
    """`syntax-{train,dev,test}.spacy`; dev and test are those of UD Ukrainian-IU."""
    iu, parlament = corpora / "ud-uk-iu", corpora / "ud-uk-parlamint"
    parts = {
        "train": [iu / "uk_iu-ud-train.rebuilt.conllu", parlament / "uk_parlamint-ud-train.rebuilt.conllu"],
        "dev": [iu / "uk_iu-ud-dev.conllu"],
        "test": [iu / "uk_iu-ud-test.conllu"],
        "test-parlamint": [parlament / "uk_parlamint-ud-test.conllu"],
    }
    for part, paths in parts.items():
        docs = DocBin(attrs=["ORTH", "SPACY", "POS", "TAG", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START"])
        for path in paths:
            found = list(sentences(path))
            for i in range(0, len(found), SENTENCES_A_DOC):
                docs.add(to_doc(nlp, found[i : i + SENTENCES_A_DOC]))
        docs.to_disk(out / f"syntax-{part}.spacy")


def main(corpora: str, out: str) -> None:
    """Write all training files."""
    folder, target = Path(corpora), Path(out)
    if not (folder / "ner-uk").is_dir():
        sys.exit(f"{folder} has no ner-uk/: get NER-UK 2.0 (github.com/lang-uk/ner-uk) and the UD treebanks first")
    target.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank("uk")
    write_ner(nlp, folder / "ner-uk", target)
    write_syntax(nlp, folder, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
