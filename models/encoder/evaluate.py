"""Figures of a shipped model on the test parts, as Markdown.

``python models/encoder/evaluate.py MODEL CORPORA [PART]``

Entities over whole NER-UK 2.0 documents; tags and syntax on gold tokens of the treebanks, texts of one sentence, of
five, and of five whose sentences are given; words a second on one core over the same documents. ``PART`` is ``test``
(default) or ``dev``.
"""

import resource
import sys
import time
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "sm"))

from corpora import read_brat, sentences, split_of_ner_uk, to_doc
from figures import SYNTAX, f1_table, syntax_figures

import pipeline.nlp  # noqa: F401  registers the engines
from pipeline.document import ner_uk_label


def entity_scores(nlp: Language, corpora: Path, part: str) -> tuple[dict[str, dict[str, float]], float]:
    """Strict figures a type over whole documents, and words a second."""
    gold = [read_brat(nlp, corpora / "ner-uk", name) for name in split_of_ner_uk(corpora / "ner-uk")[part]]
    nlp(gold[0].text)
    started = time.perf_counter()
    found = list(nlp.pipe(doc.text for doc in gold))
    seconds = time.perf_counter() - started
    table = f1_table((_spans(p), _spans(g)) for p, g in zip(found, gold, strict=True))
    return table, sum(not token.is_space for doc in gold for token in doc) / seconds


def _spans(doc: Doc) -> set[tuple[int, int, str]]:
    return {(entity.start, entity.end, ner_uk_label(entity.label_)) for entity in doc.ents}


def syntax_scores(nlp: Language, path: Path, group: int, *, given: bool = False) -> dict[str, float]:
    """Tags, lemmas and trees on gold tokens; with more than one sentence a Doc, sentence F1 too.

    ``given``: the sentences of the treebank are known too.
    """
    rows = list(sentences(path))
    gold = [to_doc(nlp, rows[i : i + group]) for i in range(0, len(rows), group)]
    bare = [_bare(doc, given=given) for doc in gold]
    examples = [Example(p, g) for p, g in zip(nlp.pipe(bare), gold, strict=True)]
    return syntax_figures(examples)


def _bare(doc: Doc, *, given: bool) -> Doc:
    """The tokens of a Doc alone, with the sentences if they are given."""
    starts = [token.is_sent_start for token in doc] if given else None
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=spaces, sent_starts=starts)


def print_entities(nlp: Language, corpora: Path, part: str) -> None:
    """The table of entities, and the speed."""
    table, speed = entity_scores(nlp, corpora, part)
    print("| class | P | R | F1 |\n|---|---|---|---|")
    for name, one in table.items():
        print(f"| {name} | {one['p']:.3f} | {one['r']:.3f} | {one['f']:.3f} |")
    print(f"\n{speed:,.0f} words/s")


def print_syntax(nlp: Language, path: Path, group: int, *, given: bool) -> None:
    """The table of a treebank."""
    scores = syntax_scores(nlp, path, group, given=given)
    how = ", sentences given" if given else ""
    print(f"\n{path.stem}, {group} sentence(s) a text{how}\n\n| UPOS | FEATS | lemma | UAS | LAS | sentence F1 |")
    print("|---|---|---|---|---|---|")
    print("| " + " | ".join(f"{scores[key]:.3f}" for key in SYNTAX) + " |")


def main(model: str, corpora: str, part: str = "test") -> None:
    """Print all tables."""
    started = time.perf_counter()
    nlp = spacy.load(model)
    loading = time.perf_counter() - started
    folder = Path(corpora)
    print_entities(nlp, folder, part)
    print(f"load {loading:.2f} s, peak RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for path in (
        folder / f"ud-uk-iu/uk_iu-ud-{part}.conllu",
        folder / f"ud-uk-parlamint/uk_parlamint-ud-{part}.conllu",
    ):
        for group, given in ((1, False), (5, False), (5, True)):
            print_syntax(nlp, path, group, given=given)


if __name__ == "__main__":
    main(*sys.argv[1:])
