"""The whole line at once: an archive in, a folder of records out, in parts that survive every stop."""

import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import nlp
from pipeline.export import merge_tables, read_models, read_records, write_page, write_text
from pipeline.run.extraction import seconds_per_document, why_not
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
from pipeline.run.shards import ISSUES_OF_PART, PARTS, RECORDS_OF_PART, make_parts, make_tables
from pipeline.run.workers import Workers
from pipeline.schema import Issue

_BEFORE = "before"


def run(
    source: Path,
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
) -> Outcome:
    """Read the releases of ``source`` and write their records and tables into ``out``.

    The same input gives the same bytes for any number of ``workers`` and after any interruption (``manifest.json``
    apart, which has seconds). A run that was stopped goes on where it stopped, unless ``resume`` is false; with
    ``update`` a finished folder is brought up to date, and only new or changed releases are extracted. ``columns``
    maps fields to columns of tables.

    Raises UsageError when ``out`` has results already and neither ``force`` nor ``update`` is given, when it holds an
    unfinished run of something else, or cannot be written; ModelError for a missing engine.
    """
    refuse_inside(source, out)
    if not (is_unfinished(out) and resume and not force):
        refuse_overwrite(out, [RELEASES, RECORDS], force=force or update or is_unfinished(out))
    nlp.require(engine)
    job = Job.of(source, columns or {}, limit, engine)
    with writing_to(out), locked(out):
        state = open_state(out, job, resume=resume and not force)
        if not state.resumed:
            _set_aside(out, state, keep=update)
        with Workers(workers, seconds_per_document()) as pool:
            count, issues = _read(source, job, state, pool)
            parts, failures = _extract(job, state, pool, engine, count)
            issues = [*issues, *failures]
            _finish(state, parts, pool, excel=excel)
        state.close()
    return Outcome(count, tuple(issues))


def _set_aside(out: Path, state: State, *, keep: bool) -> None:
    """Parts of a finished run: kept for their records when they are to be brought up to date, else removed."""
    if (out / PARTS).is_dir():
        if keep:
            (out / PARTS).rename(state.folder / _BEFORE)
        else:
            shutil.rmtree(out / PARTS)


def _read(source: Path, job: Job, state: State, pool: Workers) -> tuple[int, list[Issue]]:
    if (count := state.releases_read) is not None:
        return count, read_issues_of(state.out, "ingest")
    started = time.perf_counter()
    count, issues = read_archive(source, state, pool, columns=job.columns, limit=job.limit, why_not=why_not)
    update_issues(state.out, ["ingest", "ner", "relations", "export"], issues)
    facts = {"releases": count, "issues": len(issues), "seconds": since(started)}
    update_manifest(state.out, "ingest", facts)
    state.finish_reading(count)
    return count, issues


def _extract(job: Job, state: State, pool: Workers, engine: str | None, count: int) -> tuple[list[Part], list[Issue]]:
    started = time.perf_counter()
    known = KnownRecords(state.folder / _BEFORE, job.program)
    parts = list(
        make_parts(
            state.out / RELEASES,
            state.out / PARTS,
            count,
            engine=engine,
            program=job.program,
            pool=pool,
            known=known.find,
        )
    )
    failures = [issue for part in parts for issue in read_models(part.folder / ISSUES_OF_PART, Issue)]
    update_issues(state.out, ["ner", "relations"], failures)
    facts = {"engine": job.engine, "releases": count, "failures": len(failures), "seconds": since(started)}
    update_manifest(state.out, "extract", facts)
    return parts, failures


def _finish(state: State, parts: list[Part], pool: Workers, *, excel: bool) -> None:
    """One file of each kind out of the parts."""
    started = time.perf_counter()
    out = state.out
    folders = make_tables(parts, pool)
    write_text(out / RECORDS, _lines(parts))
    rows = merge_tables(folders, out, excel=excel)
    write_page(read_records(out / RECORDS), out)
    update_issues(out, [], [], excel=excel)
    update_manifest(out, "export", {"rows": rows, "excel": excel, "seconds": since(started)})


def _lines(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        with (part.folder / RECORDS_OF_PART).open(encoding="utf-8", newline="\n") as file:
            yield from file
