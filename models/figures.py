"""How entities and trees are counted, which machine was measured on, and the section of a page a command writes."""

import datetime
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Token
from spacy.training import Example

SYNTAX = ("pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")


def machine() -> str:
    """What was measured on: `x86_64, 2 cores (Intel Xeon …), 23 GB, Linux 6.1, Python 3.11.7, 2026-01-31`."""
    model = re.search(r"model name\s*:\s*(.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _text("/proc/meminfo"))
    size = f", {int(memory[1]) / 1e6:.0f} GB" if memory else ""
    cores = f"{os.cpu_count()} cores ({model[1].strip() if model else 'unknown'}){size}"
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{platform.machine()}, {cores}, {system}, Python {platform.python_version()}, {datetime.date.today()}"


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""


def write_section(page: Path, name: str, lines: Iterable[str]) -> None:
    """Put lines between the marks ``<!-- NAME -->`` and ``<!-- /NAME -->`` of a page, in place of what is there."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(start, 1)
    tail = rest.split(end, 1)[1]
    page.write_text("".join([head, start, "\n".join(lines), "\n", end, tail]), encoding="utf-8")


def f1_table(pairs: Iterable[tuple[set[Any], set[Any]]]) -> dict[str, dict[str, float]]:
    """Strict precision, recall and F1 a type and in all, of (predicted, gold) sets of one document each."""
    hits: Counter[str] = Counter()
    put, gold_count = Counter[str](), Counter[str]()
    for predicted, gold in pairs:
        for counter, spans in ((hits, predicted & gold), (put, predicted), (gold_count, gold)):
            counter.update(span[2] for span in spans)
            counter["micro"] += len(spans)
    return {
        name: {
            "p": hits[name] / max(1, put[name]),
            "r": hits[name] / max(1, gold_count[name]),
            "f": 2 * hits[name] / max(1, put[name] + gold_count[name]),
        }
        for name in sorted(gold_count)
    }


def syntax_figures(examples: Sequence[Example]) -> dict[str, float]:
    """The figures of ``SYNTAX`` for Docs on gold tokens.

    UAS and LAS are those of the CoNLL 2018 task, which published figures use: all words, punctuation too, and relations
    without their subtype (`flat:name` counts as `flat`).
    """
    return {
        **Scorer.score_token_attr(examples, "pos"),
        **Scorer.score_token_attr(examples, "morph"),
        **Scorer.score_token_attr(examples, "lemma"),
        **Scorer.score_deps(examples, "dep", getter=_universal_relation, ignore_labels=()),
        **Scorer.score_spans(examples, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"),
                             getter=lambda doc, _: doc.sents),
    }  # fmt: skip


def _universal_relation(token: Token, _: str) -> str:
    return token.dep_.lower().partition(":")[0]
