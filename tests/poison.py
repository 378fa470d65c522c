"""Work for a pool that some documents spoil; light to import, for every worker imports it anew."""

import os
import time
from pathlib import Path

from pipeline.errors import UsageError


def work(items: list[str]) -> list[str]:
    """A document that ends its process, one that never ends, and others."""
    for item in items:
        if item == "вбивця":
            os._exit(139)
        while item == "вічний":
            pass
    return [item.upper() for item in items]


def linger(items: list[str]) -> list[str]:
    """Leave the number of this process in a file, and never end."""
    note = Path(items[0])
    note.with_suffix(".new").write_text(str(os.getpid()))
    note.with_suffix(".new").rename(note)
    while True:
        time.sleep(0.1)


def refuse(items: list[str]) -> list[str]:
    """The fault is ours: no document is to blame."""
    raise UsageError("налаштування хибні")


def ready() -> None:
    """A worker that has come here has imported all it needs."""


def slow() -> None:
    """A model that takes longer to load than a document may."""
    time.sleep(2.5)
