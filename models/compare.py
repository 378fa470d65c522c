"""Engines side by side: ``python models/compare.py CORPORA [ENGINE …] [--write docs/engines.md]``.

Entities on the test split of NER-UK 2.0, tags and trees on gold tokens of the test parts of the treebanks, figures of
records over ``data/gold``, and what each engine costs. Without names: our engines, and every installed spaCy package of
Ukrainian. Entities of a package that knows fewer types are scored on what it has: the rest counts as missed.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from bench import count_words, measure
from figures import SYNTAX, machine, write_section

from pipeline import nlp
from pipeline.run import evaluate
from pipeline.scoring import total

sys.path.insert(0, str(Path(__file__).parent / "encoder"))

from evaluate import entity_scores, syntax_scores

GOLD = Path("data/gold")
ENGINES = ("sm", "encoder", "stanza")
TREEBANKS = {"UD Ukrainian-IU": "ud-uk-iu/uk_iu", "UD Ukrainian-ParlaMint": "ud-uk-parlamint/uk_parlamint"}
# One sentence a text for tags and trees; five in a row where sentences are to be found.
ALONE, IN_A_ROW = 1, 5
SYNTAX_NAMES = ("UPOS", "FEATS", "lemma", "UAS", "LAS", "sentence F1")
RECORD_FIGURES = (
    "person", "role", "affiliation", "participant_triple", "organization", "date", "event_type", "event_start",
    "event_place", "topic", "action", "action_status",
)  # fmt: skip
ROUNDS = 2


@dataclass
class Figures:
    """What one engine reached."""

    entities: dict[str, float]
    syntax: dict[str, list[float]]
    records: dict[str, float]


def engines() -> list[str]:
    """Our engines and the installed spaCy packages of Ukrainian."""
    packages = spacy.util.get_installed_models()
    return [*ENGINES, *(f"spacy:{name}" for name in sorted(packages) if name.startswith("uk_"))]


def figures_of(engine: str, corpora: Path) -> Figures:
    """All scores of an engine."""
    loaded = nlp.load(engine, rules=False)
    table, _ = entity_scores(loaded, corpora, "test")
    syntax = {}
    for name, stem in TREEBANKS.items():
        path = corpora / f"{stem}-ud-test.conllu"
        alone = syntax_scores(loaded, path, ALONE)
        syntax[name] = [alone[key] for key in SYNTAX[:-1]] + [syntax_scores(loaded, path, IN_A_ROW)[SYNTAX[-1]]]
    summed = total(report for _, report in evaluate(GOLD, engine))
    return Figures(
        {kind: one["f"] for kind, one in table.items()}, syntax, {name: summed.value(name) for name in RECORD_FIGURES}
    )


def size_of(engine: str) -> float:
    """Megabytes of the model on the disk."""
    kind, _, package = engine.partition(":")
    folder = Path(spacy.util.get_package_path(package)) if kind == "spacy" else nlp.model_folder(engine)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def rows(head: Sequence[str], body: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table in Markdown; numbers below 1 with three digits."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in body:
        yield "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |"


def costs(names: Sequence[str]) -> Iterator[str]:
    """Speed of the engine alone and of the whole line, start, memory and size."""
    found = measure([name for engine in names for name in (engine, f"{engine}-line")], ROUNDS)
    words = count_words()
    head = ("engine", "words/s", "words/s, whole line", "start, s", "peak RSS, MB", "model, MB")
    yield f"One core, median of {ROUNDS} rounds over {words:,} words of the committed releases (`models/bench.py`).\n"
    yield from rows(head, (
        (engine, f"{words / found[engine][0]:,.0f}", f"{words / found[engine + '-line'][0]:,.0f}",
         f"{found[engine][2]:.1f}", f"{found[engine + '-line'][1]:.0f}", f"{size_of(engine):.0f}")
        for engine in names
    ))  # fmt: skip


def page(names: Sequence[str], corpora: Path) -> Iterator[str]:
    """The tables."""
    yield f"Measured by `make compare` on {machine()}.\n\n### Cost\n"
    yield from costs(names)
    found = {engine: figures_of(engine, corpora) for engine in names}
    kinds = list(next(iter(found.values())).entities)
    yield "\n### Entities: NER-UK 2.0, test split, strict F1\n"
    yield from rows(("engine", *kinds), ((name, *one.entities.values()) for name, one in found.items()))
    for treebank in TREEBANKS:
        yield f"\n### Tags and trees: {treebank}, test part, gold tokens\n"
        yield from rows(("engine", *SYNTAX_NAMES), ((name, *one.syntax[treebank]) for name, one in found.items()))
    yield f"\n### Records: `{GOLD}`\n"
    heads = [name.replace("_", " ") for name in RECORD_FIGURES]
    yield from rows(("engine", *heads), ((name, *one.records.values()) for name, one in found.items()))


def main() -> None:
    """Print the tables, or write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("engines", nargs="*", metavar="ENGINE")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    names = options.engines or engines()
    for name in names:
        nlp.require(name)
    started = time.perf_counter()
    lines = list(page(names, options.corpora))
    if options.write:
        write_section(options.write, "compare", lines)
    else:
        print("\n".join(lines))
    print(f"{(time.perf_counter() - started) / 60:.1f} minutes", file=sys.stderr)


if __name__ == "__main__":
    main()
