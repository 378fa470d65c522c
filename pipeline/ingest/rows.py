"""Tables of releases: rows of csv, tsv, jsonl and parquet, their columns mapped to the fields of a release."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest.decoding import encoding_of
from pipeline.ingest.draft import Draft, Unit, damaged
from pipeline.ingest.limits import NESTED_BYTES, TEXT_BYTES, read_limited, too_large
from pipeline.ingest.moments import read_moment

# Field → names that its column has by custom, the likeliest first.
USUAL = {
    "text": ("text", "body", "content", "текст", "full_text", "article", "maintext"),
    "title": ("title", "headline", "заголовок", "назва"),
    "published_at": ("published_at", "published", "date", "datetime", "pub_date", "date_publish", "дата"),
    "url": ("url", "link", "address", "посилання"),
    "publisher": ("publisher", "issuer", "organization", "видавець"),
}
_SAMPLE = 1 << 16
_PARQUET_ROWS = 64


def parse_columns(words: Sequence[str]) -> dict[str, str]:
    """Fields and columns of `text=body,published_at=date`. Raises UsageError for an unknown field."""
    pairs = [pair.partition("=") for word in words for pair in word.split(",") if pair.strip()]
    columns = {field.strip(): column.strip() for field, _, column in pairs}
    for field, column in columns.items():
        if field not in USUAL or not column:
            raise UsageError(f"--map {field}={column}: no such field", f"fields are {', '.join(USUAL)}: text=body,…")
    return columns


def split_rows(stream: BinaryIO, form: str, columns: dict[str, str]) -> Iterator[Unit | ReleaseError]:
    """Rows of a table as drafts, and an error in place of each that is none.

    Raises ReleaseError ``columns`` when there is no column of texts, ``damaged`` where the file cannot be read on.
    """
    readers = {"csv": _read_csv, "jsonl": _read_jsonl, "parquet": _read_parquet}
    for row in readers[form](stream, columns):
        try:
            yield row if isinstance(row, ReleaseError) else Unit("", "row", draft=_build_draft(row, columns))
        except ReleaseError as error:
            yield error


def _column(field: str, columns: dict[str, str], names: Sequence[str]) -> str | None:
    """The column of a field: the one that was given, else the first with a usual name."""
    if field in columns:
        return columns[field]
    folded = {name.strip().lower(): name for name in reversed(names) if isinstance(name, str)}
    return next((folded[usual] for usual in USUAL[field] if usual in folded), None)


def _build_draft(row: dict[str, Any], columns: dict[str, str]) -> Draft:
    values = {field: _value(row, _column(field, columns, list(row))) for field in USUAL}
    text = values["text"]
    if text is None:
        wanted = columns.get("text") or "text"
        raise ReleaseError("columns", f"no column {wanted!r} (there are: {_names(row)})", "name it with --map text=…")
    if not isinstance(text, str):
        raise ReleaseError("columns", f"the text of the row is not text but {type(text).__name__}")
    if not text.strip():
        raise ReleaseError("empty", "the text of the row is empty")
    return Draft(
        text,
        title=_text(values["title"]),
        published_at=read_moment(values["published_at"]),
        publisher=_text(values["publisher"]),
        url=_text(values["url"]),
    )


def _value(row: dict[str, Any], column: str | None) -> Any:
    """A value, also inside objects: `--map text=article.body`."""
    if column is None or column in row:
        return row.get(column) if column else None
    found: Any = row
    for part in column.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _names(row: dict[str, Any]) -> str:
    return ", ".join(map(str, list(row)[:20]))[:300]


def _read_csv(stream: BinaryIO, columns: dict[str, str]) -> Iterator[dict[str, Any] | ReleaseError]:
    sample = io.BufferedReader(stream, _SAMPLE).peek(_SAMPLE) if isinstance(stream, io.RawIOBase) else _peek(stream)
    if not sample.strip():
        raise ReleaseError("empty", "the file is empty")
    lines = io.TextIOWrapper(stream, encoding_of(sample), errors="replace", newline="")
    csv.field_size_limit(TEXT_BYTES)
    reader = csv.reader(_whole_lines(lines), delimiter=_delimiter(sample))
    try:
        header = next(reader, [])
        _require_text(header, columns)
        for cells in reader:
            if cells:
                yield _csv_row(header, cells)
    except csv.Error as error:
        raise damaged("csv", error) from error


def _peek(stream: Any) -> bytes:
    """First bytes of a buffered stream, without taking them."""
    return bytes(stream.peek(_SAMPLE)[:_SAMPLE])


def _require_text(header: Sequence[str], columns: dict[str, str]) -> None:
    column = _column("text", columns, header)
    if column is None or column.partition(".")[0] not in (*header, column.partition(".")[0] if "." in column else ""):
        there = ", ".join(header)[:300]
        raise ReleaseError("columns", f"no column of texts (there are: {there}): name it with --map text=COLUMN")


def _whole_lines(lines: io.TextIOWrapper) -> Iterator[str]:
    while line := lines.readline(TEXT_BYTES):
        if len(line) == TEXT_BYTES:
            raise too_large(TEXT_BYTES)
        yield line.replace("\x00", "")


def _delimiter(sample: bytes) -> str:
    """The sign that stands most often in the first line."""
    first = sample.replace(b"\x00", b"").split(b"\n", 1)[0].decode("latin-1")
    return max(",;\t|", key=first.count)


def _csv_row(header: list[str], cells: list[str]) -> dict[str, Any] | ReleaseError:
    if len(cells) > len(header):
        # A comma outside quotes: no telling where the text ends, and half a text is worse than none.
        return ReleaseError("columns", f"a row of {len(cells)} cells under {len(header)} columns: left out")
    return dict(zip(header, cells, strict=False))


def _read_jsonl(stream: BinaryIO, columns: dict[str, str]) -> Iterator[dict[str, Any] | ReleaseError]:
    while line := stream.readline(TEXT_BYTES):
        if len(line) == TEXT_BYTES:
            yield too_large(TEXT_BYTES)
            while line and not line.endswith(b"\n"):
                line = stream.readline(TEXT_BYTES)
        elif line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            yield _json_row(line)


def _json_row(line: bytes) -> dict[str, Any] | ReleaseError:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return damaged("JSON", error)
    return row if isinstance(row, dict) else ReleaseError("columns", "a line that is no JSON object")


def _read_parquet(stream: BinaryIO, columns: dict[str, str]) -> Iterator[dict[str, Any] | ReleaseError]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not stream.seekable():
        stream = io.BytesIO(read_limited(stream, NESTED_BYTES))
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        wanted = {column.partition(".")[0] for field in USUAL if (column := _column(field, columns, names))}
        _require_text(names, columns)
        for batch in file.iter_batches(_PARQUET_ROWS, columns=[name for name in names if name in wanted]):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise damaged("parquet", error) from error
