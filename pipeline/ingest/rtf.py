"""Rich text through striprtf: `{\\rtf1\\ansicpg1251 …}` to its paragraphs."""

from collections.abc import Callable

from striprtf.striprtf import rtf_to_text

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Draft, damaged


def read_rtf(data: bytes) -> Draft:
    """Text of an rtf file. Raises ReleaseError ``damaged`` or ``empty``."""
    if not data.strip(b"\x00 \r\n\t"):
        raise ReleaseError("empty", "the file is empty")
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReleaseError("damaged", "not a whole rtf file: it does not start as one")
    try:
        # Bytes above 127 stand there for themselves only in files of careless programs, and mean cp1251 then.
        read: Callable[..., str] = rtf_to_text
        text = read(data.decode("cp1251", errors="replace"), encoding="cp1251", errors="replace")
    except Exception as error:  # the library raises what its parts raise
        raise damaged("rtf", error) from error
    if not text.strip():
        raise ReleaseError("empty", "the file has no text")
    return Draft("\n\n".join(line for line in text.split("\n") if line.strip()))
