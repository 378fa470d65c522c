"""Members of zip and tar files and what compressed files hold, as streams that stop at bombs."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

import zstandard

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import damaged
from pipeline.ingest.limits import MAX_MEMBERS, NESTED_BYTES, Meter, is_bomb, read_limited

# Of xz and zstd: a window that no honest program asks for.
_DECODER_BYTES = 1 << 27
# What the libraries raise for files that are cut, changed or made to hurt.
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError, KeyError, MemoryError, UnicodeError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One file of an archive: a stream to read before the next is asked for, or why it is refused, or neither."""

    name: str
    stream: BinaryIO | None = None
    refusal: ReleaseError | None = None


@contextmanager
def _damage_of(kind: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise damaged(kind, error) from error


class _Guarded(io.RawIOBase):
    """A stream whose damage is a ReleaseError."""

    def __init__(self, inner: BinaryIO, kind: str) -> None:
        self._inner = inner
        self._kind = kind

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _damage_of(self._kind):
            data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _guarded(inner: BinaryIO, kind: str) -> BinaryIO:
    return io.BufferedReader(_Guarded(inner, kind))


def decompress(stream: BinaryIO, form: str) -> BinaryIO:
    """What a compressed file holds. Reading raises ReleaseError ``damaged`` or ``bomb``."""
    counted = _Counted(stream)
    with _damage_of(form):
        inner = _open_compressed(cast(BinaryIO, counted), form)
    return io.BufferedReader(Meter(_guarded(inner, form), lambda: counted.count))


def _open_compressed(stream: BinaryIO, form: str) -> BinaryIO:
    if form == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if form == "xz":
        return cast(BinaryIO, lzma.LZMAFile(stream))
    if form == "bz2":
        return cast(BinaryIO, bz2.BZ2File(stream))
    decoder = zstandard.ZstdDecompressor(max_window_size=_DECODER_BYTES)
    return cast(BinaryIO, decoder.stream_reader(stream, read_across_frames=True))


class _Counted:
    """A stream that counts the bytes read from it."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(size)
        self.count += len(data)
        return data


def iter_members(stream: BinaryIO, form: str, size: int | None) -> Iterator[Member]:
    """Files of a zip or tar in their order. Raises ReleaseError when the archive itself cannot be read on."""
    if form == "tar":
        return _iter_tar(stream)
    if size is None:
        data = read_limited(stream, NESTED_BYTES)
        stream, size = io.BytesIO(data), len(data)
    return _iter_zip(stream, size)


def _iter_zip(stream: BinaryIO, size: int) -> Iterator[Member]:
    with _damage_of("zip"):
        archive = zipfile.ZipFile(stream)
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ReleaseError("bomb", f"an archive of more than {MAX_MEMBERS:,} files: left out")
    total = 0
    for info in members:
        if info.filename.endswith("/"):  # its own method fails at a name that is empty
            continue
        total += info.file_size
        # Members that overlap in the file are each of a decent ratio; together they are not.
        refusal = ReleaseError("bomb", "expands out of all proportion: left out") if is_bomb(total, size) else None
        yield _zip_member(archive, info, refusal or _refusal_of_zip(info))


def _refusal_of_zip(info: zipfile.ZipInfo) -> ReleaseError | None:
    if info.flag_bits & 1:
        return ReleaseError("encrypted", "protected by a password: left out")
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return ReleaseError("link", "a link or device, not a file: left out")
    if is_bomb(info.file_size, info.compress_size):
        return ReleaseError("bomb", "expands out of all proportion: left out")
    return None


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, refusal: ReleaseError | None) -> Member:
    if refusal is not None:
        return Member(info.filename, refusal=refusal)
    try:
        stream = cast(BinaryIO, archive.open(info))
    except _DAMAGE as error:
        return Member(info.filename, refusal=damaged("zip", error))
    return Member(info.filename, _guarded(stream, "zip"))


def _iter_tar(stream: BinaryIO) -> Iterator[Member]:
    with _damage_of("tar"):
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115  the caller closes the stream
    count = 0
    while True:
        with _damage_of("tar"):
            info = archive.next()
        if info is None:
            return
        vars(archive)["members"] = []  # the library would keep every header in memory
        count += 1
        if count > MAX_MEMBERS:
            raise ReleaseError("bomb", f"an archive of more than {MAX_MEMBERS:,} files: left out")
        if not info.isdir():
            yield _tar_member(archive, info)


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Member:
    if not info.isfile() or info.sparse is not None:
        return Member(info.name, refusal=ReleaseError("link", "a link, a device or a file with holes: left out"))
    stream = archive.extractfile(info)
    return Member(info.name, _guarded(cast(BinaryIO, stream), "tar") if stream else None)
