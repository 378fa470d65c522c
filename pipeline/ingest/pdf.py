"""The text layer of a pdf through pypdf; a scanned page is told as what it is.

The day in the properties is that of the making of the file, the title mostly that of a template: neither is taken.
"""

import io
import logging
import re

import pypdf
from pypdf.errors import FileNotDecryptedError, PyPdfError

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Draft, damaged

# A release has a page or two; an annual report is another kind of document.
_MAX_PAGES = 500
_FEW_LETTERS = 20
_HYPHEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\n(?=[а-яіїєґ])")

# Each small fault of a file is a line on stderr otherwise.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes) -> Draft:
    """Text of a pdf. Raises ReleaseError ``damaged``, ``encrypted``, ``scan`` (no text layer) or ``too_long``."""
    if not data.strip(b"\x00 \r\n\t"):
        raise ReleaseError("empty", "the file is empty")
    try:
        pages = _read_pages(data)
    except ReleaseError:
        raise
    except FileNotDecryptedError as error:
        raise ReleaseError("encrypted", "protected by a password: left out") from error
    except Exception as error:  # damaged files make the library raise anything
        raise damaged("pdf", error) from error
    text = "\n".join(pages)
    if sum(map(str.isalpha, text)) < _FEW_LETTERS:
        raise ReleaseError("scan", "no text layer, only pictures of pages: put it through OCR first")
    return Draft(_HYPHEN.sub("", text))


def _read_pages(data: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not _opens_without_password(reader):
        raise ReleaseError("encrypted", "protected by a password: left out")
    if len(reader.pages) > _MAX_PAGES:
        raise ReleaseError("too_long", f"more than {_MAX_PAGES} pages: no press release is; split the file")
    return [page.extract_text() for page in reader.pages]


def _opens_without_password(reader: pypdf.PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, ImportError, NotImplementedError, ValueError):
        return False
