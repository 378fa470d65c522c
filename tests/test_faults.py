"""Faults: runs that are killed, documents that kill, folders that cannot be written, input that changes."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from archive_of import story, write_archive
from poison import ready, refuse, slow, work

from pipeline import run as runs
from pipeline.errors import UsageError
from pipeline.export import read_issues, read_records
from pipeline.ingest import trace_of
from pipeline.run import shards
from pipeline.run.job import locked
from pipeline.run.parts import drop_leftovers, iter_parts, read_part, write_part
from pipeline.run.progress import progress_line
from pipeline.run.workers import Workers

ROOT = Path(__file__).parent.parent
COUNT = 24


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("архів")
    write_archive(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("results")
    assert runs.run(archive, out, workers=0).count == COUNT
    return results(out)


def results(out: Path) -> dict[str, bytes]:
    """Every file of a run but the manifest, which holds seconds; the parts too."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def start(archive: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pipeline.cli", "run", str(archive), str(out), "--workers", "2"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)


def wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the run has made the file, or has ended."""
    while not path.exists() and process.poll() is None:
        time.sleep(0.01)


@pytest.mark.parametrize("mark", [".state/job.json", "parts/000000/records.jsonl", "mentions.csv"])
def test_a_killed_run_goes_on_to_the_same_bytes(
    mark: str, archive: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    process = start(archive, tmp_path)
    wait_for(tmp_path / mark, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert runs.run(archive, tmp_path, workers=0).count == COUNT
    assert results(tmp_path) == undisturbed


def test_parts_that_are_done_are_not_made_again(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.line._finish", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.run(archive, tmp_path, workers=0)
    monkeypatch.undo()
    monkeypatch.setattr("pipeline.run.extraction.extract_batch", stop)
    runs.run(archive, tmp_path, workers=0)
    assert results(tmp_path) == undisturbed


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_many_small_parts_give_the_same_tables_as_one(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "RELEASES_PER_PART", 5)
    monkeypatch.setattr("pipeline.run.reading._UNITS_PER_PART", 3)
    runs.run(archive, tmp_path, workers=0)
    made = results(tmp_path)
    whole = {name: data for name, data in undisturbed.items() if not name.startswith("parts/")}
    assert {name: made[name] for name in whole} == whole


@pytest.fixture
def unfinished(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pipeline.run.line.make_parts", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.run(archive, tmp_path / "out", workers=0)
    monkeypatch.undo()
    return tmp_path / "out"


def test_an_unfinished_run_of_other_input_is_refused_and_may_be_started_anew(unfinished: Path, tmp_path: Path) -> None:
    write_archive(tmp_path / "інший", 2)
    with pytest.raises(UsageError, match=r"input has changed[\s\S]*--no-resume"):
        runs.run(tmp_path / "інший", unfinished, workers=0)
    assert runs.run(tmp_path / "інший", unfinished, workers=0, resume=False).count == 2


def test_an_unfinished_run_with_other_settings_is_refused(unfinished: Path, archive: Path) -> None:
    with pytest.raises(UsageError, match="--limit"):
        runs.run(archive, unfinished, workers=0, limit=3)


def test_an_update_extracts_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "in", 6)
    runs.run(tmp_path / "in", tmp_path / "out", workers=0)
    (tmp_path / "in" / "a.txt").write_text(story(77), encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(story(1), encoding="utf-8")
    seen: list[str] = []
    extract = runs.extraction.extract_batch
    monkeypatch.setattr(
        "pipeline.run.extraction.extract_batch",
        lambda pipe, releases: seen.extend(release.source for release in releases) or extract(pipe, releases),
    )
    runs.run(tmp_path / "in", tmp_path / "out", workers=0, update=True)
    assert seen == ["a.txt"]
    monkeypatch.undo()
    runs.run(tmp_path / "in", tmp_path / "fresh", workers=0)
    assert results(tmp_path / "out") == results(tmp_path / "fresh")
    records = {record.source: record for record in read_records(tmp_path / "out" / "records.jsonl")}
    assert records["b.txt"].also_at == ("dump.jsonl#1",)


def test_copies_are_listed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    long = " ".join(story(number).replace("\n", " ") for number in range(6))
    for name, text in {"a": long, "b": long, "c": f"{long} Оновлено.", "d": story(9) * 3}.items():
        (tmp_path / "in" / f"{name}.txt").write_text(f"Підсумки тижня\n\n{text}", encoding="utf-8")
    runs.ingest(tmp_path / "in", tmp_path / "out", workers=0)
    rows = [row.split(",") for row in (tmp_path / "out" / "duplicates.csv").read_text().replace('"', "").splitlines()]
    assert [(row[0], row[3], row[4]) for row in rows[1:]] == [("b.txt", "a.txt", "exact"), ("c.txt", "a.txt", "near")]


def test_results_inside_the_archive_are_refused(archive: Path) -> None:
    with pytest.raises(UsageError, match="inside"):
        runs.run(archive, archive / "out", workers=0)


def test_two_runs_at_once_do_not_write_into_one_folder(archive: Path, tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(UsageError, match="another run"):
        runs.run(archive, tmp_path, workers=0)


def test_a_folder_that_is_free_in_a_moment_is_waited_for(tmp_path: Path) -> None:
    with ExitStack() as killed_run, ThreadPoolExecutor() as threads:
        killed_run.enter_context(locked(tmp_path))
        asked = time.monotonic()
        threads.submit(lambda: (time.sleep(0.3), killed_run.close()))
        with locked(tmp_path):
            assert time.monotonic() - asked >= 0.3


# Disks


def test_a_folder_that_cannot_be_written_is_told(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"):
        runs.run(archive, tmp_path / "file" / "out", workers=0)


def in_namespace(script: str, *words: object) -> "subprocess.CompletedProcess[str]":
    """A shell script that may mount file systems of its own: nobody else sees them, and no rights are needed."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    return subprocess.run([*command, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT)


