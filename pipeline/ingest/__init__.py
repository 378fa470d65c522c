"""Ingest: files to press releases with normalised text, headline, publication moment, language and a stable id."""

from pipeline.ingest.cleaning import normalize
from pipeline.ingest.files import HTML_SUFFIXES, TEXT_SUFFIXES, doc_id, iter_releases, merge_duplicates, read_release
from pipeline.ingest.language import detect_language

__all__ = [
    "HTML_SUFFIXES",
    "TEXT_SUFFIXES",
    "detect_language",
    "doc_id",
    "iter_releases",
    "merge_duplicates",
    "normalize",
    "read_release",
]
