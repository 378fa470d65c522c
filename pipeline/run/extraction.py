"""Releases to records: one at a time, in batches, and by several processes with the same result."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from itertools import islice
from typing import Any

import pebble
from spacy.language import Language

from pipeline import document, nlp
from pipeline.records import bare_record, build_record
from pipeline.schema import Issue, PressRelease, Record

Extracted = tuple[Record, Issue | None]
_BATCH = 16
# Batches that wait for a worker: enough to keep each busy, few enough to keep memory flat.
_WAITING_PER_WORKER = 3

_worker: Language


def why_not(release: PressRelease) -> Issue | None:
    """The issue of a release that is recorded but not extracted: another language, or too long; None for others."""
    limit = int(nlp.settings()["run"]["max_chars"])
    if len(release.text) > limit:
        message = f"{len(release.text):,} characters, more than {limit:,}: recorded, not extracted; split the file"
        return Issue(source=release.source, stage="ingest", code="too_long", message=message)
    if release.language != "uk":
        message = f"the text is in {release.language!r}, not Ukrainian: recorded, not extracted"
        return Issue(source=release.source, stage="ingest", code="language", message=message)
    return None


def extract_batch(pipe: Language, releases: list[PressRelease]) -> list[Extracted]:
    """Records of some releases, in their order; one that fails gets a bare record and an issue."""
    refused = {release.doc_id: why_not(release) for release in releases}
    wanted = [release for release in releases if refused[release.doc_id] is None]
    done = {record.doc_id: (record, issue) for record, issue in _extract_wanted(pipe, wanted)}
    return [done.get(release.doc_id) or (bare_record(release), refused[release.doc_id]) for release in releases]


def _extract_wanted(pipe: Language, releases: list[PressRelease]) -> list[Extracted]:
    docs = (document.attach_release(pipe.make_doc(release.text), release) for release in releases)
    try:
        return [(build_record(doc), None) for doc in pipe.pipe(docs)]
    except Exception:  # whichever document it was, the others of the batch must come through
        return [_extract_one(pipe, release) for release in releases]


def _extract_one(pipe: Language, release: PressRelease) -> Extracted:
    stage: Any = "ner"
    try:
        doc = document.attach_release(pipe.make_doc(release.text), release)
        for name, component in pipe.pipeline:
            stage = "relations" if name == "press_relations" else stage
            doc = component(doc)
        return build_record(doc), None
    except Exception as error:  # the border of one document: a fault of ours must not end the run
        return bare_record(release), _failure(release, stage, "internal", f"{type(error).__name__}: {error}")


def _failure(release: PressRelease, stage: Any, code: str, message: str) -> Issue:
    return Issue(source=release.source, stage=stage, code=code, message=message)


def extract_releases(
    releases: Iterable[PressRelease], engine: str | None = None, *, workers: int = 0
) -> Iterator[Extracted]:
    """Records of a stream of releases, in its order, each with an issue when it was not extracted.

    ``workers`` processes share the work (0: this process). The records do not depend on their number. A release that
    kills its worker or takes longer than ``seconds_per_document`` of the settings is tried once more alone, then
    given up with an issue ``crashed`` or ``timeout``. Raises ModelError when the engine cannot be loaded.
    """
    stream = iter(releases)
    batches = iter(lambda: list(islice(stream, _BATCH)), [])
    if workers:
        yield from _extract_by_pool(batches, engine, workers)
        return
    pipe = nlp.load(engine)
    for batch in batches:
        yield from extract_batch(pipe, batch)


def _extract_by_pool(batches: Iterator[list[PressRelease]], engine: str | None, workers: int) -> Iterator[Extracted]:
    nlp.require(engine)
    # A fresh interpreter a worker: no lock or thread of this one comes along.
    context = multiprocessing.get_context("spawn")
    with pebble.ProcessPool(workers, initializer=_start_worker, initargs=(engine,), context=context) as pool:
        waiting: deque[tuple[list[PressRelease], Any]] = deque()
        for batch in batches:
            waiting.append((batch, _schedule(pool, batch)))
            if len(waiting) > workers * _WAITING_PER_WORKER:
                yield from _collect(pool, *waiting.popleft())
        while waiting:
            yield from _collect(pool, *waiting.popleft())


def _schedule(pool: Any, batch: list[PressRelease]) -> Any:
    seconds = float(nlp.settings()["run"]["seconds_per_document"])
    return pool.schedule(_extract_in_worker, args=(batch,), timeout=seconds * len(batch))


def _start_worker(engine: str | None) -> None:
    global _worker
    _worker = nlp.load(engine)


def _extract_in_worker(batch: list[PressRelease]) -> list[Extracted]:
    return extract_batch(_worker, batch)


def _collect(pool: Any, batch: list[PressRelease], future: Any) -> list[Extracted]:
    try:
        found: list[Extracted] = future.result()
    except (pebble.ProcessExpired, FutureTimeout) as error:
        if len(batch) > 1:
            return [row for release in batch for row in _collect(pool, [release], _schedule(pool, [release]))]
        code = "timeout" if isinstance(error, FutureTimeout) else "crashed"
        message = f"given up: {error or 'the worker took too long'}"
        return [(bare_record(batch[0]), _failure(batch[0], "ner", code, message))]
    return found