def test_a_full_disk_is_told_and_the_run_goes_on_later(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    done = in_namespace(
        """mount -t tmpfs -o size=200k tmpfs "$2"
        run() { "$3" -m pipeline.cli run "$1" "$2/out"; echo "exit $?"; }
        run "$1" "$2" "$4"
        mount -o remount,size=64m "$2"
        run "$1" "$2" "$4"
        cp -r "$2/out" "$3" """,
        archive, disk, kept, sys.executable,
    )  # fmt: skip
    assert done.stdout.split() == ["exit", "2", "exit", "3"], done.stderr
    assert "No space left on device" in done.stderr
    assert "same command again" in done.stderr
    assert "Traceback" not in done.stderr
    assert results(kept) == undisturbed


def test_a_read_only_folder_is_told(archive: Path, tmp_path: Path) -> None:
    done = in_namespace(
        """mount -t tmpfs -o ro tmpfs "$2"; "$3" -m pipeline.cli run "$1" "$2/out"; echo "exit $?" """,
        archive, tmp_path, sys.executable,
    )  # fmt: skip
    assert done.stdout.split() == ["exit", "2"], done.stderr
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr


# Workers


LINGERING = """
import sys
from poison import linger
from pipeline.run.workers import Workers
if __name__ == "__main__":
    with Workers(1, 600) as pool:
        list(pool.map(linger, iter([[sys.argv[1]]]), None))
"""


def test_a_killed_run_leaves_no_worker_behind(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(LINGERING)
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests")))
    process = subprocess.Popen(
        [sys.executable, tmp_path / "run.py", tmp_path / "number"], env={**os.environ, "PYTHONPATH": paths}
    )
    wait_for(tmp_path / "number", process)
    process.kill()
    process.wait()
    worker, patience = int((tmp_path / "number").read_text()), 300
    while is_running(worker) and (patience := patience - 1):
        time.sleep(0.1)
    assert not is_running(worker)


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_document_that_kills_or_hangs_its_worker_is_given_up_alone() -> None:
    batches = [["а", "вбивця", "б"], ["в"], ["г", "вічний"], ["ґ"]]
    with Workers(2, 1.0, ready) as pool:
        found = list(pool.map(work, iter(batches), lambda item, code, message: f"{item}: {code}"))
    assert found == [["А", "вбивця: crashed", "Б"], ["В"], ["Г", "вічний: timeout"], ["Ґ"]]


def test_getting_ready_is_no_time_of_a_document() -> None:
    with Workers(1, 1.0, slow) as pool:
        found = list(pool.map(work, iter([["а"]]), lambda item, code, message: f"{item}: {code}"))
    assert found == [["А"]]


def test_a_fault_of_the_set_up_ends_the_run() -> None:
    with Workers(1, seconds=30.0) as pool, pytest.raises(UsageError, match="хибні"):
        list(pool.map(refuse, iter([["а"]]), lambda item, code, message: code))


# Parts


def test_a_part_is_whole_or_not_there(tmp_path: Path) -> None:
    write_part(tmp_path, 0, {"a": [b"1", b"2"]}, {"n": 1})
    write_part(tmp_path, 1, {"a": [b"3"]}, {"n": 2})
    (tmp_path / ".000002.77").mkdir()
    drop_leftovers(tmp_path)
    assert [part.facts["n"] for part in iter_parts(tmp_path)] == [1, 2]
    (tmp_path / "000000" / "a").write_bytes(b"1")
    assert read_part(tmp_path, 0) is None
    assert list(iter_parts(tmp_path)) == []


def test_any_order_of_parts_is_made_again_from_the_first_bad_one(tmp_path: Path) -> None:
    order = list(range(6))
    random.Random(6).shuffle(order)
    for number in order:
        write_part(tmp_path, number, {"a": [b"x"]}, {"n": number})
    (tmp_path / "000003" / "part.json").write_text("{", encoding="utf-8")
    assert [part.facts["n"] for part in iter_parts(tmp_path)] == [0, 1, 2]


# Words


def test_progress_tells_rate_and_time_left() -> None:
    assert progress_line("records", 100, 1000, 300, 50.0) == "records: 400 of 1,000, 2.0/s, 5:00 left"
    assert progress_line("ingest", 100, None, 0, 50.0) == "ingest: 100, 2.0/s"


def test_the_same_fault_has_the_same_trace_and_another_has_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pipe: object, release: object) -> None:
        raise ValueError("зламано")

    write_archive(tmp_path / "in", 3)
    monkeypatch.setattr("pipeline.run.extraction.build_record", lambda doc: broken(doc, doc))
    outcome = runs.run(tmp_path / "in", tmp_path / "out", workers=0)
    issues = [issue for issue in read_issues(tmp_path / "out") if issue.code == "internal"]
    assert len(issues) == 3
    assert len({issue.trace for issue in issues}) == 1
    assert len(outcome.failures) == 4
    assert trace_of(ValueError()) != trace_of(KeyError())
