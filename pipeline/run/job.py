"""The state of an unfinished run in OUT: what it is a run of, so that only the same one goes on with it."""

import errno
import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline import nlp
from pipeline.errors import UsageError
from pipeline.export import write_text
from pipeline.ingest.archive import find_inputs
from pipeline.run.folder import library_versions

STATE = ".state"
_JOB, _READ = "job.json", "releases-read"
_PACKAGE = Path(__file__).parent.parent
_TEMPORARY = re.compile(r"\..+\.\d+|\.signatures")
# Seconds to wait for a folder that another run holds.
_PATIENCE = 2.0
_NOT_WRITABLE = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EFBIG, errno.ENOTDIR)


@dataclass(frozen=True)
class Job:
    """What decides on the results: the input as it lies on disk, the settings, and the program with its models."""

    input: str
    columns: Mapping[str, str]
    limit: int | None
    engine: str
    program: str

    @classmethod
    def of(cls, source: Path | str, columns: Mapping[str, str], limit: int | None, engine: str | None) -> "Job":
        """The job of these settings. Raises UsageError when there is no such input."""
        return cls(_input_state(source), dict(columns), limit, nlp.engine_name(engine), program_state(engine))


def _input_state(source: Path | str) -> str:
    """Digest of the names, sizes and times of the files: it changes when any of them is changed."""
    digest = hashlib.sha256()
    for file in find_inputs(source):
        digest.update(f"{file.source!r} {file.state()}\n".encode())
    return digest.hexdigest()


@cache
def program_state(engine: str | None) -> str:
    """Digest of the program, its lexicons, its model and the libraries: it changes when results may."""
    digest = hashlib.sha256(json.dumps(library_versions(), sort_keys=True).encode())
    for path in sorted(path for path in _PACKAGE.rglob("*") if path.suffix in {".py", ".csv", ".j2"}):
        digest.update(path.read_bytes())
    digest.update((nlp.models_dir() / "pipeline.cfg").read_bytes())
    for line in _model_state(nlp.engine_name(engine)):
        digest.update(line.encode())
    return digest.hexdigest()


def _model_state(engine: str) -> Iterator[str]:
    """What tells one model from another: the version of a package, or names, sizes and settings of the files."""
    package = engine.removeprefix("spacy:")
    if package != engine:
        yield f"{package} {version(package)}"
        return
    folder = nlp.model_folder(engine)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n"
        if path.suffix in {".json", ".cfg"}:
            yield path.read_text(encoding="utf-8")


class State:
    """The folder ``OUT/.state`` of an unfinished run; ``resumed`` tells that one was there already."""

    def __init__(self, out: Path, *, resumed: bool) -> None:
        self.out = out
        self.folder = out / STATE
        self.resumed = resumed

    @property
    def releases_read(self) -> int | None:
        """Number of releases in ``releases.jsonl``; None when reading is not finished."""
        path = self.folder / _READ
        return int(path.read_text(encoding="utf-8")) if path.is_file() else None

    def finish_reading(self, releases: int) -> None:
        """Note that the archive is read, so that a resumed run need not read it again."""
        write_text(self.folder / _READ, [str(releases)])
        shutil.rmtree(self.folder / "read")

    def close(self) -> None:
        """The run is finished: nothing is left of its state. The file that makes it unfinished goes first."""
        (self.folder / _JOB).unlink(missing_ok=True)
        shutil.rmtree(self.folder)


def is_unfinished(out: Path) -> bool:
    """Does the folder hold a run that was stopped?"""
    return (out / STATE / _JOB).is_file()


def open_state(out: Path, job: Job, *, resume: bool) -> State:
    """The state to go on with, or a new one.

    Raises UsageError when the unfinished run in ``out`` is one of another input, other settings or another version.
    """
    folder = out / STATE
    drop_temporary_files(out)
    resumed = resume and is_unfinished(out)
    if resumed:
        before = json.loads((folder / _JOB).read_text(encoding="utf-8"))
        _require_same(out, before, json.loads(json.dumps(asdict(job))))
    else:
        shutil.rmtree(folder, ignore_errors=True)
        write_text(folder / _JOB, [json.dumps(asdict(job), ensure_ascii=False, indent=1), "\n"])
    return State(out, resumed=resumed)


def _require_same(out: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    names = {
        "input": "the input has changed since, or is another one",
        "columns": "it had another --map",
        "limit": "it had another --limit",
        "engine": f"its engine was {before.get('engine')!r}",
        "program": "the program, its model or a library has changed since",
    }
    for name, reason in names.items():
        if before.get(name) != now[name]:
            raise UsageError(
                f"{out} has an unfinished run that cannot be gone on with: {reason}",
                "give another folder, or --no-resume to start anew",
            )


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder for one run. Raises UsageError when another process holds it; a killed one lets it go.

    A child of a killed run may outlive it by a moment: there is some patience.
    """
    out.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(out, os.O_RDONLY)
    end = time.monotonic() + _PATIENCE
    try:
        while not _try_lock(descriptor):
            if time.monotonic() > end:
                raise UsageError(f"{out}: another run is writing to it", "wait for it, or give another folder")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def drop_temporary_files(out: Path) -> None:
    """Remove the files that a killed run had not finished: `.NAME.PROCESS`."""
    for path in out.glob(".*"):
        if path.is_file() and _TEMPORARY.fullmatch(path.name):
            path.unlink()


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Turn a full disk or a folder that may not be written into a UsageError that says how to go on."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        raise UsageError(
            f"{out} cannot be written: {error.strerror}",
            "make room or give it leave, then run the same command again: it goes on where it stopped",
        ) from error
