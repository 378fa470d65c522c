"""Ingest: files and archives to press releases with normalised text, headline, publication moment and a stable id."""

from pipeline.ingest.archive import iter_units
from pipeline.ingest.building import doc_id
from pipeline.ingest.cleaning import normalize
from pipeline.ingest.draft import Unit
from pipeline.ingest.faults import build_issue, trace_of
from pipeline.ingest.files import (
    iter_releases,
    merge_duplicates,
    read_release,
    read_unit,
    sign_releases,
)
from pipeline.ingest.formats import HTML_SUFFIXES, TEXT_SUFFIXES
from pipeline.ingest.language import detect_language

__all__ = [
    "HTML_SUFFIXES",
    "TEXT_SUFFIXES",
    "Unit",
    "build_issue",
    "detect_language",
    "doc_id",
    "iter_releases",
    "iter_units",
    "merge_duplicates",
    "normalize",
    "read_release",
    "read_unit",
    "sign_releases",
    "trace_of",
]
