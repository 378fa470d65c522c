"""Copies: which sources hold the very same text, and which nearly the same one."""

import csv
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.export.cells import write_cell
from pipeline.ingest.nearness import bands, similarity

DUPLICATES = "duplicates.csv"
COLUMNS = ("source", "doc_id", "duplicate_of", "duplicate_of_source", "kind", "similarity")
# Texts with this share of common word triples are one release with another headline, stamp or corrected letters.
NEAR = 0.7
# Sixteen bands of four numbers: two texts at 0.7 share a band with a probability of 0.99.
_ROWS = 4


@dataclass(frozen=True)
class Duplicate:
    """One source whose text is that of an earlier one: ``kind`` is ``exact`` or ``near``."""

    source: str
    doc_id: str
    duplicate_of: str
    duplicate_of_source: str
    kind: str
    similarity: float


def find_near(signed: Iterable[tuple[str, str, bytes]], store: Path) -> Iterator[Duplicate]:
    """Near copies among ``(doc_id, source, signature)``, each linked to the earliest text it is like.

    The signatures are kept in a file, ``store``, so memory does not grow with their number; a text that is a copy
    itself has no copies, so that chains of small changes do not join different texts.
    """
    store.unlink(missing_ok=True)
    base = sqlite3.connect(store)
    try:
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("PRAGMA synchronous=OFF")
        base.execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, doc_id TEXT, source TEXT, signature BLOB)")
        base.execute("CREATE TABLE bands (key BLOB, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID")
        for number, (doc_id, source, signature) in enumerate(signed):
            keys = [bytes([place]) + band for place, band in enumerate(bands(signature, _ROWS))]
            if (found := _earliest(base, keys, signature)) is not None:
                yield Duplicate(source, doc_id, found[0], found[1], "near", round(found[2], 2))
            else:
                base.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", (number, doc_id, source, signature))
                base.executemany("INSERT INTO bands VALUES (?, ?)", [(key, number) for key in keys])
    finally:
        base.close()
        store.unlink(missing_ok=True)


def _earliest(base: sqlite3.Connection, keys: list[bytes], signature: bytes) -> tuple[str, str, float] | None:
    """Id, source and similarity of the earliest text that is like the signature; None when there is none."""
    marks = ",".join("?" * len(keys))
    query = f"SELECT DISTINCT number FROM bands WHERE key IN ({marks}) ORDER BY number LIMIT 200"
    for (number,) in base.execute(query, keys).fetchall():
        row = base.execute("SELECT doc_id, source, signature FROM texts WHERE number = ?", (number,)).fetchone()
        if (alike := similarity(signature, row[2])) >= NEAR:
            return row[0], row[1], alike
    return None


def write_duplicates(found: Iterable[Duplicate], out: Path) -> int:
    """Write ``duplicates.csv`` whole or not at all; returns the number of rows."""
    temporary = out / f".{DUPLICATES}.{os.getpid()}"
    count = 0
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in found:
            writer.writerow([write_cell(str(getattr(row, name)), "text") for name in COLUMNS])
            count += 1
    temporary.replace(out / DUPLICATES)
    return count
