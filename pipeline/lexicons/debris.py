"""Phrases of site debris."""

from typing import Literal

from pipeline.lexicons.reading import Row, read_rows


class DebrisPhrase(Row):
    """A phrase of site debris and how much of its line goes with it."""

    phrase: str
    kind: Literal[
        "share", "menu", "related", "follow", "more", "counter", "tags", "rights", "contact", "network", "rubric",
        "stamp", "byline",
    ]  # fmt: skip
    extent: Literal["alone", "phrase", "line", "number", "short", "contact"]


def debris_phrases() -> tuple[DebrisPhrase, ...]:
    """Phrases of site debris."""
    return read_rows("debris", DebrisPhrase)
