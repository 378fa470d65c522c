"""Where the line's time goes, by package: ``python models/profile_rooms.py [--engine encoder]``.

    python models/profile_rooms.py --engine sm --rules 60 --words 300

One warm pass over the committed releases under cProfile, in processor time. The time of a package counts from the
calls that enter it from outside to their return, so it holds that of the packages it calls (``relations`` asks
``names``); ``share`` is that time against the whole pass.

With ``--rules`` no profile, but milliseconds of each of our components and of the record, for so many releases of
``bench_archive.py`` whose Docs the engine has made before: cold is the first pass of a process, warm the quickest of
three more.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench import build
from bench_archive import write_archive
from spacy.tokens import Doc

from pipeline import document, nlp
from pipeline.ingest import iter_releases
from pipeline.records import build_record
from pipeline.schema import PressRelease

PACKAGE = Path(__file__).parent.parent / "pipeline"
Call = tuple[str, int, str]


def package_of(call: Call) -> str | None:
    """The package of ``pipeline/`` that a function stands in; null for libraries."""
    path = Path(call[0])
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") if path.is_relative_to(PACKAGE) else None


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """Seconds a package, of the calls that enter it, most first."""
    seconds: Counter[str] = Counter()
    for call, (_, _, _, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        package = package_of(call)
        if package is not None:
            seconds[package] += sum(edge[3] for caller, edge in callers.items() if package_of(caller) != package)
    return dict(seconds.most_common())


def time_rules(engine: str, count: int, words: int) -> None:
    """Print what our components cost a release, in processor time."""
    releases = releases_of_bench(count, words)
    pipe, engine_pipe = nlp.load(engine), nlp.load(engine, rules=False)
    stored = [engine_pipe(release.text).to_bytes() for release in releases]
    rooms = [room for room in pipe.pipeline if room[0] in nlp.settings()["rules"]["components"]]
    passes = []
    for _ in range(4):
        docs = [
            document.attach_release(Doc(pipe.vocab).from_bytes(data), release)
            for data, release in zip(stored, releases, strict=True)
        ]
        passes.append(time_rooms(docs, [*rooms, ("record", build_record)]))
    warm = min(passes[1:], key=lambda spent: sum(spent.values()))
    print("| room | cold, ms a release | warm, ms a release |\n|---|---|---|")
    for name in warm:
        print(f"| {name} | {passes[0][name] * 1000 / count:.1f} | {warm[name] * 1000 / count:.1f} |")
    print(f"| all | {sum(passes[0].values()) * 1000 / count:.1f} | {sum(warm.values()) * 1000 / count:.1f} |")


def releases_of_bench(count: int, words: int) -> list[PressRelease]:
    """Releases of ``bench_archive.py``, read as a run reads them."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "dump.jsonl"
        write_archive(archive, count, words)
        return [found for found in iter_releases(archive) if isinstance(found, PressRelease)]


def time_rooms(docs: list[Doc], rooms: list[tuple[str, Callable[[Doc], object]]]) -> dict[str, float]:
    """Seconds of each room for all Docs; one goes through all rooms before the next, as in a run."""
    spent: Counter[str] = Counter()
    for doc in docs:
        for name, room in rooms:
            started = time.process_time()
            room(doc)
            spent[name] += time.process_time() - started
    return dict(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default="encoder")
    parser.add_argument("--rules", type=int, metavar="RELEASES", help="time our components alone, for so many releases")
    parser.add_argument("--words", type=int, default=300, help="words of each of these releases")
    options = parser.parse_args()
    if options.rules:
        time_rules(options.engine, options.rules, options.words)
        return
    work = build(f"{options.engine}-line")
    work()
    profile = cProfile.Profile(time.process_time)
    started = time.process_time()
    profile.runcall(work)
    total = time.process_time() - started
    print(f"| package | seconds | share of {total:.1f} s |\n|---|---|---|")
    for package, seconds in shares(profile).items():
        print(f"| {package} | {seconds:.2f} | {seconds / total:.1%} |")


if __name__ == "__main__":
    main()
