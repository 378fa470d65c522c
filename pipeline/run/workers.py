"""Processes that share the work: results in order, a time limit, and one bad document that ends no other.

A batch whose worker dies or takes too long is tried again document by document, each alone; the one that fails again
is given up. Workers are started with the first batch, and replaced now and then, so that memory stays flat.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

import pebble

Item = TypeVar("Item")
Result = TypeVar("Result")
# Batches that wait for a worker: enough to keep each busy, few enough to keep memory flat.
_WAITING_PER_WORKER = 3
# Batches after which a worker is replaced: the caches of the libraries only grow.
_BATCHES_PER_WORKER = 400
# Objects made before the collector looks for rings of them (Python: 700). A release makes thousands and hardly a ring.
_OBJECTS_PER_COLLECTION = 50_000
# Libraries of matrix products read these when they are loaded.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Workers:
    """A pool of ``count`` processes; with a count of 0 everything is done in this one, without limits.

    ``prepare`` is called in each process when it starts (to load a model): the limit of ``seconds`` a document does
    not count it.
    """

    def __init__(self, count: int, seconds: float, prepare: Callable[[], object] | None = None) -> None:
        self.count = count
        self._seconds = seconds
        self._prepare = prepare
        self._pool: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            if error is None:
                self._pool.close()
            else:
                self._pool.stop()
            self._pool.join()

    def map(
        self,
        function: Callable[[list[Item]], list[Result]],
        batches: Iterator[list[Item]],
        give_up: Callable[[Item, str, str], Result],
        *,
        limited: bool = True,
    ) -> Iterator[list[Result]]:
        """Results of each batch, in order; ``function`` gives as many results as it gets items.

        ``give_up(item, code, message)`` makes the result of an item that failed for good: ``timeout`` or ``crashed``.
        An exception that ``function`` raises is raised here. Work that no document decides on is not ``limited``.
        """
        if not self.count:
            yield from map(function, batches)
            return
        waiting: deque[tuple[list[Item], Any]] = deque()
        for batch in batches:
            waiting.append((batch, self._schedule(function, batch, limited=limited)))
            if len(waiting) > self.count * _WAITING_PER_WORKER:
                yield self._collect(function, *waiting.popleft(), give_up)
        while waiting:
            yield self._collect(function, *waiting.popleft(), give_up)

    def _schedule(
        self, function: Callable[[list[Item]], list[Result]], batch: list[Item], *, limited: bool = True
    ) -> Any:
        # A whole batch takes far less than its slowest document may; two are too slow in no honest batch.
        seconds = self._seconds * min(len(batch), 2) if limited else None
        return self._started().schedule(function, args=(batch,), timeout=seconds)

    def _started(self) -> Any:
        if self._pool is None:
            # The workers share out the cores: a matrix product has one thread in each.
            for name in _THREADS:
                os.environ.setdefault(name, "1")
            # A fresh interpreter a worker: no lock or thread of this one comes along.
            context = multiprocessing.get_context("spawn")
            self._pool = pebble.ProcessPool(
                self.count, _BATCHES_PER_WORKER, initializer=_start, initargs=(self._prepare,), context=context
            )
        return self._pool

    def _collect(
        self,
        function: Callable[[list[Item]], list[Result]],
        batch: list[Item],
        future: Any,
        give_up: Callable[[Item, str, str], Result],
    ) -> list[Result]:
        try:
            found: list[Result] = future.result()
        except (pebble.ProcessExpired, FutureTimeout):
            return [self._alone(function, item, give_up) for item in batch]
        return found

    def _alone(
        self,
        function: Callable[[list[Item]], list[Result]],
        item: Item,
        give_up: Callable[[Item, str, str], Result],
    ) -> Result:
        try:
            found: list[Result] = self._schedule(function, [item]).result()
        except FutureTimeout:
            return give_up(item, "timeout", f"given up after {self._seconds:g} seconds, twice")
        except pebble.ProcessExpired as error:
            return give_up(item, "crashed", f"given up: it ended its process twice (exit code {error.exitcode})")
        return found[0]


def _start(prepare: Callable[[], object] | None) -> None:
    """In a new worker. What fails here fails again with the first batch, where the error reaches the caller."""
    Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        with suppress(Exception):
            prepare()
    # What is loaded now stays: the collector need not look through it again and again.
    gc.freeze()
    gc.set_threshold(_OBJECTS_PER_COLLECTION)


def _end_with_parent() -> None:
    """Nobody would take what a worker finishes after its run was killed, nor end it when a document takes too long."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
