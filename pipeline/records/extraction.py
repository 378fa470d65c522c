"""One release in one call: text to record, with the pipeline loaded once."""

from functools import cache

from spacy.language import Language

from pipeline import ingest, nlp
from pipeline.records.building import bare_record, build_record
from pipeline.schema import PressRelease, Record

# Language that the rules and models read; releases in others get a bare record (SPEC 1).
EXTRACTED = "uk"


def extract(release: PressRelease | str, pipeline: Language | None = None, *, source: str = "") -> Record:
    """The record of one release, given as a `PressRelease` or as its raw text.

    ``pipeline`` is a pipeline from `load()`; None means the default one, loaded on the first call and kept.
    ``source`` is what the record of a raw text gives as its origin. A release in another language than Ukrainian
    gets a record with nothing extracted. Raises ``ReleaseError`` for an empty text and ``ModelError`` when the
    default pipeline is not installed.

    ``extract("15 лютого Голова Полтавської облради Олена Ткач зустрілася …").participants[0].name`` → `Олена Ткач`.
    """
    found = ingest.read_release(release.encode(), source) if isinstance(release, str) else release
    if found.language != EXTRACTED:
        return bare_record(found)
    return build_record(nlp.analyze(pipeline or _default(), found))


@cache
def _default() -> Language:
    return nlp.load()
