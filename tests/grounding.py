"""One assert for every record: what is put out stands in the text where it says."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from pipeline.schema import Record

_VERBATIM = ("text", "mention")


def assert_grounded(record: Record) -> None:
    """Every span of the record, however deep, equals the characters of the text it points at."""
    for path, text, start_char, end_char in spans_of(record, "record"):
        assert record.text[start_char:end_char] == text, f"{record.source}: {path} at {start_char}:{end_char}"


def spans_of(value: Any, path: str) -> Iterator[tuple[str, str, int, int]]:
    """Path, text and bounds of every model with ``start_char`` inside a value."""
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        if "start_char" in fields:
            text = next(fields[name] for name in _VERBATIM if name in fields)
            yield path, text, fields["start_char"], fields["end_char"]
        for name, inner in fields.items():
            yield from spans_of(inner, f"{path}.{name}")
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from spans_of(inner, f"{path}[{i}]")
