"""Files and folders to releases: one file by its bytes, a whole archive as a stream of releases and issues."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from pipeline.errors import ReleaseError
from pipeline.ingest.archive import iter_units
from pipeline.ingest.building import build_release
from pipeline.ingest.draft import Draft, Unit, with_title
from pipeline.ingest.faults import build_issue
from pipeline.ingest.formats import SPLIT, form_of, plain_text, read_draft
from pipeline.ingest.nearness import sign
from pipeline.schema import Issue, PressRelease

_MANY = ("feed", *SPLIT)


def read_release(content: Path | str | bytes, source: str | None = None) -> PressRelease:
    """One release from a file, or from its bytes.

    ``content`` is a path (``Path`` or ``str``) or the bytes themselves; ``source`` is what the record gives as its
    origin (the path when None) and tells the format by its suffix, plain text when it has none that is known. Raises
    ``ReleaseError``: ``empty``, ``binary``, ``unreadable``, ``damaged``, ``encrypted``, ``scan``, or ``format`` for a
    file of many releases.
    """
    if isinstance(content, bytes):
        return _read_bytes_of_release(content, source or "")
    path = Path(content)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReleaseError("unreadable", f"cannot be read: {error.strerror or error}") from error
    return _read_bytes_of_release(data, source if source is not None else path.as_posix())


def _read_bytes_of_release(data: bytes, source: str) -> PressRelease:
    form = form_of(PurePosixPath(source).name) or "text"
    if form in _MANY:
        raise ReleaseError("format", "a file of many releases", "read it with `vytiah run` or `iter_releases`")
    return build_release(read_draft(data, form), source)


def iter_releases(root: Path | str, columns: dict[str, str] | None = None) -> Iterator[PressRelease | Issue]:
    """Releases of a folder, file or URL in the order of paths, and an ``Issue`` in place of each that cannot be read.

    ``source`` is the path under ``root`` with forward slashes, ``archive.zip!dir/a.html`` for a member and
    ``dump.jsonl#17`` for a row or message. ``columns`` maps fields of a release to columns of tables (``text``,
    ``title``, ``published_at``, ``url``, ``publisher``); None finds them by their usual names. A folder without one
    file of a known format is an issue itself. Raises ``UsageError`` when there is no such folder.
    """
    for unit in iter_units(root, columns or {}):
        if isinstance(unit, Issue):
            yield unit
        else:
            yield from read_unit(unit)


def read_unit(unit: Unit) -> list[PressRelease | Issue]:
    """What one document gives: a release, the items of a feed, or an issue; never raises for a bad document."""
    if unit.form == "feed":
        return _read_feed(unit)
    return [_read_one(unit.source, unit)]


def sign_releases(unit: Unit) -> Iterator[tuple[PressRelease, bytes] | Issue]:
    """What one document gives, each release with the signature of its text."""
    for item in read_unit(unit):
        yield item if isinstance(item, Issue) else (item, sign(item.text))


def _read_feed(unit: Unit) -> list[PressRelease | Issue]:
    from pipeline.ingest.feeds import read_feed

    try:
        drafts = read_feed(unit.data)
    except Exception as error:  # the border of one document: whatever is wrong with it, the others go on
        return [build_issue(unit.source, error)]
    rows = (Unit(f"{unit.source}#{number}", "row", draft=draft) for number, draft in enumerate(drafts, 1))
    return [_read_one(row.source, row) for row in rows]


def _read_one(source: str, unit: Unit) -> PressRelease | Issue:
    try:
        if unit.draft is not None:
            return build_release(_cell_draft(unit.draft), source)
        return build_release(_with_address(read_draft(unit.data, unit.form), unit.address), source)
    except Exception as error:  # the border of one document: whatever is wrong with it, the others go on
        return build_issue(source, error)


def _cell_draft(draft: Draft) -> Draft:
    """A draft from a row or a feed: its text may be HTML, and its title is put on top."""
    title = " ".join(plain_text(draft.title).split()) if draft.title else None
    return Draft(with_title(title, plain_text(draft.text)), title, draft.published_at, draft.publisher, draft.url)


def _with_address(draft: Draft, address: str | None) -> Draft:
    if address is None or draft.url:
        return draft
    return Draft(draft.text, draft.title, draft.published_at, draft.publisher, address)


def merge_duplicates(releases: Iterable[PressRelease]) -> list[PressRelease]:
    """Releases with one text merged: the first keeps its place, the sources of the others go to its ``also_at``."""
    first: dict[str, PressRelease] = {}
    for release in releases:
        kept = first.setdefault(release.doc_id, release)
        if kept is not release:
            sources = dict.fromkeys((*kept.also_at, release.source, *release.also_at))
            also_at = tuple(source for source in sources if source != kept.source)
            first[release.doc_id] = kept.model_copy(update={"also_at": also_at})
    return list(first.values())
