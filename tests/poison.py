"""Work for a pool that some documents spoil; light to import, for every worker imports it anew."""

import os
import time

from pipeline.errors import UsageError


def work(items: list[str]) -> list[str]:
    """A document that ends its process, one that never ends, and others."""
    for item in items:
        if item == "вбивця":
            os._exit(139)
        while item == "вічний":
            pass
    return [item.upper() for item in items]


def refuse(items: list[str]) -> list[str]:
    """The fault is ours: no document is to blame."""
    raise UsageError("налаштування хибні")


def ready() -> None:
    """A worker that has come here has imported all it needs."""


def slow() -> None:
    """A model that takes longer to load than a document may."""
    time.sleep(2.5)
