"""Speed, scaling and memory of whole runs: documents a second, what a second worker brings, whether memory stays flat.

    python models/bench_archive.py --engine sm --workers 1 2
    python models/bench_archive.py --documents 300 --memory-documents 0

Speed is that of releases of 300 words, memory that of many short ones. They are put together from those of data/gold,
over and over; each has a number and a person of its own, so that none is a copy that need not be extracted, and each
has a name that was not declined before.
"""

import argparse
import csv
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from figures import machine, write_section

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "data" / "gold"
GIVEN_NAMES = ROOT / "pipeline" / "lexicons" / "given_names.csv"
WORDS = 300
# Counting the pages of a process takes it some milliseconds.
SECONDS_BETWEEN_SAMPLES = 2.0
# Made-up surnames: a beginning, a middle and an end give some ten thousand, with the given names millions of people.
SYLLABLES = (
    ("Бар", "Вел", "Гор", "Дер", "Жур", "Зал", "Кар", "Лаз", "Мар", "Нес", "Пал", "Рад", "Сав", "Тур", "Хар", "Чер"),
    ("аб", "ав", "ад", "аз", "ал", "ан", "ап", "ар", "ас", "ат", "ив", "ил", "ин", "ис", "иш", "об", "ов", "ор", "ук"),
    ("енко", "ченко", "чук", "ко", "ський", "ич", "ець", "ак", "инський", "ура"),
)  # fmt: skip


def write_archive(path: Path, count: int, words: int = WORDS) -> None:
    """A JSONL file of ``count`` releases of so many words."""
    paragraphs = [p for file in sorted(GOLD.glob("*.txt")) for p in file.read_text(encoding="utf-8").split("\n\n")]
    endless = itertools.cycle(p for p in paragraphs if len(p.split()) > 12)
    people = people_of(GIVEN_NAMES)
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            text = release(number, next(people), endless, words)
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


def people_of(names: Path) -> Iterator[str]:
    """Names of men, each once: given names that press uses with made-up surnames, in an order that mixes both."""
    with names.open(encoding="utf-8", newline="") as file:
        given = [row["name"] for row in csv.DictReader(file) if row["gender"] == "m"]
    families = ["".join(syllables) for syllables in itertools.product(*SYLLABLES)]
    random.Random(len(families)).shuffle(families)
    for turn in itertools.count():
        yield from (f"{given[(n + turn) % len(given)]} {family}" for n, family in enumerate(families))


def release(number: int, person: str, paragraphs: Iterator[str], words: int) -> str:
    pieces = [f"Підсумки тижня: випуск № {number}", f"Засідання провів {person}."]
    while (missing := words - sum(len(piece.split()) for piece in pieces)) > 0:
        pieces.append(" ".join(next(paragraphs).split(" ")[: max(missing, 12)]))
    return "\n\n".join(pieces)


def measure(archive: Path, out: Path, workers: int, engine: str | None) -> tuple[dict[str, float], int]:
    """Seconds of each stage from the manifest with ``total``, and the peak of memory of all processes in bytes."""
    command = [sys.executable, "-m", "pipeline.cli", "run", str(archive), str(out), "--workers", str(workers)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, *(["--engine", engine] if engine else [])], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    peak = 0
    while not _ended(process):
        peak = max(peak, memory(process.pid))
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}: {' '.join(command)}")
    stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["stages"]
    seconds = {name: float(facts["seconds"]) for name, facts in stages.items()}
    return {**seconds, "total": time.perf_counter() - started}, peak


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(SECONDS_BETWEEN_SAMPLES)
    except subprocess.TimeoutExpired:
        return False
    return True


def memory(root: int) -> int:
    """Bytes that a process and its children hold for themselves (PSS: shared pages are counted in parts)."""
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            waiting += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


