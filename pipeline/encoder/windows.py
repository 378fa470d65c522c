"""Words of a Doc in windows of pieces, with overlap, so that nothing is ever cut off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """Words ``begin:stop`` of a text as pieces; the scores of words ``keep_from:keep_to`` are taken from here.

    ``first`` and ``last`` are the places of the first and the last piece of each slot among ``ids``. A slot is a word
    or a mark; ``slots`` are those of the words.
    """

    begin: int
    stop: int
    keep_from: int
    keep_to: int
    ids: Numbers
    first: Numbers
    last: Numbers
    slots: Numbers


def build_windows(
    words: Sequence[str],
    line_ends: Sequence[bool],
    pieces_of: Callable[[str], list[int]],
    *,
    limit: int,
    overlap: int,
    marks: tuple[int, int],
) -> Iterator[Window]:
    """Windows of at most ``limit`` pieces that overlap by about ``overlap``; each word is kept from one of them.

    ``marks`` are the pieces that open a window and that close it or a line. A cut falls on a line end in the last
    third of a window when there is one, and needs no overlap there.
    """
    pieces = [pieces_of(word) for word in words]
    sizes = [len(piece) + ends for piece, ends in zip(pieces, line_ends, strict=True)]
    begin = keep_from = 0
    while keep_from < len(words):
        stop, clean = _end(sizes, line_ends, begin, limit - 2)
        keep_to = stop if clean else max(keep_from + 1, _back(sizes, stop, overlap // 2))
        layout = lay_out(pieces[begin:stop], line_ends[begin:stop], marks)
        yield Window(begin, stop, keep_from, keep_to, *layout)
        begin = stop if clean else max(begin + 1, _back(sizes, stop, overlap))
        keep_from = keep_to


def _end(sizes: Sequence[int], line_ends: Sequence[bool], begin: int, limit: int) -> tuple[int, bool]:
    """Where a window from ``begin`` ends, and whether that is a clean cut (a line end, or the end of the text)."""
    size, stop = 0, begin
    while stop < len(sizes) and (size + sizes[stop] <= limit or stop == begin):
        size += sizes[stop]
        stop += 1
    if stop == len(sizes):
        return stop, True
    for line in range(stop, begin + 2 * (stop - begin) // 3, -1):
        if line_ends[line - 1]:
            return line, True
    return stop, False


def _back(sizes: Sequence[int], stop: int, pieces: int) -> int:
    """The word that stands about so many pieces before a place."""
    while stop > 0 and pieces > 0:
        stop -= 1
        pieces -= sizes[stop]
    return stop


def lay_out(
    pieces: Sequence[list[int]], line_ends: Sequence[bool], marks: tuple[int, int]
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """All pieces of a window, the first and the last of each slot, and the slots of the words, as `Window` has them.

    A window opens with the first mark, and the second closes it and every line.
    """
    ids, first, last, slots = [marks[0]], [0], [0], []
    for piece, ends in zip(pieces, line_ends, strict=True):
        slots.append(len(first))
        for found in (piece, [marks[1]])[: 1 + ends]:
            first.append(len(ids))
            ids += found
            last.append(len(ids) - 1)
    first.append(len(ids))
    last.append(len(ids))
    return np.array([*ids, marks[1]]), np.array(first), np.array(last), np.array(slots)
