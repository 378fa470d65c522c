"""Training files of entities: ``python models/stanza/ner_data.py CORPORA WORK``.

NER-UK 2.0 on spaCy's tokens, cut into sentences by the tokenizer that was trained before, as the engine will cut texts.
Some train sentences come a second time with surnames in capitals, as many releases have them.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import stanza
from spacy.tokens import Doc

from pipeline.encoder.annotate import Layout
from pipeline.stanza_engine.models import no_resources
from pipeline.stanza_engine.reading import sentences, written

sys.path.insert(0, str(Path(__file__).parent.parent / "sm"))

from corpora import CAPITALS_SHARE, read_brat, split_of_ner_uk, with_capital_surnames


def sentence_reader(work: Path) -> Any:
    """Stanza's pipeline with the tokenizer alone."""
    return stanza.Pipeline(
        "uk", processors="tokenize", package=None, download_method=None, verbose=False, use_gpu=False,
        allow_unknown_language=True, resources_filepath=no_resources(), tokenize_model_path=str(work / "tokenize.pt"),
    )  # fmt: skip


def bioes(doc: Doc, places: list[int]) -> list[dict[str, str]]:
    """Words of a sentence with their labels."""
    labels = [doc[i].ent_type_ for i in places]
    begins = [doc[i].ent_iob_ == "B" or i == places[0] or before != kind
              for i, kind, before in zip(places, labels, ["", *labels], strict=False)]  # fmt: skip
    out = []
    for number, (i, kind) in enumerate(zip(places, labels, strict=True)):
        last = number + 1 == len(places) or begins[number + 1]
        mark = ("S" if last else "B") if begins[number] else ("E" if last else "I")
        out.append({"text": written(doc[i].text), "ner": f"{mark}-{kind}" if kind else "O"})
    return out


def examples(reader: Any, docs: Iterator[Doc]) -> Iterator[list[dict[str, str]]]:
    """Labelled sentences of the documents."""
    for doc in docs:
        layout = Layout.of(doc, [token for token in doc if not token.is_space])
        for begin, stop in sentences(reader, doc, layout):
            yield bioes(doc, layout.places[begin:stop])


def documents(folder: Path, part: str) -> Iterator[Doc]:
    """Documents of a part; of train ones, some with surnames in capitals too."""
    nlp, chance = spacy.blank("uk"), random.Random(1)
    for name in split_of_ner_uk(folder)[part]:
        doc = read_brat(nlp, folder, name)
        yield doc
        if part == "train" and chance.random() < CAPITALS_SHARE:
            yield with_capital_surnames(doc)


def main(corpora: str, work: str) -> None:
    """Write ``ner-train.json`` and ``ner-dev.json``."""
    reader = sentence_reader(Path(work))
    for part in ("train", "dev"):
        found = list(examples(reader, documents(Path(corpora) / "ner-uk", part)))
        (Path(work) / f"ner-{part}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        print(f"{part}: {len(found):,} sentences, {sum(map(len, found)):,} words")


if __name__ == "__main__":
    main(*sys.argv[1:])
