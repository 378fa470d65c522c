"""Files and folders to releases: readers by format, stable ids, duplicates, and an issue for what cannot be read."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest.cleaning import normalize
from pipeline.ingest.decoding import decode
from pipeline.ingest.header import find_headline, find_issuer
from pipeline.ingest.html import Page, declared_charset, read_page
from pipeline.ingest.language import detect_language
from pipeline.ingest.stamps import find_published, read_lines
from pipeline.schema import Issue, PressRelease, Span

TEXT_SUFFIXES = (".txt", ".md", ".text")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_HTML_START = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


@dataclass(frozen=True)
class _Published:
    """Publication moment with its provenance; all None when nothing tells it."""

    value: str | None = None
    span: Span | None = None
    origin: Literal["metadata", "text", "url"] | None = None


def read_release(content: Path | str | bytes, source: str | None = None) -> PressRelease:
    """One release from a file, or from its bytes.

    ``content`` is a path (``Path`` or ``str``) or the bytes themselves; ``source`` is what the record gives as its
    origin (the path when None) and tells HTML from text by its suffix. Raises ``ReleaseError``: ``empty``,
    ``binary`` or ``unreadable``.
    """
    if isinstance(content, bytes):
        return _build_release(content, source or "")
    path = Path(content)
    return _build_release(_read_bytes(path), source if source is not None else path.as_posix())


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError("unreadable", f"cannot be read: {error.strerror or error}") from error


def _build_release(data: bytes, source: str) -> PressRelease:
    page: Page | None = None
    if Path(source).suffix.lower() in HTML_SUFFIXES or _HTML_START.match(data[:1000]):
        page = read_page(decode(data, declared_charset(data)))
    text = normalize(page.text if page else decode(data))
    if not text:
        raise ReleaseError("empty", "the file has no text")
    lines = read_lines(text)
    title, title_start = find_headline(lines) or (None, None)
    if page and page.title:
        title, title_start = _page_title(page.title, text) or (title, title_start)
    published = _find_published(text, page, source)
    return PressRelease(
        doc_id=doc_id(text),
        source=source,
        title=title,
        title_start_char=title_start,
        published_at=published.value,
        published_span=published.span,
        published_from=published.origin,
        publisher=(page.publisher if page else None) or find_issuer(lines),
        language=detect_language(text),
        text=text,
    )


def doc_id(text: str) -> str:
    """First 16 hex digits of SHA-256 of the normalised text: the same text has the same id on any machine."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _page_title(title: str, text: str) -> tuple[str, int] | None:
    """The headline that was put on top of the story, as normalisation left it."""
    cleaned = normalize(title)
    start = text.find(cleaned) if cleaned else -1
    return (cleaned, start) if start >= 0 else None


def _find_published(text: str, page: Page | None, source: str) -> _Published:
    """Metadata of the page first, then the stamp in the text (for its clock time too), then the address."""
    stamp = find_published(read_lines(text))
    if page and page.published_at:
        if stamp and stamp.value.startswith(page.published_at[:10]):
            value = max(stamp.value, page.published_at, key=len)
            return _Published(value, stamp.span, "metadata")
        return _Published(page.published_at, None, "metadata")
    if stamp:
        return _Published(stamp.value, stamp.span, "text")
    for address in (page.url if page else None, source):
        if date := find_address_date(address or ""):
            return _Published(date, None, "url")
    return _Published()


def find_address_date(address: str) -> str | None:
    """ISO date in a URL or a path: ``/2024/03/12/``, ``2024-03-12-title.html``; None when there is none."""
    for match in _URL_DATE.finditer(address):
        try:
            return datetime.date(int(match[1]), int(match[3]), int(match[4])).isoformat()
        except ValueError:
            continue
    return None


def find_files(root: Path) -> list[Path]:
    """Files under a folder (or the one file), sorted by path; hidden ones and links that lead outside left out."""
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise UsageError(f"{root}: no such file or folder", "name a folder with .txt or .html releases")
    home = root.resolve()
    return sorted(
        (path for path in root.rglob("*") if _belongs(path, root, home)),
        key=lambda path: path.relative_to(root).as_posix(),
    )


def _belongs(path: Path, root: Path, home: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and not path.is_dir() and path.resolve().is_relative_to(home)


def iter_releases(root: Path | str) -> Iterator[PressRelease | Issue]:
    """Releases of a folder in the order of their paths, and an ``Issue`` in place of each that cannot be read.

    ``source`` is the path under ``root`` with forward slashes; a folder without one file of a known format is an
    issue itself. Raises ``UsageError`` when there is no such folder.
    """
    root = Path(root)
    files = find_files(root)
    if not any(path.suffix.lower() in TEXT_SUFFIXES + HTML_SUFFIXES for path in files):
        yield Issue(source=root.as_posix(), stage="ingest", code="nothing", message="no .txt, .md or .html file in it")
    for path in files:
        yield _release_or_issue(path, path.name if path == root else path.relative_to(root).as_posix())


def _release_or_issue(path: Path, source: str) -> PressRelease | Issue:
    if path.suffix.lower() not in TEXT_SUFFIXES + HTML_SUFFIXES:
        return Issue(source=source, stage="ingest", code="format", message="not a .txt, .md or .html file: left out")
    try:
        return read_release(path, source)
    except ReleaseError as error:
        return Issue(source=source, stage="ingest", code=error.code, message=error.message)


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
