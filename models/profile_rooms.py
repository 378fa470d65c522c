"""Where the line's time goes, by package: ``python models/profile_rooms.py [--engine encoder]``.

One warm pass over the committed releases under cProfile, in processor time. The time of a package counts from the
calls that enter it from outside to their return, so it holds that of the packages it calls (``relations`` asks
``names``); ``share`` is that time against the whole pass.
"""

import argparse
import cProfile
import pstats
import time
from collections import Counter
from pathlib import Path

from bench import build

PACKAGE = Path(__file__).parent.parent / "pipeline"
Call = tuple[str, int, str]


def package_of(call: Call) -> str | None:
    """The package of ``pipeline/`` that a function stands in; null for libraries."""
    path = Path(call[0])
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") if path.is_relative_to(PACKAGE) else None


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """Seconds a package, of the calls that enter it, most first."""
    seconds: Counter[str] = Counter()
    for call, (_, _, _, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        package = package_of(call)
        if package is not None:
            seconds[package] += sum(edge[3] for caller, edge in callers.items() if package_of(caller) != package)
    return dict(seconds.most_common())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default="encoder")
    options = parser.parse_args()
    work = build(f"{options.engine}-line")
    work()
    profile = cProfile.Profile(time.process_time)
    started = time.process_time()
    profile.runcall(work)
    total = time.process_time() - started
    print(f"| package | seconds | share of {total:.1f} s |\n|---|---|---|")
    for package, seconds in shares(profile).items():
        print(f"| {package} | {seconds:.2f} | {seconds / total:.1%} |")


if __name__ == "__main__":
    main()
