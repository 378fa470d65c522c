"""How much one document, one archive and one level of nesting may cost, and readers that hold a stream to it."""

import io
from collections.abc import Callable
from typing import BinaryIO

from pipeline.errors import ReleaseError

MEBIBYTE = 1 << 20
# No press release comes near these: a document with its pictures, and one of nothing but text.
DOCUMENT_BYTES = 64 * MEBIBYTE
TEXT_BYTES = 16 * MEBIBYTE
# An archive inside an archive is held in memory, for its directory stands at its end.
NESTED_BYTES = 256 * MEBIBYTE
# zip, gzip, xz and zstd reach 3 to 20 on texts; bombs 1,000 and more.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 32 * MEBIBYTE
MAX_MEMBERS = 2_000_000
MAX_CONTAINERS = 2
MAX_COMPRESSIONS = 2


class Meter(io.RawIOBase):
    """Bytes of a decompressing stream, counted; raises ReleaseError ``bomb`` when they are out of all proportion.

    ``packed`` tells how many compressed bytes have been consumed so far.
    """

    def __init__(self, inner: BinaryIO, packed: Callable[[], int]) -> None:
        self._inner = inner
        self._packed = packed
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        if is_bomb(self._count, self._packed()):
            raise ReleaseError("bomb", f"expands to more than {MAX_RATIO} times its size: left out")
        return len(data)

    def tell(self) -> int:
        """Bytes given out so far."""
        return self._count


def is_bomb(size: int, packed: int) -> bool:
    """Does so much come out of so few compressed bytes that it can be no text?"""
    return size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(packed, 1)


def read_limited(stream: BinaryIO, limit: int) -> bytes:
    """All bytes of a stream. Raises ReleaseError ``too_large`` when there are more than ``limit``."""
    pieces, left = [], limit + 1
    while left and (piece := stream.read(min(left, MEBIBYTE))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise too_large(limit)
    return b"".join(pieces)


def too_large(limit: int) -> ReleaseError:
    """The error of a document that is longer than it may be."""
    return ReleaseError("too_large", f"larger than {limit // MEBIBYTE} MiB: no press release is; split the file")
