"""Reader of the lexicons: words as validated rows of CSV files, each row with an example.

A lexicon is a file ``lexicons/NAME.csv`` with a header; list cells are split at ``;``. Reading is cached.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import LexiconError


class Row(BaseModel):
    """Base of all rows: immutable; every row shows its use in ``example``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    example: str


RowType = TypeVar("RowType", bound=Row)


@cache
def read_rows(name: str, row: type[RowType]) -> tuple[RowType, ...]:
    """All rows of ``lexicons/NAME.csv`` as ``row`` objects, in file order.

    Raises LexiconError with ``file:line`` for a wrong header, a row that does not validate, an empty example,
    or a row that repeats another one.
    """
    resource = files("pipeline") / "lexicons" / f"{name}.csv"
    if not resource.is_file():
        raise LexiconError(f"{name}.csv: no such lexicon", "reinstall the package: its data files are missing")
    reader = csv.DictReader(resource.read_text(encoding="utf-8").splitlines())
    _check_header(name, row, reader.fieldnames or ())
    rows = [_read_row(f"{name}.csv:{reader.line_num}", row, cells) for cells in reader]
    _check_repeats(name, rows)
    return tuple(rows)


def _check_header(name: str, row: type[Row], header: Iterable[str]) -> None:
    wanted = set(row.model_fields)
    if set(header) != wanted:
        raise LexiconError(f"{name}.csv:1: columns are {sorted(header)}, expected {sorted(wanted)}")


def _read_row(where: str, row: type[RowType], cells: dict[str, Any]) -> RowType:
    if None in cells or None in cells.values():
        raise LexiconError(f"{where}: the number of cells differs from the header", "quote cells that hold a comma")
    if not cells["example"].strip():
        raise LexiconError(f"{where}: no example")
    try:
        return row.model_validate({name: _read_cell(row, name, cell) for name, cell in cells.items()})
    except ValidationError as error:
        raise LexiconError(f"{where}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error


def _read_cell(row: type[Row], name: str, cell: str) -> str | tuple[str, ...] | None:
    """A cell as its field wants it: lists are split at `;`, an empty cell of an optional field is None."""
    field = row.model_fields[name]
    if get_origin(field.annotation) is tuple:
        return tuple(part.strip() for part in cell.split(";") if part.strip())
    if not cell and not field.is_required():
        return None if field.default is None else field.default
    return cell


def _check_repeats(name: str, rows: list[RowType]) -> None:
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        content = row.model_dump_json(exclude={"example"})
        if content in seen:
            raise LexiconError(f"{name}.csv:{line}: repeats an earlier row")
        seen.add(content)


class Word(Row):
    """One word of a plain list."""

    word: str
