"""Parts of a run: numbered folders that appear whole, with the checksums of their files, or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FACTS = "part.json"


@dataclass(frozen=True)
class Part:
    """One finished part: its folder, and the facts that were written with it."""

    folder: Path
    facts: Mapping[str, Any]


def write_part(root: Path, number: int, files: Mapping[str, Iterable[bytes]], facts: Mapping[str, Any]) -> Part:
    """Write the files of part ``number`` under ``root``, then its facts and checksums; it replaces an older one."""
    folder = root / f"{number:06}"
    temporary = root / f".{folder.name}.{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    checksums = {name: _write_file(temporary / name, pieces) for name, pieces in files.items()}
    facts = {**facts, "files": checksums}
    _write_file(temporary / FACTS, [json.dumps(facts, ensure_ascii=False, indent=1).encode(), b"\n"])
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)
    return Part(folder, facts)


def _write_file(path: Path, pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def read_part(root: Path, number: int) -> Part | None:
    """Part ``number`` when it is there and its files are as they were written; None when it has to be made."""
    folder = root / f"{number:06}"
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        whole = all(_checksum(folder / name) == expected for name, expected in facts["files"].items())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Part(folder, facts) if whole else None


def iter_parts(root: Path) -> Iterator[Part]:
    """Finished parts in order, up to the first that is missing or damaged."""
    number = 0
    while part := read_part(root, number):
        yield part
        number += 1


def drop_leftovers(root: Path) -> None:
    """Remove what a run that was killed left half-written."""
    for path in root.glob(".*"):
        shutil.rmtree(path, ignore_errors=True)


def drop_parts_from(root: Path, number: int) -> None:
    """Remove the parts from ``number`` on: those of a longer run before this one."""
    for path in root.iterdir():
        if path.name.isdigit() and int(path.name) >= number:
            shutil.rmtree(path)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
