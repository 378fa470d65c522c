"""Mail: a message to the release in it, a mailbox to its messages (the standard library reads both)."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import BinaryIO

from pipeline.errors import ReleaseError
from pipeline.ingest.decoding import decode
from pipeline.ingest.draft import Draft, Unit, damaged, with_title
from pipeline.ingest.limits import DOCUMENT_BYTES, MEBIBYTE, too_large
from pipeline.ingest.moments import read_moment

_REPLY = ("re:", "fw:", "fwd:")
_MAX_PARTS = 1000


def read_mail(data: bytes) -> Draft:
    """The text of a message, its subject on top, its date as publication. Raises ReleaseError.

    Plain text is taken before HTML, the text of a forwarded message when there is no other; attached files are not
    read.
    """
    if not data.strip():
        raise ReleaseError("empty", "the file is empty")
    try:
        draft = _read_message(email.message_from_bytes(data, policy=email.policy.default))
    except ReleaseError:
        raise
    except Exception as error:  # headers of damaged mail make the library raise anything
        raise damaged("mail", error) from error
    return draft


def _read_message(message: EmailMessage) -> Draft:
    subject = _subject(message)
    text = _body(message)
    if not text.strip():
        raise ReleaseError("empty", "the message has no text")
    return Draft(with_title(subject, text), subject, _header_date(message))


def _subject(message: EmailMessage) -> str | None:
    """The subject without `Re:` and `Fwd:`; None when there is none."""
    subject = " ".join(str(message.get("subject") or "").split())
    while subject.lower().startswith(_REPLY):
        subject = subject.partition(":")[2].strip()
    return subject or None


def _header_date(message: EmailMessage) -> str | None:
    return read_moment(str(message.get("date") or ""))


def _body(message: EmailMessage) -> str:
    """The longest plain text of the message, else its HTML."""
    plain: list[str] = []
    pages: list[str] = []
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            raise ReleaseError("bomb", f"a message of more than {_MAX_PARTS:,} parts: left out")
        if part.get_content_disposition() == "attachment" or part.is_multipart():
            continue
        if part.get_content_type() == "text/plain":
            plain.append(_decode_part(part))
        elif part.get_content_type() == "text/html":
            pages.append(_decode_part(part))
    if any(text.strip() for text in plain):
        return max(plain, key=len)
    return _read_html(max(pages, key=len)) if pages else ""


def _decode_part(part: object) -> str:
    """Text of a part; of a code page that lies, what the bytes themselves tell."""
    payload = part.get_payload(decode=True)  # type: ignore[attr-defined]
    charset = part.get_content_charset()  # type: ignore[attr-defined]
    return decode(payload, charset) if payload and payload.strip() else ""


def _read_html(html: str) -> str:
    from pipeline.ingest.html import read_page

    return read_page(html).text


def split_mbox(stream: BinaryIO) -> Iterator[Unit | ReleaseError]:
    """Messages of a mailbox, one at a time; one that is too large is an error in its place.

    A message starts at `From ` after an empty line.
    """
    lines: list[bytes] = []
    size, before_empty, found = 0, True, False
    while line := stream.readline(MEBIBYTE):
        if before_empty and line.startswith(b"From "):
            if found:
                yield _mail_unit(lines, size)
            lines, size, found = [], 0, True
        elif found:
            size += len(line)
            if size <= DOCUMENT_BYTES:
                lines.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
        before_empty = not line.strip(b"\r\n")
    if not found:
        raise ReleaseError("damaged", "not a whole mbox file: no message in it")
    yield _mail_unit(lines, size)


def _mail_unit(lines: list[bytes], size: int) -> Unit | ReleaseError:
    return Unit("", "eml", b"".join(lines)) if size <= DOCUMENT_BYTES else too_large(DOCUMENT_BYTES)
