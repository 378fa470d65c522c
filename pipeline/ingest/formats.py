"""Formats by the name of a file: which reader, which container, and the one door to each reader.

A reader is imported when its first document comes: a folder of plain texts loads none of the libraries.
"""

import re
from collections.abc import Callable

from pipeline.errors import ReleaseError
from pipeline.ingest.decoding import decode
from pipeline.ingest.draft import Draft
from pipeline.ingest.limits import DOCUMENT_BYTES, TEXT_BYTES

TEXT_SUFFIXES = (".txt", ".md", ".text")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
# Suffix → form. `feed` gives many releases, those of ROWS and STREAMS are split while they are read.
_FORMS = {
    **dict.fromkeys(TEXT_SUFFIXES, "text"),
    **dict.fromkeys(HTML_SUFFIXES, "html"),
    **{".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".pdf": "pdf", ".eml": "eml"},
    **{".rss": "feed", ".atom": "feed", ".xml": "feed"},
    **{".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"},
    **{".mbox": "mbox", ".warc": "warc"},
    **{".zip": "zip", ".tar": "tar", ".gz": "gz", ".xz": "xz", ".bz2": "bz2", ".zst": "zst"},
}  # fmt: skip
_SHORT = {".tgz": ".tar.gz", ".txz": ".tar.xz", ".tbz2": ".tar.bz2", ".tzst": ".tar.zst"}
CONTAINERS = ("zip", "tar")
COMPRESSIONS = ("gz", "xz", "bz2", "zst")
SPLIT = ("csv", "jsonl", "parquet", "mbox", "warc")
_HTML_START = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:p|div|br|span|strong|ul|li|h[1-6]|table|article|body)\b[^<>]{0,500}>", re.IGNORECASE)


def form_of(name: str) -> str | None:
    """The form that the name of a file tells; None when it is none of those we read."""
    suffix = re.search(r"\.[A-Za-z\d]{1,8}$", full_name(name))
    return _FORMS.get(suffix[0].lower()) if suffix else None


def full_name(name: str) -> str:
    """The name with short suffixes written out: ``2024.tgz`` → ``2024.tar.gz``."""
    stem, dot, suffix = name.rpartition(".")
    return stem + _SHORT.get(f".{suffix.lower()}", dot + suffix)


def known_suffixes() -> str:
    """All suffixes, for messages."""
    return ", ".join(_FORMS)


def size_limit(form: str) -> int:
    """Bytes that one document of a form may have."""
    return DOCUMENT_BYTES if form in ("docx", "odt", "pdf", "eml", "feed", "rtf") else TEXT_BYTES


def read_draft(data: bytes, form: str) -> Draft:
    """The draft of a document of one form (not ``feed``, nor those that are split). Raises ReleaseError."""
    if form == "text" and _HTML_START.match(data[:1000]):
        form = "html"
    return _readers()[form](data)


def _readers() -> dict[str, Callable[[bytes], Draft]]:
    return {
        "text": lambda data: Draft(decode(data)),
        "html": _read_html,
        "docx": _read_docx,
        "odt": _read_odt,
        "rtf": _read_rtf,
        "pdf": _read_pdf,
        "eml": _read_mail,
    }


def _read_html(data: bytes) -> Draft:
    from pipeline.ingest.html import declared_charset, read_page

    return read_page(decode(data, declared_charset(data)))


def _read_docx(data: bytes) -> Draft:
    from pipeline.ingest.office import read_docx

    return read_docx(data)


def _read_odt(data: bytes) -> Draft:
    from pipeline.ingest.office import read_odt

    return read_odt(data)


def _read_rtf(data: bytes) -> Draft:
    from pipeline.ingest.rtf import read_rtf

    return read_rtf(data)


def _read_pdf(data: bytes) -> Draft:
    from pipeline.ingest.pdf import read_pdf

    return read_pdf(data)


def _read_mail(data: bytes) -> Draft:
    from pipeline.ingest.mail import read_mail

    return read_mail(data)


def plain_text(text: str) -> str:
    """The text of a cell or of a feed: pieces of HTML are read as HTML, others stay."""
    if len(_MARKUP.findall(text[:10_000])) < 2:
        return text
    from pipeline.ingest.html import read_page

    try:
        return read_page(f"<html><body><article>{text}</article></body></html>").text
    except ReleaseError:
        return text
