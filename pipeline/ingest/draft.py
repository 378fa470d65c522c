"""What a reader gets out of one document, before the text is normalised."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.errors import ReleaseError


@dataclass(frozen=True)
class Draft:
    """Text of one document with one paragraph or list item a line, and what its metadata say.

    ``title`` is one that names the release (a heading, a subject); readers put it on top of ``text``. Titles and days
    that only describe the file (`Microsoft Word - Документ1`, the day it was saved) are left out. ``published_at`` is
    an ISO date or date-time with the Kyiv offset, ``url`` the address of the release.
    """

    text: str
    title: str | None = None
    published_at: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Unit:
    """One document as it was found: plain data that another process can read.

    ``form`` names the reader (see `formats`); a row of a table, which needs no further decoding, has a ``draft``
    instead of ``data``. ``address`` is the URL that the archive gives for the document.
    """

    source: str
    form: str
    data: bytes = b""
    draft: Draft | None = None
    address: str | None = None

    @property
    def name(self) -> str:
        """The last part of the source: a file name."""
        return PurePosixPath(self.source.rsplit("!", 1)[-1]).name


def with_title(title: str | None, body: str) -> str:
    """The story with its headline on top; a line near the top that says the same is gone."""
    if not title:
        return body
    lines = body.split("\n")
    for position, line in enumerate(lines[:5]):
        if _key(line) == _key(title):
            return "\n".join([title, "", *lines[:position], *lines[position + 1 :]])
    return f"{title}\n\n{body}"


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", line).strip().lower()


def damaged(kind: str, error: Exception) -> ReleaseError:
    """The error of a document that its library could not read."""
    detail = " ".join(str(error).split())[:200]
    return ReleaseError("damaged", f"not a whole {kind} file: {type(error).__name__}{': ' if detail else ''}{detail}")
