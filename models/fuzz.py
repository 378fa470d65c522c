"""Bad inputs through a run, changed ones through ingest, made-up texts through the line: nothing is lost or raised.

    python models/fuzz.py --runs 20000 --texts 1000

hypothesis makes its own inputs; atheris follows the branches of the code that an input reached. Half of the runs each.
Exit code 1 when an input gave no release and no issue, an issue that is a fault of ours, or a span that is not there.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
SUFFIXES = (
    "txt", "html", "docx", "odt", "rtf", "pdf", "eml", "rss", "csv", "jsonl", "parquet", "mbox", "warc", "zip", "tar",
    "gz", "xz", "zst",
)  # fmt: skip
_LARGEST_SEED = 5000
_LONGEST_TEXT = 2000


def check_file(suffix: str, data: bytes) -> None:
    """A file ends as releases and issues, none of them a fault of ours."""
    from pipeline.ingest import iter_releases
    from pipeline.schema import Issue

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / f"a.{suffix}"
        path.write_bytes(data)
        found = list(iter_releases(path))
        assert [each.name for each in Path(folder).iterdir()] == [path.name], "something was written"
    assert found, f"lost: {suffix}"
    faults = [item for item in found if isinstance(item, Issue) and item.code == "internal"]
    assert not faults, faults


def check_text(text: str) -> None:
    """A text ends as a record whose spans are all in it, or as an issue of ingest."""
    from grounding import assert_grounded

    from pipeline.errors import ReleaseError
    from pipeline.ingest import read_release
    from pipeline.run.extraction import extract_batch

    try:
        release = read_release(text.encode("utf-8", "surrogatepass"), "a.txt")
    except ReleaseError:
        return
    ((record, issue),) = extract_batch(_pipe(), [release.model_copy(update={"language": "uk"})])
    assert issue is None, issue
    assert_grounded(record)


@cache
def _pipe() -> object:
    from pipeline import nlp

    return nlp.load()


def seeds() -> list[tuple[str, bytes]]:
    """Suffix and bytes of the small files of the bad corpus, each whole before it is changed."""
    import hostile_inputs

    named = ((name.rpartition(".")[2], data) for name, data in hostile_inputs.ALL.items())
    return [(suffix, data) for suffix, data in named if suffix in SUFFIXES and 0 < len(data) <= _LARGEST_SEED]


def stories() -> list[str]:
    """Paragraphs of data/gold."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "gold").glob("*.txt")))
    return [paragraph for text in texts for paragraph in text.split("\n\n")]


def bad_corpus() -> tuple[int, list[str]]:
    """Number of bad inputs put through a whole run with two workers, and those of which nothing came."""
    import hostile_inputs

    from pipeline import run as runs
    from pipeline.export import read_issues, read_models
    from pipeline.schema import PressRelease

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in", Path(folder) / "out"
        hostile_inputs.write_corpus(source, hostile_inputs.ALL)
        inputs = {*hostile_inputs.ALL, *hostile_inputs.add_special_files(source)}
        runs.run(source, out, workers=2)
        found = {issue.source for issue in read_issues(out)}
        for release in read_models(out / "releases.jsonl", PressRelease):
            found |= {release.source, *release.also_at}
        assert {path.name for path in Path(folder).iterdir()} == {"in", "out"}, "something was written outside"
    return len(inputs), sorted(inputs - {each.split("!")[0].split("#")[0] for each in found})


def by_hypothesis(what: str, runs: int) -> int:
    """Runs made; an input that fails is printed by the library and raised."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    done = 0
    changes = st.lists(st.tuples(st.integers(0, _LARGEST_SEED), st.binary(max_size=8)), max_size=8)
    ugly = st.sampled_from(["«", "»", "(", "\n", "\n- ", ". ", ", ", " та ", "№ 5", "01.02.2024", "\u202e", "–", "А"])
    pieces = st.one_of(st.sampled_from(stories()), ugly, st.text(max_size=20))

    @settings(max_examples=runs, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(SUFFIXES), st.sampled_from(seeds()), changes)
    def files(suffix: str, seed: tuple[str, bytes], edits: list[tuple[int, bytes]]) -> None:
        nonlocal done
        done += 1
        data = bytearray(seed[1])
        for place, piece in edits:
            data[place % len(data) : place % len(data) + len(piece)] = piece
        check_file(seed[0] if done % 4 else suffix, bytes(data))

    @settings(max_examples=runs, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(pieces, max_size=12))
    def texts(parts: list[str]) -> None:
        nonlocal done
        done += 1
        check_text("".join(parts)[:_LONGEST_TEXT])

    (files if what == "files" else texts)()
    return done


def by_atheris(what: str, runs: int) -> int:
    """Runs made by another process, for the library ends the one it is in."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(_corpus(what)):
            (corpus / str(number)).write_bytes(data)
        command = [sys.executable, __file__, "--inside", what, "--", f"-atheris_runs={runs}", "-timeout=60"]
        done = subprocess.run(
            [*command, "-rss_limit_mb=4096", f"-artifact_prefix={folder}/", str(corpus)], capture_output=True, text=True
        )
    output = done.stdout + done.stderr
    counts = re.findall(r"^Done (\d+) (?:runs )?in", output, re.MULTILINE)
    # It ends its process hard, sometimes with a code of its own: what tells a failure is what it prints.
    if not counts or "ERROR: libFuzzer" in output or "Uncaught Python exception" in output:
        raise SystemExit(f"{output[-4000:]}\nexit code {done.returncode}")
    return int(counts[-1])


def _corpus(what: str) -> list[bytes]:
    if what == "files":
        return [bytes([SUFFIXES.index(suffix)]) + data for suffix, data in seeds()]
    return [story.encode()[:_LONGEST_TEXT] for story in stories()]


def inside(what: str, words: list[str]) -> None:
    """The process of atheris: never returns."""
    import atheris

    with atheris.instrument_imports(include=["pipeline.ingest" if what == "files" else "pipeline"]):
        import pipeline.ingest
        import pipeline.run  # noqa: F401

    def files(data: bytes) -> None:
        if data:
            check_file(SUFFIXES[data[0] % len(SUFFIXES)], data[1:])

    def texts(data: bytes) -> None:
        check_text(data[:_LONGEST_TEXT].decode("utf-8", "replace"))

    target: Callable[[bytes], None] = files if what == "files" else texts
    atheris.Setup([sys.argv[0], *words], target)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20_000, help="files")
    parser.add_argument("--texts", type=int, default=1_000, help="texts through the whole line")
    parser.add_argument("--write", type=Path, help="page whose section `fuzz` is written")
    parser.add_argument("--inside", choices=["files", "texts"], help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.inside, given.words)
    from figures import machine, write_section

    command = " ".join(["python models/fuzz.py", *sys.argv[1:]])
    lines = [f"`{command}`, {machine()}:", "", "| through | made by | runs | failures |", "|---|---|---|---|"]
    tried, lost = bad_corpus()
    lines.append(f"| a whole run | `tests/hostile_inputs.py` | {tried:,} | {len(lost)} |")
    print(lines[-1], *lost, flush=True)
    for what, wanted in (("files", given.runs), ("texts", given.texts)):
        for name, run in (("hypothesis", by_hypothesis), ("atheris", by_atheris)):
            done = run(what, wanted // 2)
            stage = "ingest" if what == "files" else "the whole line"
            lines.append(f"| {stage} | {name} | {done:,} | 0 |")
            print(lines[-1], flush=True)
    if given.write:
        write_section(given.write, "fuzz", lines)
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
