"""Kill a run at random moments, go on each time, and compare what comes out with an undisturbed run, byte by byte.

    python models/kill_runs.py --documents 5000 --kills 25

Each run is killed at a random moment within the time that a part and a half take. Exit code 1 when a byte differs.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_archive import ROOT, write_archive
from figures import machine, write_section

from pipeline.run.shards import RELEASES_PER_PART


def start(archive: Path, out: Path, given: argparse.Namespace) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pipeline.cli", "run", str(archive), str(out)]
    command += ["--workers", str(given.workers), "--engine", given.engine]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)


def finish(process: "subprocess.Popen[bytes]") -> None:
    if process.wait() != 0:
        raise SystemExit(f"a run ended with {process.returncode}")


def kill(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Kill the run and its workers after some seconds; False when it was finished by then."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def results(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def kill_and_go_on(archive: Path, killed: Path, whole: Path, seconds: float, given: argparse.Namespace) -> None:
    """Kill runs into one folder until there were enough kills; one that comes through is compared, and begun again.

    The undisturbed run took so many ``seconds``. Moments reach a little beyond what a part takes, start included: some
    runs die before any part is done, others behind one.
    """
    chance = random.Random(given.seed)
    latest = 1.5 * seconds * min(1, RELEASES_PER_PART / given.documents) + 10
    done = 0
    while done < given.kills:
        after = chance.uniform(0.3, latest)
        if kill(start(archive, killed, given), after):
            done += 1
            parts = len(list((killed / "parts").glob("[0-9]*")))
            print(f"kill {done} after {after:.1f} s, {parts} parts done", flush=True)
        else:
            if results(killed) != results(whole):
                raise SystemExit("a run that was killed gave other bytes")
            shutil.rmtree(killed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--words", type=int, default=20)
    parser.add_argument("--engine", default="sm")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--write", type=Path, help="page whose section `kills` is written")
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder:
        archive, whole, killed = (Path(folder) / name for name in ("dump.jsonl", "whole", "killed"))
        write_archive(archive, given.documents, given.words)
        started = time.perf_counter()
        finish(start(archive, whole, given))
        seconds = time.perf_counter() - started
        print(f"{given.documents:,} documents, {given.workers} workers: {seconds:.0f} s undisturbed", flush=True)
        kill_and_go_on(archive, killed, whole, seconds, given)
        finish(start(archive, killed, given))
        differing = sorted({name for name, _ in set(results(whole).items()) ^ set(results(killed).items())})
    line = (
        f"{given.kills} kills of a run of {given.documents:,} documents of {given.words} words with {given.workers} "
        f"workers and the engine `{given.engine}`; "
        f"files that differ from an undisturbed run: {', '.join(differing) or 'none'}."
    )
    print(line)
    if given.write and not differing:
        write_section(given.write, "kills", [f"`make kill-runs`, {machine()}:", "", line])
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
