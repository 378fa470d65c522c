"""What the dictionary says of each word, as the encoder reads it beside the pieces of the word."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.names.morphology import grammemes

Bits = npt.NDArray[np.uint8]
_WORDS_REMEMBERED = 50_000


class Grammar:
    """Words to rows of bits, one for each of the grammemes of ``names``: `Петренком` has Surn, anim, masc-ablt …"""

    def __init__(self, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._known: dict[str, Bits] = {}

    def of_words(self, words: Sequence[str]) -> Bits:
        """Bits of words: words × grammemes. Others than those of ``names`` are left out."""
        return np.stack([self._of_word(word) for word in words])

    def of_slots(self, words: Sequence[str], slots: npt.NDArray[np.int64], count: int) -> Bits:
        """Bits of ``count`` slots of a window, words in ``slots`` and none in the marks: slots × grammemes."""
        bits = np.zeros((count, len(self._places)), dtype=np.uint8)
        bits[slots] = self.of_words(words)
        return bits

    def _of_word(self, word: str) -> Bits:
        bits = self._known.get(word)
        if bits is None:
            bits = np.zeros(len(self._places), dtype=np.uint8)
            bits[[self._places[name] for name in grammemes(word) if name in self._places]] = 1
            if len(self._known) >= _WORDS_REMEMBERED:
                self._known.clear()
            self._known[word] = bits
        return bits
