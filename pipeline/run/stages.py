"""The stages as functions from files to files."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin

from pipeline import document, nlp
from pipeline.export import read_models, read_records, write_page, write_records, write_tables
from pipeline.ingest import iter_releases
from pipeline.records import bare_record, build_record
from pipeline.run.extraction import why_not
from pipeline.run.folder import (
    DOCS,
    LINKED,
    RECORDS,
    RELEASES,
    Outcome,
    refuse_overwrite,
    require,
    update_issues,
    update_manifest,
)
from pipeline.run.progress import track
from pipeline.schema import Issue, PressRelease, Record

_ATTRIBUTES = ["ORTH", "SPACY", "POS", "TAG", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]


def ingest(source: Path, out: Path, *, limit: int | None = None, force: bool = False) -> Outcome:
    """Read a file or folder into ``releases.jsonl``; what cannot be read, or will not be extracted, is an issue.

    Releases with one text are merged, the later sources in ``also_at``. ``limit`` stops after so many sources.
    Raises UsageError when there is nothing to read or ``releases.jsonl`` is there already.
    """
    refuse_overwrite(out, [RELEASES], force=force)
    started = time.perf_counter()
    issues: list[Issue] = []
    copies: dict[str, list[str]] = {}
    first_pass = out / f".{RELEASES}.first"
    try:
        write_records(_first_of_each(islice(iter_releases(source), limit), issues, copies), first_pass)
        again = read_models(first_pass, PressRelease)
        count = write_records((_with_copies(release, copies) for release in again), out / RELEASES)
    finally:
        first_pass.unlink(missing_ok=True)
    issues.extend(filter(None, map(why_not, read_models(out / RELEASES, PressRelease))))
    update_issues(out, ["ingest"], issues)
    update_manifest(out, "ingest", {"releases": count, "issues": len(issues), "seconds": _since(started)})
    return Outcome(count, tuple(issues))


def _first_of_each(
    found: Iterable[PressRelease | Issue], issues: list[Issue], copies: dict[str, list[str]]
) -> Iterator[PressRelease]:
    for item in track(found, "ingest"):
        if isinstance(item, Issue):
            issues.append(item)
        elif item.doc_id in copies:
            copies[item.doc_id].append(item.source)
        else:
            copies[item.doc_id] = []
            yield item


def _with_copies(release: PressRelease, copies: dict[str, list[str]]) -> PressRelease:
    also_at = tuple(copies[release.doc_id])
    return release.model_copy(update={"also_at": also_at}) if also_at else release


def ner(out: Path, *, engine: str | None = None, force: bool = False) -> Outcome:
    """Read ``releases.jsonl``, write ``docs.spacy``: tags, syntax, entities and mentions of the Ukrainian releases."""
    refuse_overwrite(out, [DOCS], force=force)
    releases = [r for r in read_models(require(out / RELEASES, "ingest"), PressRelease) if why_not(r) is None]
    started = time.perf_counter()
    pipe = nlp.load(engine)
    docs = (document.attach_release(pipe.make_doc(release.text), release) for release in releases)
    with pipe.select_pipes(disable=["press_relations"]):
        count = _write_docs(track(pipe.pipe(docs), "ner", len(releases)), out / DOCS)
    facts = {"engine": pipe.meta["engine"], "model": model_of(pipe), "docs": count, "seconds": _since(started)}
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
    update_manifest(out, "relations", {"docs": count, "seconds": _since(started)})
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
    update_manifest(out, "export", {"rows": rows, "excel": excel, "seconds": _since(started)})


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


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 2)
