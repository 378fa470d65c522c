"""Figures in documents: which machine they were measured on, and the section of a page that a command writes."""

import datetime
import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path


def machine() -> str:
    """What was measured on: `x86_64, 2 cores (Intel Xeon …), 23 GB, Linux 6.1, Python 3.11.7, 2026-01-31`."""
    model = re.search(r"model name\s*:\s*(.+)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _text("/proc/meminfo"))
    size = f", {int(memory[1]) / 1e6:.0f} GB" if memory else ""
    cores = f"{os.cpu_count()} cores ({model[1].strip() if model else 'unknown'}){size}"
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{platform.machine()}, {cores}, {system}, Python {platform.python_version()}, {datetime.date.today()}"


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""


def write_section(page: Path, name: str, lines: Iterable[str]) -> None:
    """Put lines between the marks ``<!-- NAME -->`` and ``<!-- /NAME -->`` of a page, in place of what is there."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(start, 1)
    tail = rest.split(end, 1)[1]
    page.write_text("".join([head, start, "\n".join(lines), "\n", end, tail]), encoding="utf-8")
