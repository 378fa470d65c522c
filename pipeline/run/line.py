"""The whole line at once: an archive in, a folder of records out, in parts that survive every stop."""

import shutil
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from pipeline import nlp
from pipeline.export import merge_tables, read_models, write_text
from pipeline.run.cluster import make_parts_on_cluster, require_cluster
from pipeline.run.extraction import load_engine, seconds_per_document, why_not
from pipeline.run.folder import (
    RECORDS,
    RELEASES,
    Outcome,
    read_issues_of,
    refuse_inside,
    refuse_overwrite,
    since,
    update_issues,
    update_manifest,
)
from pipeline.run.job import Job, State, is_unfinished, locked, open_state, writing_to
from pipeline.run.known import KnownRecords
from pipeline.run.parts import Part
from pipeline.run.reading import read_archive
from pipeline.run.shards import ISSUES_OF_PART, PARTS, RECORDS_OF_PART, make_parts, make_results
from pipeline.run.workers import Workers
from pipeline.schema import Issue

_BEFORE, _WORK = "before", "shards"


def run(
    source: Path | str,
    out: Path,
    *,
    engine: str | None = None,
    workers: int = 1,
    limit: int | None = None,
    force: bool = False,
    excel: bool = False,
    columns: Mapping[str, str] | None = None,
    resume: bool = True,
    update: bool = False,
    cluster: str | None = None,
    address: str = "auto",
) -> Outcome:
    """Read the releases of ``source`` and write their records and tables into ``out``.

    The same input gives the same bytes for any number of ``workers`` and after any interruption (``manifest.json``
    apart, which has seconds). A run that was stopped goes on where it stopped, unless ``resume`` is false; with
    ``update`` a finished folder is brought up to date, and only new or changed releases are extracted. ``columns``
    maps fields to columns of tables. ``cluster`` (``ray``) lets the nodes of a cluster at ``address`` extract; they see
    ``out`` under the same path, and the bytes are again the same.

    Raises UsageError when ``out`` has results already and neither ``force`` nor ``update`` is given, when it holds an
    unfinished run of something else, or cannot be written; ModelError for a missing engine.
    """
    refuse_inside(source, out)
    if not (is_unfinished(out) and resume and not force):
        refuse_overwrite(out, [RELEASES, RECORDS], force=force or update or is_unfinished(out))
    nlp.require(engine)
    if cluster is not None:
        require_cluster(cluster)
    job = Job.of(source, columns or {}, limit, engine)
    with writing_to(out), locked(out):
        state = open_state(out, job, resume=resume and not force)
        if not state.resumed:
            _set_aside(out, state, keep=update)
        with Workers(workers, seconds_per_document(), partial(load_engine, engine)) as pool:
            count, issues = _read(source, job, state, pool)
            started = time.perf_counter()
            if cluster is None:
                parts, made = _make_parts(job, state, pool, engine, count), set[Path]()
            else:
                parts, made = _make_parts_on_cluster(job, state, engine, count, address)
            issues = [*issues, *_failures(job, state, parts, count, started)]
            _finish(state, parts, pool, made, excel=excel)
        state.close()
    return Outcome(count, tuple(issues))


def _set_aside(out: Path, state: State, *, keep: bool) -> None:
    """Parts of a finished run: kept for their records when they are to be brought up to date, else removed."""
    if (out / PARTS).is_dir():
        if keep:
            (out / PARTS).rename(state.folder / _BEFORE)
        else:
            shutil.rmtree(out / PARTS)


def _read(source: Path | str, job: Job, state: State, pool: Workers) -> tuple[int, list[Issue]]:
    if (count := state.releases_read) is not None:
        return count, read_issues_of(state.out, "ingest")
    started = time.perf_counter()
    count, issues = read_archive(source, state, pool, columns=job.columns, limit=job.limit, why_not=why_not)
    update_issues(state.out, ["ingest", "ner", "relations", "export"], issues)
    facts = {"releases": count, "issues": len(issues), "seconds": since(started)}
    update_manifest(state.out, "ingest", facts)
    state.finish_reading(count)
    return count, issues


def _make_parts(job: Job, state: State, pool: Workers, engine: str | None, count: int) -> list[Part]:
    """The parts of the records, made by the processes of the pool."""
    known = KnownRecords(state.folder / _BEFORE, job.program)
    releases, root = state.out / RELEASES, state.out / PARTS
    return list(make_parts(releases, root, count, engine=engine, program=job.program, pool=pool, known=known.find))


def _make_parts_on_cluster(
    job: Job, state: State, engine: str | None, count: int, address: str
) -> tuple[list[Part], set[Path]]:
    """The parts of the records, made by the nodes of a cluster; and the folders of those that have their tables."""
    known = KnownRecords(state.folder / _BEFORE, job.program)
    made = list(
        make_parts_on_cluster(
            state.out / RELEASES,
            state.out / PARTS,
            count,
            engine=engine,
            program=job.program,
            address=address,
            known=known.find,
            work=state.folder / _WORK,
        )
    )
    return [part for part, _ in made], {part.folder for part, has_tables in made if has_tables}


def _failures(job: Job, state: State, parts: list[Part], count: int, started: float) -> list[Issue]:
    """Issues of the extraction; they and what was done are noted."""
    failures = [issue for part in parts for issue in read_models(part.folder / ISSUES_OF_PART, Issue)]
    update_issues(state.out, ["ner", "relations"], failures)
    facts = {"engine": job.engine, "releases": count, "failures": len(failures), "seconds": since(started)}
    update_manifest(state.out, "extract", facts)
    return failures


def _finish(state: State, parts: list[Part], pool: Workers, made: set[Path], *, excel: bool) -> None:
    """One file of each kind out of the parts."""
    started = time.perf_counter()
    out = state.out
    write_text(out / RECORDS, _lines(parts))
    folders = make_results(parts, out, pool, made)
    rows = merge_tables(folders, out, excel=excel)
    update_issues(out, [], [], excel=excel)
    update_manifest(out, "export", {"rows": rows, "excel": excel, "seconds": since(started)})


def _lines(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        with (part.folder / RECORDS_OF_PART).open(encoding="utf-8", newline="\n") as file:
            yield from file
