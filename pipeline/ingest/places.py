"""Where an archive lies: files of a folder of this machine, or behind any URL that fsspec reads (extra ``remote``)."""

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from pipeline.errors import SetupError, UsageError
from pipeline.ingest.formats import form_of

_URL = re.compile(r"[a-z][a-z\d+.-]+://", re.IGNORECASE)
# What file systems call the mark of a version, the surest first.
_VERSIONS = ("ETag", "md5Hash", "etag", "LastModified", "updated", "last_modified", "mtime", "created")


def is_url(root: Path | str) -> bool:
    """Is this `s3://bucket/dump.zip` rather than a path?"""
    return isinstance(root, str) and _URL.match(root) is not None


@dataclass(frozen=True)
class LocalFile:
    """One file of this machine; ``source`` is its path under the root."""

    source: str
    path: Path

    @property
    def name(self) -> str:
        """The last part of the path, which tells the format."""
        return self.path.name

    def is_readable(self) -> bool:
        """A file, not a pipe or a device."""
        return self.path.is_file()

    def state(self) -> str:
        """Changes when the file is changed."""
        status = self.path.stat()
        return f"{status.st_size} {status.st_mtime_ns}"

    def open(self) -> tuple[BinaryIO, int | None]:
        """A stream, and its length when it can be read in any order. Raises OSError."""
        stream = self.path.open("rb")
        return stream, os.fstat(stream.fileno()).st_size


@dataclass(frozen=True)
class RemoteFile:
    """One file behind a URL; ``source`` is the URL without what may be secret in it."""

    source: str
    files: Any
    path: str
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The last part of the path; a page of the web needs no suffix."""
        name = PurePosixPath(urlsplit(self.source).path).name
        return f"{name}.html" if form_of(name) is None and self.source.startswith("http") else name

    def is_readable(self) -> bool:
        """Listings give files only."""
        return True

    def state(self) -> str:
        """Changes when the file is changed, as far as its server tells."""
        version = next((self.facts[name] for name in _VERSIONS if self.facts.get(name)), "")
        return f"{self.facts.get('size')} {version}"

    def open(self) -> tuple[BinaryIO, int | None]:
        """A stream, and its length when it can be read in any order. Raises OSError."""
        try:
            stream = self.files.open(self.path, "rb")
            size = self.facts.get("size") if stream.seekable() else None
        except Exception as error:  # each file system has errors of its own
            raise OSError(_short(error)) from error
        return io.BufferedReader(_Remote(stream)), size


class _Remote(io.RawIOBase):
    """A stream of a file system whose errors are all OSErrors."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._inner.seekable())

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return int(self._inner.seek(offset, whence))

    def tell(self) -> int:
        return int(self._inner.tell())

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except Exception as error:  # a connection that is cut, a token that has run out
            raise OSError(_short(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def find_remote_files(url: str) -> list[RemoteFile]:
    """Files under a URL (or the one file), sorted by path.

    Raises SetupError when fsspec or what it needs for the URL is not installed, UsageError when nothing is there.
    """
    try:
        import fsspec

        files, path = fsspec.core.url_to_fs(url)
        facts = files.find(path, detail=True) if files.isdir(path) else {path: files.info(path)}
    except ImportError as error:
        raise SetupError(f"{public_url(url)}: {error}", "pip install 'vytiah[remote]'") from error
    except Exception as error:  # each file system has errors of its own
        message = f"{public_url(url)}: cannot be read: {_short(error)}"
        raise UsageError(message, "check the address and the rights") from error
    root = public_url(url).rstrip("/")
    named = ((f"{root}/{name.removeprefix(path).strip('/')}".rstrip("/"), name) for name in sorted(facts))
    return [RemoteFile(source, files, name, facts[name]) for source, name in named if not _is_hidden(source)]


def _is_hidden(source: str) -> bool:
    return any(part.startswith(".") for part in urlsplit(source).path.split("/"))


def public_url(url: str) -> str:
    """The URL without names, passwords and signatures."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
