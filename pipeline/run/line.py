"""The whole line at once: a folder of releases in, a folder of records out, no Docs on disk."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import nlp
from pipeline.export import read_models, write_records
from pipeline.run.extraction import Extracted, extract_releases
from pipeline.run.folder import RECORDS, RELEASES, Outcome, refuse_overwrite, update_issues, update_manifest
from pipeline.run.progress import track
from pipeline.run.stages import ingest, write_results
from pipeline.schema import Issue, PressRelease, Record


def run(
    source: Path,
    out: Path,
    *,
    engine: str | None = None,
    workers: int = 1,
    limit: int | None = None,
    force: bool = False,
    excel: bool = False,
) -> Outcome:
    """Read the releases of ``source`` and write their records and tables into ``out``.

    The same input gives the same bytes for any number of ``workers`` (``manifest.json`` apart, which has seconds).
    Raises UsageError when ``out`` has results already and ``force`` is not given, ModelError for a missing engine.
    """
    refuse_overwrite(out, [RELEASES, RECORDS], force=force)
    nlp.require(engine)
    read = ingest(source, out, limit=limit, force=force)
    started = time.perf_counter()
    issues: list[Issue] = []
    releases = read_models(out / RELEASES, PressRelease)
    found = track(extract_releases(releases, engine, workers=workers), "records", read.count)
    count = write_records(_keep_issues(found, issues), out / RECORDS)
    update_issues(out, ["ner", "relations"], issues)
    facts = {
        "engine": nlp.engine_name(engine),
        "releases": count,
        "failures": len(issues),
        "seconds": round(time.perf_counter() - started, 2),
    }
    update_manifest(out, "extract", facts)
    write_results(out, excel=excel, started=time.perf_counter())
    return Outcome(count, (*read.issues, *issues))


def _keep_issues(found: Iterable[Extracted], issues: list[Issue]) -> Iterator[Record]:
    """Records go on; issues of the extraction are kept (those of ingest are known already)."""
    for record, issue in found:
        if issue is not None and issue.stage != "ingest":
            issues.append(issue)
        yield record
