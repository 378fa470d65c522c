"""The notation ``[текст](LABEL key)``: marked stretches inside a sentence, for tests and for ``show``.

A mark is a label and any further words: ``[Іваном Гнатюком](PERS p1)``. A backslash makes the next character plain:
``\\[`` is a bracket of the text. Marks do not overlap.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Mark", "read_markup", "write_markup"]

_PIECE = re.compile(
    r"\\(?P<plain>.)|\[(?P<text>(?:\\.|[^\]\\])*)\]\((?P<label>[^\s()]+)(?: (?P<key>[^()]*))?\)", re.DOTALL
)
_SPECIAL = re.compile(r"[\[\]\\]")


@dataclass(frozen=True)
class Mark:
    """A marked stretch: characters ``start_char:end_char`` of the text, a label, and a key (empty when none)."""

    start_char: int
    end_char: int
    label: str
    key: str = ""


def read_markup(source: str) -> tuple[str, list[Mark]]:
    """The bare text and its marks, in text order.

    >>> read_markup("Зустріч із [Іваном Гнатюком](PERS p1).")
    ('Зустріч із Іваном Гнатюком.', [Mark(start_char=11, end_char=26, label='PERS', key='p1')])
    """
    text, marks, end = "", [], 0
    for match in _PIECE.finditer(source):
        text += source[end : match.start()]
        end = match.end()
        if match["plain"] is not None:
            text += match["plain"]
            continue
        start_char = len(text)
        text += re.sub(r"\\(.)", r"\1", match["text"], flags=re.DOTALL)
        marks.append(Mark(start_char, len(text), match["label"], match["key"] or ""))
    return text + source[end:], marks


def write_markup(text: str, marks: Iterable[Mark]) -> str:
    """The text with its marks written in; ``read_markup`` brings both back. Raises ValueError when marks overlap."""
    out, end = "", 0
    for mark in sorted(marks, key=lambda mark: mark.start_char):
        if mark.start_char < end:
            raise ValueError(f"marks overlap at character {mark.start_char}: {text[mark.start_char : end]!r}")
        label = f"{mark.label} {mark.key}" if mark.key else mark.label
        out += f"{_escape(text[end : mark.start_char])}[{_escape(text[mark.start_char : mark.end_char])}]({label})"
        end = mark.end_char
    return out + _escape(text[end:])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
