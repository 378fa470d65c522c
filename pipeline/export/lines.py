"""JSON lines: one model a line, UTF-8, the same models giving the same bytes."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import UsageError
from pipeline.schema import Record

Model = TypeVar("Model", bound=BaseModel)


def write_text(path: Path | str, pieces: Iterable[str], *, encoding: str = "utf-8") -> None:
    """Write a text file whole or not at all: under a temporary name first, then renamed."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding=encoding, newline="") as file:
            for piece in pieces:
                file.write(piece)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_records(records: Iterable[BaseModel], path: Path | str) -> int:
    """Write models (records, releases), one JSON object a line; returns their number."""
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        for record in records:
            count += 1
            yield record.model_dump_json() + "\n"

    write_text(path, lines())
    return count


def read_models(path: Path | str, model: type[Model]) -> Iterator[Model]:
    """Models of a JSONL file in order. Raises ``UsageError`` with ``file:line`` for a line that is none."""
    path = Path(path)
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield model.model_validate_json(line)
            except ValidationError as error:
                raise UsageError(f"{path}:{number}: not a {model.__name__}: {_first_error(error)}") from error


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def read_records(path: Path | str) -> Iterator[Record]:
    """Records of ``records.jsonl`` in order. Raises ``UsageError`` with ``file:line`` for a line that is none."""
    return read_models(path, Record)
