"""Speed and memory of whole runs: documents a second, what a second worker brings, and whether memory stays flat.

    python models/bench_archive.py --documents 600 --workers 1 2
    python models/bench_archive.py --documents 1000 10000 --workers 2

Releases of 300 words are put together from those of data/gold; each has a number of its own, so that none is a copy.
"""

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "data" / "gold"
WORDS = 300


def write_archive(path: Path, count: int, words: int = WORDS) -> None:
    """A JSONL file of ``count`` releases of so many words."""
    paragraphs = [p for file in sorted(GOLD.glob("*.txt")) for p in file.read_text(encoding="utf-8").split("\n\n")]
    endless = itertools.cycle(p for p in paragraphs if len(p.split()) > 12)
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            file.write(json.dumps({"text": release(number, endless, words)}, ensure_ascii=False) + "\n")


def release(number: int, paragraphs: Iterator[str], words: int) -> str:
    pieces = [f"Підсумки тижня: випуск № {number}"]
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
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}: {' '.join(command)}")
    stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["stages"]
    seconds = {name: float(facts["seconds"]) for name, facts in stages.items()}
    return {**seconds, "total": time.perf_counter() - started}, peak


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[600])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engine")
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {WORDS} words a release\n"
    )
    print("| documents | workers | documents/s | of it extraction | ingest s | extraction s | tables s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for count, workers in itertools.product(given.documents, given.workers):
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "dump.jsonl"
            write_archive(archive, count)
            seconds, peak = measure(archive, Path(folder) / "out", workers, given.engine)
        stages = " | ".join(f"{seconds[name]:.1f}" for name in ("ingest", "extract", "export"))
        rates = f"{count / seconds['total']:.1f} | {count / seconds['extract']:.1f}"
        print(f"| {count:,} | {workers} | {rates} | {stages} | {peak / 1e6:.0f} |", flush=True)


if __name__ == "__main__":
    main()
