"""Progress on stderr with rate and time left: a bar where somebody can see it, else a line a minute."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

Item = TypeVar("Item")
_SECONDS_BETWEEN_LINES = 60.0


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")


def track(items: Iterable[Item], what: str, total: int | None = None, *, done: int = 0) -> Iterator[Item]:
    """Pass the items on and show how many there were of ``total``; ``done`` were done before."""
    if not sys.stderr.isatty():
        yield from _track_in_lines(items, what, total, done)
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, completed=done)
        for item in items:
            yield item
            bar.advance(task)


def _track_in_lines(items: Iterable[Item], what: str, total: int | None, done: int) -> Iterator[Item]:
    started = last = time.monotonic()
    for count, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - last >= _SECONDS_BETWEEN_LINES:
            last = now
            print(progress_line(what, count, total, done, now - started), file=sys.stderr, flush=True)


def progress_line(what: str, count: int, total: int | None, done: int, seconds: float) -> str:
    """`records: 1,200 of 5,000, 14.2/s, 4:28 left`; the rate is that of this run, without what was ``done`` before."""
    rate = count / seconds
    if total is None:
        return f"{what}: {done + count:,}, {rate:.1f}/s"
    minutes, left = divmod(round((total - done - count) / rate), 60)
    return f"{what}: {done + count:,} of {total:,}, {rate:.1f}/s, {minutes}:{left:02} left"
