"""Spans of a Doc as spans of a record."""

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from pipeline import document
from pipeline.schema import Span


def span_of(mention: DocSpan) -> Span:
    """The characters of a mention."""
    return Span(start_char=mention.start_char, end_char=mention.end_char, text=mention.text)


def span_at(doc: Doc, start_char: int, end_char: int) -> Span:
    """The characters ``start_char:end_char`` of a Doc."""
    return Span(start_char=start_char, end_char=end_char, text=document.text(doc)[start_char:end_char])
