"""Tables on disk: CSV and Parquet with the same rows, written at once and whole, and read back equal."""

import csv
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import UsageError
from pipeline.export.cells import read_cell, write_cell
from pipeline.export.columns import ISSUES, TABLES, Column, TableShape
from pipeline.export.package import write_package
from pipeline.export.rows import Row, build_records, build_rows
from pipeline.schema import Issue, Record

_BATCH = 1000
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "texts": pa.list_(pa.string()),
    "integers": pa.list_(pa.int64()),
    "map": pa.map_(pa.string(), pa.string()),
}


def arrow_schema(shape: TableShape) -> pa.Schema:
    """Arrow types of a table; each column carries its meaning as metadata."""
    return pa.schema([_arrow_field(column) for column in shape.columns])


def _arrow_field(column: Column) -> pa.Field:
    return pa.field(column.name, _ARROW[column.kind], column.nullable, {"description": column.meaning})


def write_tables(records: Iterable[Record], out: Path | str, *, excel: bool = False) -> dict[str, int]:
    """Write all tables of the records into the folder ``out`` and return the number of rows of each.

    ``NAME.csv`` and ``NAME.parquet`` for every table, and ``datapackage.json``. The same records give the same bytes.
    Records may be a stream: one thousand are held at a time. Files appear whole or not at all. ``excel`` puts a byte
    order mark into the CSV files, so that Excel reads them as UTF-8.
    """
    out = Path(out)
    counts = write_table_files(records, out, excel=excel)
    write_package(out, TABLES, excel=excel)
    return counts


def write_table_files(records: Iterable[Record], out: Path, *, excel: bool = False, first: int = 1) -> dict[str, int]:
    """The tables alone, without their description; ``first`` is the place of the first record in the run."""
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = [stack.enter_context(_TableWriter(shape, out, excel=excel)) for shape in TABLES]
        for position, record in enumerate(records, first):
            rows = build_rows(record, position)
            for writer in writers:
                writer.add(rows[writer.shape.name])
    return {writer.shape.name: writer.count for writer in writers}


def merge_tables(folders: Sequence[Path], out: Path, *, excel: bool = False) -> dict[str, int]:
    """One table of each kind out of those in ``folders``, the same bytes as if they had been written in one go.

    The CSV files of the folders are removed, the Parquet files stay.
    """
    counts = {}
    with ExitStack() as stack:
        for shape in TABLES:
            writer = stack.enter_context(_TableWriter(shape, out, excel=excel))
            for folder in folders:
                writer.append(folder)
            counts[shape.name] = writer.count
    for folder in folders:
        for shape in TABLES:
            (folder / f"{shape.name}.csv").unlink()
    write_package(out, TABLES, excel=excel)
    return counts


class _TableWriter:
    """Both files of one table under temporary names; renamed when all rows are in, removed on an error."""

    def __init__(self, shape: TableShape, out: Path, *, excel: bool) -> None:
        self.shape = shape
        self.count = 0
        self._targets = [out / f"{shape.name}.csv", out / f"{shape.name}.parquet"]
        self._temporary = [target.with_name(f".{target.name}.{os.getpid()}") for target in self._targets]
        self._schema = arrow_schema(shape)
        self._waiting: list[Row] = []
        self._left: pa.Table | None = None
        self._encoding = "utf-8-sig" if excel else "utf-8"

    def __enter__(self) -> Self:
        self._file = self._temporary[0].open("w", encoding=self._encoding, newline="")
        self._csv = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        self._csv.writerow([column.name for column in self.shape.columns])
        self._parquet = pq.ParquetWriter(self._temporary[1], self._schema, compression="zstd")
        return self

    def add(self, rows: Sequence[Row]) -> None:
        columns = [(column.name, column.kind) for column in self.shape.columns]
        self._csv.writerows([write_cell(row[name], kind) for name, kind in columns] for row in rows)
        self._waiting.extend(rows)
        self.count += len(rows)
        while len(self._waiting) >= _BATCH:
            self._write_group(arrow_table(self.shape, self._waiting[:_BATCH]))
            self._waiting = self._waiting[_BATCH:]

    def append(self, folder: Path) -> None:
        """Add the files of this table in another folder."""
        with (folder / f"{self.shape.name}.csv").open(encoding="utf-8", newline="") as file:
            file.readline()
            shutil.copyfileobj(file, self._file)
        table = pq.ParquetFile(folder / f"{self.shape.name}.parquet").read().cast(self._schema)
        self.count += table.num_rows
        self._left = table if self._left is None else pa.concat_tables([self._left, table])
        while self._left.num_rows >= _BATCH:
            self._write_group(self._left.slice(0, _BATCH))
            self._left = self._left.slice(_BATCH)

    def _write_group(self, table: pa.Table) -> None:
        """A group of rows of its own: the same rows give the same bytes however they came."""
        self._parquet.write_table(table.combine_chunks())

    def _flush(self) -> None:
        if self._waiting:
            self._write_group(arrow_table(self.shape, self._waiting))
        if self._left is not None and self._left.num_rows:
            self._write_group(self._left)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._flush()
        finally:
            self._file.close()
            self._parquet.close()
        for temporary, target in zip(self._temporary, self._targets, strict=True):
            if error is None:
                temporary.replace(target)
            else:
                temporary.unlink(missing_ok=True)


