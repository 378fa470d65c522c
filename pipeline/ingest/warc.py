"""Web crawls through warcio: the pages of a WARC file with their addresses.

The day of the crawl is not that of publication: dates come from the page and its address.
"""

from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Unit, damaged
from pipeline.ingest.limits import TEXT_BYTES, read_limited

_FORMS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "application/pdf": "pdf"}


def split_warc(stream: BinaryIO) -> Iterator[Unit | ReleaseError]:
    """Pages of a crawl that came with status 200; pictures, scripts, requests and redirects are left out."""
    found = False
    try:
        for record in ArchiveIterator(stream):
            found = True
            if record.rec_type in ("response", "resource"):
                yield from _read_record(record)
    except (ArchiveLoadFailed, EOFError, ValueError, OSError, KeyError, IndexError, AttributeError) as error:
        raise damaged("warc", error) from error
    if not found:
        raise ReleaseError("damaged", "not a whole warc file: no record in it")


def _read_record(record: object) -> Iterator[Unit | ReleaseError]:
    headers = record.http_headers or record.rec_headers  # type: ignore[attr-defined]
    form = _FORMS.get((headers.get_header("Content-Type") or "").partition(";")[0].strip().lower())
    status = record.http_headers.get_statuscode() if record.http_headers else "200"  # type: ignore[attr-defined]
    if form is None or status != "200":
        return
    address = record.rec_headers.get_header("WARC-Target-URI")  # type: ignore[attr-defined]
    try:
        data = read_limited(record.content_stream(), TEXT_BYTES)  # type: ignore[attr-defined]
    except ReleaseError as error:
        yield error
    else:
        yield Unit("", form, data, address=address)
