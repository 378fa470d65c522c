"""The folder of results: its files, what a run leaves in it, and the guard against overwriting."""

import hashlib
import json
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.export import read_issues, write_issues, write_text
from pipeline.ingest.places import is_url
from pipeline.schema import SCHEMA_VERSION, Issue, Stage

RELEASES, DOCS, LINKED, RECORDS = "releases.jsonl", "docs.spacy", "relations.spacy", "records.jsonl"
MANIFEST, ISSUES = "manifest.json", "issues.csv"
_LIBRARIES = ("spacy", "pymorphy3", "pymorphy3-dicts-uk", "shevchenko", "pandas", "pyarrow", "pydantic", "trafilatura")
# Issues of sources that were left alone on purpose; all others are failures.
_NOT_FAILURES = {"format", "language"}


@dataclass(frozen=True)
class Outcome:
    """What a stage did: the number of releases that came out of it, and the issues it met."""

    count: int
    issues: tuple[Issue, ...] = ()

    @property
    def failures(self) -> tuple[Issue, ...]:
        """Issues of releases that should have been processed and were not."""
        return tuple(issue for issue in self.issues if issue.code not in _NOT_FAILURES)


def refuse_overwrite(out: Path, names: Iterable[str], *, force: bool) -> None:
    """Raise UsageError when one of the files is there already, unless ``force``."""
    there = [name for name in names if (out / name).exists()]
    if there and not force:
        raise UsageError(f"{out} already has {', '.join(there)}", "choose another folder, or add --force to replace")


def refuse_inside(source: Path | str, out: Path) -> None:
    """Raise UsageError when the results would lie in the archive: the next run would read them."""
    if is_url(source):
        return
    source = Path(source)
    if out.resolve() == source.resolve() or source.resolve() in out.resolve().parents:
        raise UsageError(f"{out} lies inside {source}", "choose a folder for the results outside the archive")


def require(path: Path, command: str) -> Path:
    """The path, when the file is there; raises UsageError naming the command that makes it."""
    if not path.is_file():
        raise UsageError(f"{path}: no such file", f"run `vytiah {command}` first")
    return path


def update_issues(out: Path, stages: Sequence[str], issues: Iterable[Issue], *, excel: bool = False) -> None:
    """Replace the rows of these stages in ``issues.csv``; rows of other stages stay."""
    kept = [issue for issue in read_issues(out) if issue.stage not in stages] if (out / ISSUES).is_file() else []
    write_issues([*kept, *issues], out, excel=excel)


def read_issues_of(out: Path, stage: Stage) -> list[Issue]:
    """The rows of one stage in ``issues.csv``."""
    return [issue for issue in read_issues(out) if issue.stage == stage]


def since(started: float) -> float:
    """Seconds since a moment of ``time.perf_counter``, for the manifest."""
    return round(time.perf_counter() - started, 2)


def update_manifest(out: Path, stage: str, facts: dict[str, Any]) -> None:
    """Write what a stage did into ``manifest.json``, beside the versions and the checksums of the results.

    Nothing in it but ``seconds`` depends on the machine's speed; no other file holds a time.
    """
    path = out / MANIFEST
    before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "versions": {"python": platform.python_version(), "vytiah": version("vytiah"), **library_versions()},
        "stages": {**before.get("stages", {}), stage: facts},
        "files": {file.name: checksum(file) for file in sorted(out.iterdir()) if _is_result(file)},
    }
    write_text(path, [json.dumps(manifest, ensure_ascii=False, indent=2), "\n"])


def _is_result(path: Path) -> bool:
    return path.is_file() and path.name not in {MANIFEST, "README.md"} and not path.name.startswith(".")


def library_versions() -> dict[str, str]:
    """Versions of the libraries that results depend on."""
    return {name: version(name) for name in _LIBRARIES}


def checksum(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
