"""Archives to ``releases.jsonl``: read in parts that survive a stop, copies merged, near copies told."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.export import write_text
from pipeline.ingest import Unit, iter_units, sign_releases
from pipeline.ingest.nearness import SIGNATURE_BYTES
from pipeline.run.duplicates import Duplicate, find_near, write_duplicates
from pipeline.run.folder import RELEASES
from pipeline.run.job import State
from pipeline.run.parts import Part, drop_leftovers, iter_parts, write_part
from pipeline.run.progress import track
from pipeline.run.workers import Workers
from pipeline.schema import Issue, PressRelease

# What one document gave: a release with the signature of its text, or an issue.
Found = tuple[PressRelease, bytes] | Issue
_BATCH = 16
_BATCH_BYTES = 4 << 20
_UNITS_PER_PART = 1024
_SHORTEST_SIGNED = 200


@dataclass
class _Copies:
    """Which texts occur more than once. A whole archive fits: eight bytes of its id are kept of each text."""

    seen: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)

    def add(self, doc_id: str) -> None:
        key = int(doc_id, 16)
        (self.repeated if key in self.seen else self.seen).add(key)

    def __contains__(self, doc_id: str) -> bool:
        return int(doc_id, 16) in self.repeated


def read_archive(
    source: Path | str,
    state: State,
    workers: Workers,
    *,
    columns: Mapping[str, str],
    limit: int | None,
    why_not: Callable[[PressRelease], Issue | None],
) -> tuple[int, list[Issue]]:
    """Read an archive into ``releases.jsonl`` and ``duplicates.csv``; returns the number of releases, and the issues.

    What an earlier run of the same job has read is not read again. ``why_not`` gives the issue of a release that
    will not be extracted.
    """
    root = state.folder / "read"
    root.mkdir(parents=True, exist_ok=True)
    drop_leftovers(root)
    done = list(iter_parts(root))
    skipped = sum(int(part.facts["units"]) for part in done)
    units = islice(iter_units(source, dict(columns)), skipped, limit)
    made = _make_parts(track(units, "ingest", done=skipped), root, len(done), workers)
    return _merge([*done, *made], state.out, why_not)


def _make_parts(units: Iterator[Unit | Issue], root: Path, number: int, workers: Workers) -> Iterator[Part]:
    batches = workers.map(_read_batch, _batches(units), _give_up)
    waiting: list[list[Found]] = []
    for batch in batches:
        waiting += batch
        if len(waiting) >= _UNITS_PER_PART:
            yield _write(root, number, waiting)
            number, waiting = number + 1, []
    if waiting:
        yield _write(root, number, waiting)


def _batches(units: Iterator[Unit | Issue]) -> Iterator[list[Unit | Issue]]:
    """Some documents at a time, few when they are large."""
    batch: list[Unit | Issue] = []
    size = 0
    for unit in units:
        batch.append(unit)
        size += len(unit.data) if isinstance(unit, Unit) else 0
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(units: list[Unit | Issue]) -> list[list[Found]]:
    return [[unit] if isinstance(unit, Issue) else list(sign_releases(unit)) for unit in units]


def _give_up(unit: Unit | Issue, code: str, message: str) -> list[Found]:
    return [Issue(source=unit.source, stage="ingest", code=code, message=message)]


def _write(root: Path, number: int, found: list[list[Found]]) -> Part:
    releases = [item for unit in found for item in unit if not isinstance(item, Issue)]
    issues = [item for unit in found for item in unit if isinstance(item, Issue)]
    files: dict[str, Iterable[bytes]] = {
        "releases.jsonl": (release.model_dump_json().encode() + b"\n" for release, _ in releases),
        "signatures": (signature for _, signature in releases),
        "issues.jsonl": (issue.model_dump_json().encode() + b"\n" for issue in issues),
    }
    return write_part(root, number, files, {"units": len(found)})


def _merge(parts: list[Part], out: Path, why_not: Callable[[PressRelease], Issue | None]) -> tuple[int, list[Issue]]:
    """One file of releases out of the parts: each text once, with the sources of its copies."""
    issues = [Issue(**row) for part in parts for row in _rows(part, "issues.jsonl")]
    copies = _Copies()
    for release in _releases(parts):
        copies.add(release.doc_id)
    sources: dict[str, list[str]] = {}
    for release in _releases(parts):
        if release.doc_id in copies:
            sources.setdefault(release.doc_id, []).append(release.source)
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        written: set[str] = set()
        for release in _releases(parts):
            if release.doc_id in written:
                continue
            if release.doc_id in sources:
                written.add(release.doc_id)
                release = release.model_copy(update={"also_at": tuple(sources[release.doc_id][1:])})
            count += 1
            issues.extend(filter(None, [why_not(release)]))
            yield release.model_dump_json() + "\n"

    write_text(out / RELEASES, lines())
    write_duplicates(_duplicates(parts, sources, out), out)
    return count, issues


def _duplicates(parts: list[Part], sources: Mapping[str, list[str]], out: Path) -> Iterator[Duplicate]:
    for doc_id, (first, *others) in sources.items():
        yield from (Duplicate(source, doc_id, doc_id, first, "exact", 1.0) for source in others)
    yield from find_near(_signed(parts, sources), out / ".signatures")


def _signed(parts: list[Part], sources: Mapping[str, list[str]]) -> Iterator[tuple[str, str, bytes]]:
    """Id, source and signature of each text, the first time it comes; a few words are like too many others."""
    for part in parts:
        with (part.folder / "signatures").open("rb") as file:
            for release in _releases([part]):
                signature = file.read(SIGNATURE_BYTES)
                is_first = sources.get(release.doc_id, [release.source])[0] == release.source
                if is_first and len(release.text) >= _SHORTEST_SIGNED:
                    yield release.doc_id, release.source, signature


def _releases(parts: Iterable[Part]) -> Iterator[PressRelease]:
    return (PressRelease(**row) for part in parts for row in _rows(part, "releases.jsonl"))


def _rows(part: Part, name: str) -> Iterator[dict[str, Any]]:
    with (part.folder / name).open(encoding="utf-8", newline="\n") as file:
        yield from map(json.loads, file)
