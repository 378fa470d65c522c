"""Bytes to text: UTF-8, UTF-16, cp1251, KOI8-U and two older Cyrillic code pages told apart."""

import codecs
import re
from functools import cache

from pipeline.errors import ReleaseError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf",
    b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90", b"PAR1", b"OggS", b"ID3", b"RIFF",
)  # fmt: skip
_SINGLE_BYTE = ("cp1251", "koi8_u", "cp866", "iso8859_5")
_SAMPLE = 200_000
_PLANES = (0x00, 0x01, 0x04, 0x20, 0x21, 0x25, 0x26, 0x27, 0xD8, 0xD9, *range(0xDC, 0xE0))
# Lower-case Ukrainian letters from the most to the least frequent, then the four that only Russian has.
_BY_FREQUENCY = "оаинвітерслкудмпзяьбгйчхцїжюшєщфґыэъё"
_DAMAGE_ALLOWED = 0.02
_CONTROLS_ALLOWED = 0.01
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of the bytes of one release.

    A byte order mark decides, then strict UTF-8, then the ``declared`` code page (of an HTML head) if it reads
    well, then the best of four single-byte Cyrillic code pages. Raises ``ReleaseError`` ``empty`` when there is
    nothing but blanks, ``binary`` when the bytes are no text.
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n\x00\x0b\x0c"):
        raise ReleaseError("empty", "the file is empty")
    if data.startswith(_MAGIC):
        raise ReleaseError("binary", "the file is not text", "convert it to .txt or .html first")
    text = _decode_unicode(data) or _decode_single_byte(data, declared)
    if _control_share(text) > _CONTROLS_ALLOWED:
        raise ReleaseError("binary", "the file is not text", "convert it to .txt or .html first")
    if not text.strip("\ufeff \t\r\n\x00"):
        raise ReleaseError("empty", "the file is empty")
    return text


def encoding_of(sample: bytes) -> str:
    """The code page of a table, told from its first bytes; the last letter of them may be cut."""
    marked = next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), None)
    if encoding := marked or _unmarked_utf16(sample):
        return encoding
    if _damaged_utf8(sample) is not None or sample.isascii():
        return "utf-8"
    return max(_SINGLE_BYTE, key=lambda name: _score(sample, name))


def _decode_unicode(data: bytes) -> str | None:
    """UTF-8 or UTF-16/32; None when it is neither."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding := marked or _unmarked_utf16(data):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: every blank and digit has a NUL on the same side."""
    sample = data[:_SAMPLE]
    if sample.count(0) < len(sample) * 0.05 or len(data) % 2:
        return None
    little, big = sample[1::2], sample[0::2]
    if _only_low_planes(little):
        return "utf-16-le"
    return "utf-16-be" if _only_low_planes(big) else None


def _only_low_planes(high_bytes: bytes) -> bool:
    """Are nearly all high bytes those of Latin, Cyrillic, typographic signs and emoji?"""
    return sum(map(high_bytes.count, _PLANES)) > 0.98 * len(high_bytes)


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes (a cut last letter): None when too much is broken to be UTF-8 at all."""
    text = data.decode("utf-8", errors="replace")
    wide = sum(1 for char in text[:_SAMPLE] if char >= "\x80")
    broken = text[:_SAMPLE].count("\ufffd")
    return text if broken <= max(1, wide * _DAMAGE_ALLOWED) and wide > broken else None


def _decode_single_byte(data: bytes, declared: str | None) -> str:
    sample = data[:_SAMPLE]
    scores = {encoding: _score(sample, encoding) for encoding in _SINGLE_BYTE}
    best = max(scores, key=lambda encoding: scores[encoding])
    if declared and _is_codec(declared):
        name = codecs.lookup(declared).name
        if _score(sample, name) >= scores[best]:
            best = name
    return data.decode(best, errors="replace")


def _is_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _score(sample: bytes, encoding: str) -> float:
    """How much the sample looks like Ukrainian when read in this encoding: mean weight of its wide characters.

    Frequent lower-case letters weigh most, a capital after a small letter and everything that is no letter nor
    typographic sign count against. KOI8-U read as cp1251 swaps the case (``зУСТРІЧ``), which is what tells them apart.
    """
    text = sample.decode(encoding, errors="replace")
    weights = _weights()
    total, count, previous = 0.0, 0, " "
    for char in text:
        if char >= "\x80":
            count += 1
            total += weights.get(char, -1.0)
            if char.isupper() and previous.islower():
                total -= 2.0
        previous = char
    return total / count if count else 0.0


@cache
def _weights() -> dict[str, float]:
    rank = {letter: 1.0 - position / len(_BY_FREQUENCY) for position, letter in enumerate(_BY_FREQUENCY)}
    capitals = {letter.upper(): weight * 0.8 for letter, weight in rank.items()}
    return rank | capitals | dict.fromkeys("«»–—’№“”„…• ", 0.3)


def _control_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) / max(1, len(sample))
