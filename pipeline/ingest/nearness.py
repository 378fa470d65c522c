"""How alike two texts are, by MinHash signatures of their word triples (the library is rensa)."""

import re
import struct

import rensa

# Sixty-four hashes estimate the share of common triples within about 0.06.
HASHES = 64
_SEED = 2022
_SHINGLE = 3
_WORD = re.compile(r"\w+")
_FORMAT = struct.Struct(f"<{HASHES}I")
SIGNATURE_BYTES = _FORMAT.size


def sign(text: str) -> bytes:
    """The signature of a text: 256 bytes, of which as many four-byte numbers agree as triples are shared."""
    words = _WORD.findall(text.lower())
    sketch = rensa.RMinHash(HASHES, _SEED)
    sketch.update([" ".join(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))])
    return _FORMAT.pack(*sketch.digest())


def similarity(one: bytes, other: bytes) -> float:
    """Estimated share of common triples among all triples of two texts, from 0 to 1."""
    pairs = zip(_FORMAT.unpack(one), _FORMAT.unpack(other), strict=True)
    return sum(1 for left, right in pairs if left == right) / HASHES


def bands(signature: bytes, rows: int) -> list[bytes]:
    """The signature cut into keys of ``rows`` numbers each: texts that are alike share one of them."""
    step = 4 * rows
    return [signature[start : start + step] for start in range(0, len(signature), step)]
