"""Releases to parts of records: each part appears whole, and one that is there already is not made again."""

import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path

from pipeline.export import read_models, read_records, write_page, write_table_files
from pipeline.run.extraction import BATCH, Line, extract_lines
from pipeline.run.folder import RECORDS
from pipeline.run.parts import Part, drop_leftovers, drop_parts_from, read_part, write_part
from pipeline.run.progress import track
from pipeline.run.workers import Workers
from pipeline.schema import PressRelease, Record

PARTS, TABLES = "parts", "tables"
RECORDS_OF_PART, ISSUES_OF_PART, KEYS_OF_PART = "records.jsonl", "issues.jsonl", "keys"
# A stop costs the part that was being made: some seconds of work.
RELEASES_PER_PART = 16 * BATCH

Known = Callable[[PressRelease], Record | None]


@dataclass
class PartPlan:
    """One part to be: its releases, the records that are known of them, and those that the workers found."""

    number: int
    digest: str
    program: str
    releases: list[PressRelease] = field(default_factory=list)
    known: dict[int, Record] = field(default_factory=dict)
    found: list[Line] = field(default_factory=list)
    part: Part | None = None

    def wanted(self) -> list[PressRelease]:
        """The releases that are to be extracted."""
        return [release for place, release in enumerate(self.releases) if place not in self.known]

    def is_complete(self) -> bool:
        """Is there a record of each release?"""
        return self.part is not None or len(self.known) + len(self.found) == len(self.releases)

    def write(self, root: Path) -> Part:
        """Write the part, or give the one that is there."""
        if self.part is not None:
            return self.part
        found = iter(self.found)
        rows = [self._known_line(n) if n in self.known else next(found) for n in range(len(self.releases))]
        files = {
            RECORDS_OF_PART: (line.encode() + b"\n" for line, _ in rows),
            # Issues of ingest, such as another language, are known already.
            ISSUES_OF_PART: (i.model_dump_json().encode() + b"\n" for _, i in rows if i and i.stage != "ingest"),
            KEYS_OF_PART: (release_key(release).encode() + b"\n" for release in self.releases),
        }
        facts = {"digest": self.digest, "program": self.program, "releases": len(rows)}
        return write_part(root, self.number, files, facts)

    def _known_line(self, place: int) -> Line:
        return self.known[place].model_dump_json(), None


def release_key(release: PressRelease) -> str:
    """Sixteen hex digits of everything that the extraction sees: not where the release was found."""
    seen = release.model_dump_json(exclude={"source", "also_at"})
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def make_parts(
    releases: Path, root: Path, total: int, *, engine: str | None, program: str, pool: Workers, known: Known
) -> Iterator[Part]:
    """Parts of the records of ``releases.jsonl``, in order, those of an earlier run of the same program kept.

    ``known`` gives the record of a release that was extracted before, or None. The batches of all parts go through
    the workers as one stream, so that none waits at the end of a part.
    """
    root.mkdir(parents=True, exist_ok=True)
    drop_leftovers(root)
    plans: deque[PartPlan] = deque()
    done = min(total, RELEASES_PER_PART * len(list(root.iterdir())))
    batches = _batches(plan_parts(releases, root, program, known), plans)
    rows = track(chain.from_iterable(extract_lines(batches, engine, pool)), "records", total, done=done)
    number = 0
    for row in rows:
        while plans[0].is_complete():
            yield plans.popleft().write(root)
            number += 1
        plans[0].found.append(row)
        if plans[0].is_complete():
            yield plans.popleft().write(root)
            number += 1
    for plan in plans:
        yield plan.write(root)
        number += 1
    drop_parts_from(root, number)


def plan_parts(path: Path, root: Path, program: str, known: Known) -> Iterator[PartPlan]:
    """The parts of ``releases.jsonl`` in order; those that are whole have their ``part`` and no releases."""
    stream = read_models(path, PressRelease)
    for number, releases in enumerate(iter(lambda: list(islice(stream, RELEASES_PER_PART)), [])):
        digest = hashlib.sha256(program.encode())
        for release in releases:
            digest.update(release.model_dump_json().encode())
        yield _plan(PartPlan(number, digest.hexdigest(), program, releases), root, known)


def _plan(plan: PartPlan, root: Path, known: Known) -> PartPlan:
    """The plan with what is done of it already; one that is all done keeps nothing in memory."""
    part = read_part(root, plan.number)
    if part is None or part.facts.get("digest") != plan.digest:
        found = ((place, known(release)) for place, release in enumerate(plan.releases))
        plan.known = {place: record for place, record in found if record is not None}
        part = plan.write(root) if plan.is_complete() else None
    return plan if part is None else PartPlan(plan.number, plan.digest, plan.program, part=part)


def _batches(made: Iterator[PartPlan], plans: deque[PartPlan]) -> Iterator[list[PressRelease]]:
    for plan in made:
        plans.append(plan)
        wanted = plan.wanted()
        yield from (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))


def make_results(parts: list[Part], out: Path, pool: Workers, made: Container[Path] = ()) -> list[Path]:
    """The page of the records in ``out``, and the tables of each part by the side of it; returns their folders.

    The tables of the parts in the folders ``made`` are there.
    """
    firsts = [1]
    for part in parts:
        firsts.append(firsts[-1] + int(part.facts["releases"]))
    placed = [(part.folder, first) for part, first in zip(parts, firsts, strict=False) if part.folder not in made]
    tasks: list[Callable[[], Path]] = [partial(page_of_records, out)]
    tasks += [partial(tables_of_part, folder, first) for folder, first in placed]
    made_now = pool.map(_do, ([task] for task in tasks), _not_done, limited=False)
    deque(track(chain.from_iterable(made_now), "tables", len(tasks)), maxlen=0)
    return [part.folder / TABLES for part in parts]


def _do(tasks: list[Callable[[], Path]]) -> list[Path]:
    return [task() for task in tasks]


def page_of_records(out: Path) -> Path:
    """Write the page of the records of a folder; returns the folder."""
    write_page(read_records(out / RECORDS), out)
    return out


def tables_of_part(folder: Path, first: int) -> Path:
    """Write the tables of a part, whose first release has the place ``first`` in the run; returns their folder."""
    shutil.rmtree(folder / TABLES, ignore_errors=True)
    write_table_files(read_records(folder / RECORDS_OF_PART), folder / TABLES, first=first)
    return folder / TABLES


def _not_done(task: Callable[[], Path], code: str, message: str) -> Path:
    raise RuntimeError(f"{task}: {message}")
