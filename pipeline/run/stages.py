"""The stages as functions from files to files."""

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin

from pipeline import document, nlp
from pipeline.export import read_models, read_records, write_page, write_records, write_tables
from pipeline.records import bare_record, build_record
from pipeline.run.extraction import seconds_per_document, why_not
from pipeline.run.folder import (
    DOCS,
    LINKED,
    RECORDS,
    RELEASES,
    Outcome,
    refuse_inside,
    refuse_overwrite,
    require,
    since,
    update_issues,
    update_manifest,
)
from pipeline.run.job import Job, locked, open_state, writing_to
from pipeline.run.progress import track
from pipeline.run.reading import read_archive
from pipeline.run.workers import Workers
from pipeline.schema import PressRelease, Record

_ATTRIBUTES = ["ORTH", "SPACY", "POS", "TAG", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]


def ingest(
    source: Path | str,
    out: Path,
    *,
    limit: int | None = None,
    force: bool = False,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Outcome:
    """Read a file, folder or archive into ``releases.jsonl``; what cannot be read, or will not be extracted, is an
    issue.

    Releases with one text are merged, the later sources in ``also_at``; ``duplicates.csv`` lists these and near
    copies. ``limit`` stops after so many documents, ``columns`` maps fields to columns of tables. Raises UsageError
    when there is nothing to read, ``releases.jsonl`` is there already or ``out`` cannot be written.
    """
    refuse_inside(source, out)
    refuse_overwrite(out, [RELEASES], force=force)
    started = time.perf_counter()
    job = Job.of(source, columns or {}, limit, None)
    with writing_to(out), locked(out), Workers(workers, seconds_per_document()) as pool:
        state = open_state(out, job, resume=False)
        count, issues = read_archive(source, state, pool, columns=job.columns, limit=limit, why_not=why_not)
        update_issues(out, ["ingest"], issues)
        update_manifest(out, "ingest", {"releases": count, "issues": len(issues), "seconds": since(started)})
        state.close()
    return Outcome(count, tuple(issues))


def ner(out: Path, *, engine: str | None = None, force: bool = False) -> Outcome:
    """Read ``releases.jsonl``, write ``docs.spacy``: tags, syntax, entities and mentions of the Ukrainian releases."""
    refuse_overwrite(out, [DOCS], force=force)
    releases = [r for r in read_models(require(out / RELEASES, "ingest"), PressRelease) if why_not(r) is None]
    started = time.perf_counter()
    pipe = nlp.load(engine)
    docs = (document.attach_release(pipe.make_doc(release.text), release) for release in releases)
    with pipe.select_pipes(disable=["press_relations"]):
        count = _write_docs(track(pipe.pipe(docs), "ner", len(releases)), out / DOCS)
    facts = {"engine": pipe.meta["engine"], "model": model_of(pipe), "docs": count, "seconds": since(started)}
    update_manifest(out, "ner", facts)
    return Outcome(count)


def model_of(pipe: Any) -> dict[str, str]:
    """Name and version of the model behind a pipeline, for the manifest."""
    return {"name": f"{pipe.lang}_{pipe.meta['name']}", "version": str(pipe.meta["version"])}


def relations(out: Path, *, force: bool = False) -> Outcome:
    """Read ``docs.spacy``, write ``relations.spacy``: the same Docs with what the rules connect."""
    refuse_overwrite(out, [LINKED], force=force)
    started = time.perf_counter()
    docs = list(_read_docs(require(out / DOCS, "ner")))
    count = _write_docs((nlp.link(doc) for doc in track(docs, "relations", len(docs))), out / LINKED)
    update_manifest(out, "relations", {"docs": count, "seconds": since(started)})
    return Outcome(count)


def export(out: Path, *, force: bool = False, excel: bool = False) -> Outcome:
    """Read ``relations.spacy``, write ``records.jsonl``, the tables, their description and the web page."""
    refuse_overwrite(out, [RECORDS], force=force)
    started = time.perf_counter()
    linked = _read_docs(require(out / LINKED, "relations"))
    releases = read_models(require(out / RELEASES, "ingest"), PressRelease)
    count = write_records(track(_records(releases, linked), "export"), out / RECORDS)
    write_results(out, excel=excel, started=started)
    return Outcome(count)


def _records(releases: Iterable[PressRelease], docs: Iterator[Doc]) -> Iterator[Record]:
    """Docs stand in the order of the releases they were made from; releases without one get a bare record."""
    for release in releases:
        yield build_record(next(docs)) if why_not(release) is None else bare_record(release)


def write_results(out: Path, *, excel: bool, started: float) -> None:
    """Everything that is derived from ``records.jsonl``; the table of issues is rewritten for the spreadsheet too."""
    rows = write_tables(read_records(out / RECORDS), out, excel=excel)
    write_page(read_records(out / RECORDS), out)
    update_issues(out, [], [], excel=excel)
    update_manifest(out, "export", {"rows": rows, "excel": excel, "seconds": since(started)})


def _write_docs(docs: Iterable[Doc], path: Path) -> int:
    stored = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
    for doc in docs:
        stored.add(doc)
    temporary = path.with_name(f".{path.name}")
    stored.to_disk(temporary)
    temporary.replace(path)
    return len(stored)


def _read_docs(path: Path) -> Iterator[Doc]:
    return DocBin().from_disk(path).get_docs(spacy.blank("uk").vocab)