def arrow_table(shape: TableShape, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with the types of its shape."""
    columns = {column.name: [_arrow_value(row[column.name], column) for row in rows] for column in shape.columns}
    return pa.table(columns, schema=arrow_schema(shape))


def _arrow_value(value: Any, column: Column) -> Any:
    return list(value.items()) if column.kind == "map" and isinstance(value, dict) else value


def read_tables(out: Path | str, form: Literal["parquet", "csv"] = "parquet") -> dict[str, pd.DataFrame]:
    """All tables of a folder as data frames with Arrow types (dates are dates, lists are lists), by name.

    Both forms give equal frames. Raises ``UsageError`` when a table is missing.
    """
    out = Path(out)
    return {shape.name: _to_frame(_read_table(shape, out, form)) for shape in TABLES}


def read_records_of_tables(out: Path | str, form: Literal["parquet", "csv"] = "parquet") -> list[Record]:
    """The records that the tables of a folder were written from, equal to them. Raises ``UsageError``."""
    out = Path(out)
    return build_records({shape.name: _plain_rows(shape, _read_table(shape, out, form)) for shape in TABLES})


def _to_frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def _plain_rows(shape: TableShape, table: pa.Table) -> list[Row]:
    maps = [column.name for column in shape.columns if column.kind == "map"]
    rows: list[Row] = table.to_pylist()
    for row in rows:
        row.update({name: dict(row[name] or ()) for name in maps})
    return rows


def _read_table(shape: TableShape, out: Path, form: Literal["parquet", "csv"]) -> pa.Table:
    path = out / f"{shape.name}.{form}"
    if not path.is_file():
        raise UsageError(f"{path}: no such table", "write the tables first")
    if form == "parquet":
        return pq.ParquetFile(path).read()
    return arrow_table(shape, list(read_csv_rows(shape, path)))


def read_csv_rows(shape: TableShape, path: Path) -> Iterator[Row]:
    """Rows of a CSV file written here, cells turned back to values. Raises ``UsageError`` for other columns."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        expected = [column.name for column in shape.columns]
        if next(reader, None) != expected:
            raise UsageError(f"{path}: other columns than {', '.join(expected)}", "write the tables again")
        for cells in reader:
            pairs = zip(shape.columns, cells, strict=True)
            yield {column.name: read_cell(cell, column.kind) for column, cell in pairs}


def write_issues(issues: Iterable[Issue], out: Path | str, *, excel: bool = False) -> int:
    """Write ``issues.csv`` into the folder ``out`` (with its header also when there is none); returns their number."""
    path = Path(out) / "issues.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    with temporary.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([column.name for column in ISSUES.columns])
        for issue in issues:
            writer.writerow([write_cell(getattr(issue, column.name), column.kind) for column in ISSUES.columns])
            count += 1
    temporary.replace(path)
    return count


def read_issues(out: Path | str) -> list[Issue]:
    """The issues of a folder. Raises ``UsageError`` when there is no ``issues.csv``."""
    path = Path(out) / "issues.csv"
    if not path.is_file():
        raise UsageError(f"{path}: no such table", "write the tables first")
    return [Issue(**row) for row in read_csv_rows(ISSUES, path)]
