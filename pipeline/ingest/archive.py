"""Archives to documents: folders, zip and tar, compressed files and tables, walked as a stream with bounded memory.

Nothing is unpacked to disk. Whatever cannot be read becomes an issue under its own name, and the walk goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest.containers import decompress, iter_members
from pipeline.ingest.draft import Unit
from pipeline.ingest.faults import build_issue
from pipeline.ingest.formats import COMPRESSIONS, CONTAINERS, SPLIT, form_of, full_name, known_suffixes, size_limit
from pipeline.ingest.limits import MAX_COMPRESSIONS, MAX_CONTAINERS, read_limited
from pipeline.ingest.places import LocalFile, RemoteFile, find_remote_files, is_url
from pipeline.schema import Issue


@dataclass(frozen=True)
class _Place:
    """Where the walk stands: the source so far, the name that tells the format, and how deep it is nested."""

    source: str
    name: str
    containers: int = 0
    compressions: int = 0


def iter_units(root: Path | str, columns: dict[str, str]) -> Iterator[Unit | Issue]:
    """Documents of a file, a folder or a URL in the order of their paths, and an issue for each that cannot be had.

    The order is the same every time. Raises UsageError when there is nothing at ``root``.
    """
    files = find_inputs(root)
    if not any(form_of(file.name) for file in files):
        message = f"no file of a known format in it ({known_suffixes()})"
        yield Issue(source=printable(str(root)), stage="ingest", code="nothing", message=message)
    for file in files:
        yield from _walk_file(file, columns)


def find_inputs(root: Path | str) -> Sequence[LocalFile | RemoteFile]:
    """Files of an archive, sorted by path, wherever it lies. Raises UsageError when there is nothing."""
    if isinstance(root, str) and is_url(root):
        return find_remote_files(root)
    root = Path(root)
    named = ((path.name if path == root else path.relative_to(root).as_posix(), path) for path in find_files(root))
    return [LocalFile(printable(name), path) for name, path in named]


def find_files(root: Path) -> list[Path]:
    """Files under a folder (or the one file), sorted by path; hidden ones and links that lead outside left out."""
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise UsageError(f"{root}: no such file or folder", "name a folder with releases, or a file of them")
    home = root.resolve()
    return sorted(
        (path for path in root.rglob("*") if _belongs(path, root, home)),
        key=lambda path: path.relative_to(root).as_posix(),
    )


def _belongs(path: Path, root: Path, home: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and not path.is_dir() and (not path.is_symlink() or _leads_inside(path, home))


def _leads_inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):  # a broken link, or one that leads to itself
        return False


def printable(source: str) -> str:
    """A source that can be written as UTF-8: bytes of file names that are none stand as escapes."""
    return source.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _walk_file(file: LocalFile | RemoteFile, columns: dict[str, str]) -> Iterator[Unit | Issue]:
    place = _Place(file.source, file.name)
    if form_of(place.name) is None:
        yield _format_issue(file.source)
    elif not file.is_readable():
        yield _issue(file.source, ReleaseError("unreadable", "not a regular file: left out"))
    else:
        try:
            stream, size = file.open()
            with stream:
                yield from _walk(stream, place, columns, size)
        except OSError as error:
            yield _issue(file.source, ReleaseError("unreadable", f"cannot be read: {error.strerror or error}"))


def _walk(stream: BinaryIO, place: _Place, columns: dict[str, str], size: int | None) -> Iterator[Unit | Issue]:
    """Documents of one stream; ``size`` is that of the file on disk, None inside another file."""
    form = form_of(place.name)
    try:
        if form is None:
            yield _format_issue(place.source)
        elif form in CONTAINERS:
            yield from _walk_container(stream, form, place, columns, size)
        elif form in COMPRESSIONS:
            yield from _walk_compressed(stream, form, place, columns)
        elif form in SPLIT:
            yield from _split(stream, form, place, columns)
        else:
            yield Unit(place.source, form, read_limited(stream, size_limit(form)))
    except ReleaseError as error:
        yield _issue(place.source, error)
    except OSError:
        raise
    except Exception as error:  # the border of one file: a library at odds with what it reads must not end the walk
        yield build_issue(place.source, error)


def _walk_container(
    stream: BinaryIO, form: str, place: _Place, columns: dict[str, str], size: int | None
) -> Iterator[Unit | Issue]:
    if place.containers == MAX_CONTAINERS:
        raise ReleaseError("nested", "an archive inside an archive inside an archive: left out")
    found = False
    for member in iter_members(stream, form, size):
        source = printable(f"{place.source}!{member.name}")
        path = PurePosixPath(member.name.replace("\\", "/"))
        if _is_hidden(path):
            continue
        found = True
        if member.refusal is not None:
            yield _issue(source, member.refusal)
        elif member.stream is not None:
            inner = _Place(source, path.name, place.containers + 1, place.compressions)
            yield from _walk(member.stream, inner, columns, None)
    if not found:
        raise ReleaseError("empty", "no document in it")


def _is_hidden(path: PurePosixPath) -> bool:
    """Files that programs add to archives: ``__MACOSX/._a.html``, ``.DS_Store``."""
    return any(part.startswith((".", "__MACOSX")) and part not in {".", ".."} for part in path.parts)


def _walk_compressed(stream: BinaryIO, form: str, place: _Place, columns: dict[str, str]) -> Iterator[Unit | Issue]:
    if place.compressions == MAX_COMPRESSIONS:
        raise ReleaseError("nested", "compressed too many times: left out")
    inner = replace(place, name=full_name(place.name).rpartition(".")[0], compressions=place.compressions + 1)
    if form_of(inner.name) is None and "." not in inner.name:
        inner = replace(inner, name=f"{inner.name}.txt")
    yield from _walk(decompress(stream, form), inner, columns, None)


def _split(stream: BinaryIO, form: str, place: _Place, columns: dict[str, str]) -> Iterator[Unit | Issue]:
    """Rows of a table, messages of a mailbox, pages of a crawl, numbered from 1."""
    number = 0
    try:
        for number, part in enumerate(_parts(stream, form, columns), 1):
            source = f"{place.source}#{number}"
            if isinstance(part, ReleaseError):
                yield _issue(source, part)
            else:
                yield replace(part, source=source)
        if not number:
            raise ReleaseError("empty", "no document in it")
    except ReleaseError as error:
        yield _issue(f"{place.source}#{number + 1}" if number else place.source, error)


def _parts(stream: BinaryIO, form: str, columns: dict[str, str]) -> Iterator[Unit | ReleaseError]:
    if form == "mbox":
        from pipeline.ingest.mail import split_mbox

        return split_mbox(stream)
    if form == "warc":
        from pipeline.ingest.warc import split_warc

        return split_warc(stream)
    from pipeline.ingest.rows import split_rows

    return split_rows(stream, form, columns)


def _format_issue(source: str) -> Issue:
    return _issue(source, ReleaseError("format", "not a file of a known format: left out"))


def _issue(source: str, error: ReleaseError) -> Issue:
    return Issue(source=source, stage="ingest", code=error.code, message=printable(error.message))
