"""Scores and speed of the small model as Markdown: python models/sm/evaluate.py MODEL WORK.

WORK holds the files of corpora.py; only test parts are read. Syntax is measured on gold tokens.
"""

import sys
import time
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example

sys.path.insert(0, str(Path(__file__).parent.parent))

from figures import SYNTAX, syntax_figures

import pipeline.nlp  # noqa: F401  registers the component `line_breaks`


def examples(nlp: Language, path: Path) -> list[Example]:
    """Gold Docs beside the model's reading of the same tokens."""
    gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    bare = [Doc(nlp.vocab, words=[t.text for t in d], spaces=[bool(t.whitespace_) for t in d]) for d in gold]
    return [Example(p, g) for p, g in zip(nlp.pipe(bare), gold, strict=True)]


def print_entities(nlp: Language, path: Path) -> None:
    """Strict precision, recall and F1 a class and in all."""
    scores = Scorer.score_spans(examples(nlp, path), "ents")
    print("| class | P | R | F1 |\n|---|---|---|---|")
    for label, one in sorted(scores["ents_per_type"].items()):
        print(f"| {label} | {one['p']:.3f} | {one['r']:.3f} | {one['f']:.3f} |")
    print(f"| **micro** | {scores['ents_p']:.3f} | {scores['ents_r']:.3f} | **{scores['ents_f']:.3f}** |")


def print_syntax(nlp: Language, path: Path) -> None:
    """UPOS, features, lemma, UAS, LAS and sentence F1."""
    scores = syntax_figures(examples(nlp, path))
    print(f"\n{path.stem}\n\n| UPOS | FEATS | lemma | UAS | LAS | sentence F1 |\n|---|---|---|---|---|---|")
    print("| " + " | ".join(f"{scores[key]:.3f}" for key in SYNTAX) + " |")


def print_speed(nlp: Language, path: Path) -> None:
    """Words a second on one core, warm."""
    texts = [doc.text for doc in DocBin().from_disk(path).get_docs(nlp.vocab)]
    list(nlp.pipe(texts[:5]))
    started = time.perf_counter()
    words = sum(not token.is_space for doc in nlp.pipe(texts) for token in doc)
    print(f"\n{words / (time.perf_counter() - started):,.0f} words/s")


def main(model: str, work: str) -> None:
    """Print the tables of the card."""
    nlp = spacy.load(model)
    folder = Path(work)
    print_entities(nlp, folder / "ner-test.spacy")
    print_syntax(nlp, folder / "syntax-test.spacy")
    print_syntax(nlp, folder / "syntax-test-parlamint.spacy")
    print_speed(nlp, folder / "ner-test.spacy")


if __name__ == "__main__":
    main(*sys.argv[1:])
