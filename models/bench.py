"""Speed and memory of engines, side by side: ``python models/bench.py [--rounds 5] [CONTENDER …]``.

Every contender is a process of its own on one core, warm, over the same committed releases; rounds go in turn, so that
a busy machine slows all alike. Seconds are those of the processor (the same as by the clock on an idle machine), the
median of the rounds. Ratios are to ``spacy``: an untrained pipeline of the shape of ``uk_core_news_sm``, lemmas by
pymorphy3. ``stanza`` is our engine, ``stanza-default`` an untrained pipeline of the default Ukrainian shape; both need
the extra ``stanza``, and the latter takes minutes to build.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

GOLD = Path("data/gold")
RAW = Path("data/raw")
CONTENDERS = ("spacy", "sm", "encoder", "stanza", "sm-line", "encoder-line", "stanza-line", "stanza-default")
REFERENCE = "spacy"
Work = Callable[[], object]


def sample_files() -> list[Path]:
    """The committed releases, the same text once."""
    files = {path.read_bytes(): path for path in [*sorted(GOLD.glob("*.txt")), *sorted(RAW.glob("*.txt"))]}
    return sorted(files.values())


def sample_texts() -> list[str]:
    """Normalised texts of the sample."""
    from pipeline.ingest import read_release

    return [read_release(path, source=path.name).text for path in sample_files()]


def build(contender: str) -> Work:
    """One pass over the sample by a contender that is loaded already."""
    if contender.endswith("-line"):
        return _line(contender.removesuffix("-line"))
    texts = sample_texts()
    if contender == "stanza-default":
        from bench_stanza import build_stanza

        reader = build_stanza(texts)
        return lambda: [reader(text) for text in texts]
    if contender == "spacy":
        from bench_spacy import build_spacy

        pipe: Callable[[Iterable[str]], Iterable[object]] = build_spacy().pipe
    else:
        from pipeline import nlp

        pipe = nlp.load(contender, rules=False).pipe
    return lambda: list(pipe(texts))


def _line(engine: str) -> Work:
    """Files to records."""
    from pipeline import nlp
    from pipeline.ingest import read_release
    from pipeline.records import build_record

    loaded = nlp.load(engine)
    return lambda: [build_record(nlp.analyze(loaded, read_release(path, source=path.name))) for path in sample_files()]


def serve(contender: str) -> None:
    """A worker: load, warm up, then a pass for each line of the standard input; the last line is the peak in MB."""
    work = build(contender)
    print(time.process_time(), flush=True)
    work()
    for _ in sys.stdin:
        begin = time.process_time()
        work()
        print(time.process_time() - begin, flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


def start(contender: str) -> "subprocess.Popen[str]":
    """The worker of a contender, on one core and one thread."""
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return subprocess.Popen(
        [sys.executable, __file__, "--serve", contender],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | threads,
    )  # fmt: skip


def read_number(worker: "subprocess.Popen[str]") -> float:
    """The next number that a worker prints."""
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise SystemExit("a contender failed, see above")
    return float(line)


def measure(contenders: Sequence[str], rounds: int) -> dict[str, tuple[float, float, float]]:
    """Seconds of a pass, peak MB and seconds of loading, a contender."""
    workers = {name: start(name) for name in contenders}
    loading = {name: read_number(worker) for name, worker in workers.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, worker in workers.items():
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
            seconds[name].append(read_number(worker))
    out = {}
    for name, worker in workers.items():
        assert worker.stdin is not None
        worker.stdin.close()
        out[name] = statistics.median(seconds[name]), read_number(worker), loading[name]
        worker.wait()
    return out


def count_words() -> int:
    """Tokens of the sample that are not blank, as spaCy cuts them."""
    import spacy

    tokenizer = spacy.blank("uk").tokenizer
    return sum(not token.is_space for text in sample_texts() for token in tokenizer(text))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contenders", nargs="*", metavar="CONTENDER", help=f"some of {', '.join(CONTENDERS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    found = measure(options.contenders or CONTENDERS, options.rounds)
    words = count_words()
    first = found.get(REFERENCE, next(iter(found.values())))[0]
    print(f"{len(sample_files())} releases, {words:,} words, one core, median of {options.rounds} rounds\n")
    print("| pipeline | speed, ratio | words/s | peak RSS, MB | start, s |\n|---|---|---|---|---|")
    for name, (seconds, peak, loading) in sorted(found.items(), key=lambda item: item[1][0]):
        print(f"| {name} | {first / seconds:.2f} | {words / seconds:,.0f} | {peak:.0f} | {loading:.1f} |")


if __name__ == "__main__":
    main()
