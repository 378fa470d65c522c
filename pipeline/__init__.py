"""Vytiah: records from Ukrainian press releases. Public names are imported lazily."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.export import read_tables
    from pipeline.nlp import load
    from pipeline.records import extract
    from pipeline.schema import PressRelease, Record

__version__ = "0.1.0"
__all__ = ["PressRelease", "Record", "extract", "load", "read_tables"]

_HOMES = {
    "PressRelease": "pipeline.schema",
    "Record": "pipeline.schema",
    "extract": "pipeline.records",
    "load": "pipeline.nlp",
    "read_tables": "pipeline.export",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that reading the schema never loads spaCy or pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
