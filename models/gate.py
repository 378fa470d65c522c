"""The quality gate: figures over ``data/gold`` must not fall below ``models/floors.json``.

``python models/gate.py`` measures every engine that has floors and fails below any of them, and when a floor is lower
than it once was in git history without a reason under ``lowered``. ``--raise`` pins what is reached, rounded down to
a percent; it never lowers. ``--engine NAME`` measures one engine.
"""

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.run import evaluate
from pipeline.scoring import total

FLOORS = Path("models/floors.json")
GOLD = Path("data/gold")
# Counting noise of one hit or miss in the smallest figure is far above this; float noise is below.
_TOLERANCE = 1e-9

Floors = dict[str, dict[str, float]]


def measure(engine: str) -> dict[str, float]:
    """Headline value of every figure over ``data/gold`` with an engine."""
    summed = total(report for _, report in evaluate(GOLD, engine))
    return {figure: summed.value(figure) for figure in summed.counts}


def too_low(floors: Floors, reached: Floors) -> Iterator[str]:
    """A line for each figure below its floor."""
    for engine, pinned in floors.items():
        for figure, floor in pinned.items():
            value = reached.get(engine, {}).get(figure, floor)
            if value < floor - _TOLERANCE:
                yield f"{engine}: {figure} is {value:.4f}, the floor is {floor:.2f}"


def lowered(now: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """A line for each floor below that of an earlier state, unless ``lowered`` gives the reason."""
    for engine, pinned in before["floors"].items():
        for figure, floor in pinned.items():
            value = now["floors"].get(engine, {}).get(figure, 0.0)
            if value < floor - _TOLERANCE and f"{engine}/{figure}" not in now["lowered"]:
                yield f"{engine}: the floor of {figure} was {floor:.2f}, now {value:.2f}, and `lowered` gives no reason"


def earlier_states() -> Iterator[dict[str, Any]]:
    """The floors file as it was in every commit; nothing outside a git checkout."""
    log = _git("log", "--format=%H", "--", FLOORS.as_posix())
    for commit in log.split():
        yield json.loads(_git("show", f"{commit}:{FLOORS.as_posix()}"))


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def raised(floors: Floors, reached: Floors) -> Floors:
    """Floors moved up to what is reached, rounded down to a percent; none moves down."""
    return {
        engine: {
            figure: max(floors.get(engine, {}).get(figure, 0.0), math.floor(value * 100) / 100)
            for figure, value in values.items()
        }
        for engine, values in reached.items()
    }


def main() -> None:
    """Measure, compare, and say what is wrong; exit code 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true", help="pin what is reached")
    parser.add_argument("--engine", action="append", help="an engine to measure; may be repeated")
    options = parser.parse_args()
    state = json.loads(FLOORS.read_text(encoding="utf-8"))
    reached = {engine: measure(engine) for engine in options.engine or state["floors"]}
    if options.up:
        state["floors"] |= raised(state["floors"], reached)
        FLOORS.write_text(json.dumps(state, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    wrong = [*too_low(state["floors"], reached)]
    wrong += dict.fromkeys(line for before in earlier_states() for line in lowered(state, before))
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(1)
    print(f"floors hold: {', '.join(reached)}")


if __name__ == "__main__":
    main()
