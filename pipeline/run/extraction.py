"""Releases to records: one at a time, in batches, and by several processes with the same result."""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import islice

from spacy.language import Language

from pipeline import document, nlp
from pipeline.ingest import build_issue
from pipeline.records import bare_record, build_record
from pipeline.run.workers import Workers
from pipeline.schema import Issue, PressRelease, Record, Stage

Extracted = tuple[Record, Issue | None]
# A record as it is written, without the line end: a process takes text over from another in a tenth of the time.
Line = tuple[str, Issue | None]
BATCH = 16


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
    stage: Stage = "ner"
    try:
        doc = document.attach_release(pipe.make_doc(release.text), release)
        for name, component in pipe.pipeline:
            stage = "relations" if name == "press_relations" else stage
            doc = component(doc)
        return build_record(doc), None
    except Exception as error:  # the border of one document: a fault of ours must not end the run
        return bare_record(release), build_issue(release.source, error, stage)


def seconds_per_document() -> float:
    """The time limit of the settings."""
    return float(nlp.settings()["run"]["seconds_per_document"])


def extract_releases(
    releases: Iterable[PressRelease], engine: str | None = None, *, workers: int = 0
) -> Iterator[Extracted]:
    """Records of a stream of releases, in its order, each with an issue when it was not extracted.

    ``workers`` processes share the work (0: this process). The records do not depend on their number. A release that
    kills its worker or takes longer than ``seconds_per_document`` of the settings is tried once more alone, then
    given up with an issue ``crashed`` or ``timeout``. Raises ModelError when the engine cannot be loaded.
    """
    nlp.require(engine)
    stream = iter(releases)
    batches = iter(lambda: list(islice(stream, BATCH)), [])
    with Workers(workers, seconds_per_document(), partial(load_engine, engine)) as pool:
        for found in pool.map(partial(_extract_by_engine, engine), batches, _give_up):
            yield from found


def extract_lines(batches: Iterator[list[PressRelease]], engine: str | None, pool: Workers) -> Iterator[list[Line]]:
    """Records of batches of releases by the workers of a pool, in order, as lines of ``records.jsonl``."""
    return pool.map(partial(_lines_by_engine, engine), batches, _give_up_line)


def _extract_by_engine(engine: str | None, releases: list[PressRelease]) -> list[Extracted]:
    return extract_batch(load_engine(engine), releases)


def _lines_by_engine(engine: str | None, releases: list[PressRelease]) -> list[Line]:
    return [_line_of(found) for found in _extract_by_engine(engine, releases)]


def _line_of(found: Extracted) -> Line:
    record, issue = found
    return record.model_dump_json(), issue


def _give_up(release: PressRelease, code: str, message: str) -> Extracted:
    return bare_record(release), Issue(source=release.source, stage="ner", code=code, message=message)


def _give_up_line(release: PressRelease, code: str, message: str) -> Line:
    return _line_of(_give_up(release, code, message))


@cache
def load_engine(engine: str | None) -> Language:
    """The pipeline of this process, loaded once."""
    return nlp.load(engine)
