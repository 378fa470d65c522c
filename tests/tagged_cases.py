"""Sentences of ``tests/cases`` in the notation of ``pipeline/markup.py``, and what the pipeline reads from them."""

from pathlib import Path

from spacy.language import Language

from pipeline import document
from pipeline.markup import read_markup

Found = list[tuple[str, str]]


def read_cases(path: Path) -> list[str]:
    """Cases of a file, one a line; lines that begin with ``#`` are comments, ``⏎`` stands for a line end."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.replace(" ⏎", "\n") for line in lines if line.strip() and not line.startswith("#")]


def wanted(case: str) -> Found:
    """Marked phrases of a case with their keys."""
    text, marks = read_markup(case)
    return [(text[mark.start_char : mark.end_char], mark.key) for mark in marks]


def found(nlp: Language, case: str, kind: str) -> Found:
    """Phrases of the relations of one kind that the pipeline finds in the bare text; statuses of actions as keys."""
    text, _ = read_markup(case)
    relations = document.relations(nlp(text), kind)
    return [(text[r.start_char : r.end_char], r.value if kind == "action" else "") for r in relations]