@dataclass(frozen=True)
class Measured:
    """One run: how many releases of how many words, by what, how long and how large."""

    engine: str
    count: int
    words: int
    workers: int
    seconds: dict[str, float]
    peak: int

    @property
    def rate(self) -> float:
        """Documents a second of the whole run, start and tables included."""
        return self.count / self.seconds["total"]

    def row(self) -> str:
        """A row of the table of figures."""
        stages = " | ".join(f"{self.seconds[name]:.0f}" for name in ("ingest", "extract", "export"))
        rates = f"{self.rate:.1f} | {self.count / self.seconds['extract']:.1f}"
        return (
            f"| {self.engine} | {self.count:,} | {self.words} | {self.workers} | {rates} | {stages} "
            f"| {self.peak / 1e6:.0f} |"
        )


HEAD = (
    "| engine | documents | words each | workers | documents/s | of it extraction | ingest s | extraction s | tables s "
    "| peak MB |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def measure_run(engine: str, count: int, words: int, workers: int) -> Measured:
    """Make an archive, run it, and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "dump.jsonl"
        write_archive(archive, count, words)
        measured = Measured(engine, count, words, workers, *measure(archive, Path(folder) / "out", workers, engine))
    print(measured.row(), flush=True)
    return measured


def scaling(runs: list[Measured]) -> Iterator[str]:
    """What more workers bring to each engine, and what a million releases cost."""
    for engine in dict.fromkeys(run.engine for run in runs):
        mine = [run for run in runs if run.engine == engine]
        one, most = min(mine, key=lambda run: run.workers), max(mine, key=lambda run: run.workers)
        hours = 1_000_000 / one.rate / 3600 * one.workers
        yield f"- `{engine}`: a million releases of {one.words} words cost {hours:.0f} core-hours."
        if one is not most:
            yield f"- `{engine}`: {most.workers} workers do {most.rate / one.rate:.2f} times the work of {one.workers}."


def command() -> str:
    """What was typed."""
    return " ".join(["python models/bench_archive.py", *sys.argv[1:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", nargs="+", help="engines (all whose models are there)")
    parser.add_argument("--documents", type=int, default=2000, help="releases of 300 words for the speed, 0: none")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--memory-documents", type=int, nargs="*", default=[1000, 100_000], help="0: none")
    parser.add_argument("--memory-words", type=int, default=20)
    parser.add_argument("--write", type=Path, help="page whose sections `speed` and `memory` are written")
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print("\n".join(HEAD), flush=True)
    engines = given.engine or installed_engines()
    if given.documents:
        speed = [measure_run(each, given.documents, WORDS, n) for each, n in itertools.product(engines, given.workers)]
        lines = [f"`{command()}`, {machine()}:", "", *HEAD, *(run.row() for run in speed), "", *scaling(speed)]
        write(given.write, "speed", lines)
    memory_runs = [
        measure_run(engines[-1], count, given.memory_words, max(given.workers))
        for count in given.memory_documents
        if count
    ]
    if len(memory_runs) > 1:
        ratio = memory_runs[-1].peak / memory_runs[0].peak
        lines = [f"`{command()}`, {machine()}:", "", *HEAD, *(run.row() for run in memory_runs), ""]
        counts = f"{memory_runs[-1].count:,} documents against {memory_runs[0].count:,}"
        write(given.write, "memory", [*lines, f"- Peak of memory of {counts}: {ratio:.2f} times."])


def installed_engines() -> list[str]:
    """Engines of the configuration whose models are there, the default first, `sm` last."""
    sys.path.insert(0, str(ROOT))
    from pipeline import nlp
    from pipeline.errors import ModelError

    found = []
    for name in nlp.engine_names():
        with suppress(ModelError):
            nlp.require(name)
            found.append(name)
    return sorted(found, key=lambda name: (name == "sm", name != nlp.engine_name(), name))


def write(page: Path | None, name: str, lines: list[str]) -> None:
    """Put the lines into the page, and on the terminal."""
    print("\n".join(lines), flush=True)
    if page is not None:
        write_section(page, name, lines)


if __name__ == "__main__":
    main()
