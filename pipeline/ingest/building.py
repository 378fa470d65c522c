"""Draft to release: normalised text, stable id, headline, publication moment and issuer, each with its origin."""

import datetime
import hashlib
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from pipeline.errors import ReleaseError
from pipeline.ingest.cleaning import normalize
from pipeline.ingest.draft import Draft
from pipeline.ingest.header import find_headline, find_issuer
from pipeline.ingest.language import detect_language
from pipeline.ingest.stamps import Line, find_published, read_lines
from pipeline.schema import PressRelease, Span

_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


_SUFFIX = re.compile(r"(?:\.[A-Za-z\d]{1,8})+$")
_BETWEEN_WORDS = re.compile(r"[-_+\s]+")
_CYRILLIC_WORD = re.compile(r"[А-ЯІЇЄҐа-яіїєґ'’ʼ]+")
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class _Title:
    """Title with its provenance; all None when nothing tells it."""

    value: str | None = None
    start_char: int | None = None
    origin: Literal["metadata", "text", "url"] | None = None


@dataclass(frozen=True)
class _Published:
    """Publication moment with its provenance; all None when nothing tells it."""

    value: str | None = None
    span: Span | None = None
    origin: Literal["metadata", "text", "url"] | None = None


def build_release(draft: Draft, source: str) -> PressRelease:
    """The release of a draft. Raises ReleaseError ``empty`` when nothing is left of its text."""
    text = normalize(draft.text)
    if not text:
        raise ReleaseError("empty", "the file has no text")
    lines = read_lines(text)
    title = _find_title(text, lines, draft, source)
    published = _find_published(text, draft, source)
    return PressRelease(
        doc_id=doc_id(text),
        source=source,
        title=title.value,
        title_start_char=title.start_char,
        title_from=title.origin,
        published_at=published.value,
        published_span=published.span,
        published_from=published.origin,
        publisher=(normalize(draft.publisher) if draft.publisher else None) or find_issuer(lines),
        language=detect_language(text),
        text=text,
    )


def doc_id(text: str) -> str:
    """First 16 hex digits of SHA-256 of the normalised text: the same text has the same id on any machine."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _find_title(text: str, lines: list[Line], draft: Draft, source: str) -> _Title:
    """The title of the draft first, when it stands in the text; then the headline, then the words of the address."""
    if draft.title and (found := _title_in_text(draft.title, text)):
        return _Title(*found, "metadata")
    if found := find_headline(lines):
        return _Title(*found, "text")
    path = source.rpartition("!")[2]
    # The name of a table says nothing of its rows (`новини міської ради.jsonl#17`).
    addresses = (draft.url or "", "" if "#" in path else path)
    title = next(filter(None, map(find_address_title, addresses)), None)
    return _Title(title, None, "url") if title else _Title()


def find_address_title(address: str) -> str | None:
    """The words of a URL or a path when they are Ukrainian ones; a title in Latin letters cannot be read back.

    >>> find_address_title("https://rada.example/2024/міністр-зустрівся-з-послом-франції.html")
    'Міністр зустрівся з послом франції'
    """
    name = unquote(address.partition("?")[0].partition("#")[0]).rstrip("/").rpartition("/")[2]
    words = _BETWEEN_WORDS.split(_SUFFIX.sub("", name))
    while words and not _CYRILLIC_WORD.fullmatch(words[0]):
        words = words[1:]  # days and numbers before the words
    if sum(1 for word in words if _CYRILLIC_WORD.fullmatch(word)) < _FEWEST_WORDS:
        return None
    title = normalize(" ".join(words))
    return title[:1].upper() + title[1:]


def _title_in_text(title: str, text: str) -> tuple[str, int] | None:
    """The headline that was put on top of the story, as normalisation left it."""
    cleaned = normalize(title)
    start = text.find(cleaned) if cleaned else -1
    return (cleaned, start) if start >= 0 else None


def _find_published(text: str, draft: Draft, source: str) -> _Published:
    """Metadata of the draft first, then the stamp in the text (for its clock time too), then the address."""
    stamp = find_published(read_lines(text))
    if draft.published_at:
        if stamp and stamp.value.startswith(draft.published_at[:10]):
            value = max(stamp.value, draft.published_at, key=len)
            return _Published(value, stamp.span, "metadata")
        return _Published(draft.published_at, None, "metadata")
    if stamp:
        return _Published(stamp.value, stamp.span, "text")
    # The path of a member says more than the name of the archive it lies in.
    for address in (draft.url, *reversed(source.split("!"))):
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
