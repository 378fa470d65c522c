"""The extraction of a run on a Ray cluster: its parts are spread over the nodes through a folder that all of them see.

Each part goes out as a Parquet shard of releases; Ray Data reads the shards on the nodes, and an actor writes the
records and the tables of each into OUT. A part is the same whoever made it, so a run may be begun on one machine and
finished on a cluster, or the other way round.
"""

import platform
import re
import shutil
import socket
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, SetupError, UsageError
from pipeline.export.shards import write_shard
from pipeline.run.extraction import BATCH, extract_lines, load_engine, seconds_per_document
from pipeline.run.job import program_state
from pipeline.run.parts import Part, drop_leftovers, drop_parts_from, read_part
from pipeline.run.progress import track
from pipeline.run.shards import RELEASES_PER_PART, Known, PartPlan, plan_parts, tables_of_part
from pipeline.run.workers import Workers
from pipeline.schema import PressRelease, Record

CLUSTERS = ("ray",)
_MOST_BLOCKS = 10_000
_SECONDS_TO_CONNECT = 10.0
_OUR_ERROR = re.compile(r"pipeline\.errors\.\w+Error: (.+)(?:\n\s*→ (.+))?")


def require_cluster(cluster: str) -> None:
    """Raise UsageError for an unknown kind of cluster, SetupError when its library is not installed."""
    if cluster not in CLUSTERS:
        raise UsageError(f"unknown cluster {cluster!r}", f"clusters are: {', '.join(CLUSTERS)}")
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise SetupError("Ray is not installed", "pip install 'vytiah[ray]', on every node") from error


def make_parts_on_cluster(
    releases: Path, root: Path, total: int, *, engine: str | None, program: str, address: str, known: Known, work: Path
) -> Iterator[tuple[Part, bool]]:
    """Parts of the records of ``releases.jsonl`` in order, as `make_parts` gives them, and whether they have tables.

    ``root`` and ``work`` (where the shards are put) are folders that every node sees under the same path. Raises
    UsageError when there is no cluster at ``address``, SetupError when a node has another version of the program.
    """
    root, work = root.resolve(), work.resolve()
    root.mkdir(parents=True, exist_ok=True)
    drop_leftovers(root)
    count = -(-total // RELEASES_PER_PART)
    numbers = _write_shards(plan_parts(releases, root, program, known), work)
    if numbers:
        rows = _run_on_ray(work, root, len(numbers), engine, program, address)
        deque(track(rows, "parts", count, done=count - len(numbers)), maxlen=0)
    shutil.rmtree(work, ignore_errors=True)
    for number in range(count):
        part = read_part(root, number)
        if part is None:
            raise UsageError(f"part {number} was not made", "is OUT on a path that every node sees and may write to?")
        yield part, number in numbers
    drop_parts_from(root, count)


def _write_shards(plans: Iterator[PartPlan], work: Path) -> set[int]:
    """A shard for each part that is to be made; returns their numbers."""
    shutil.rmtree(work, ignore_errors=True)
    numbers: set[int] = set()
    for plan in plans:
        if plan.part is None:
            write_shard([_row_of(plan)], work / f"{plan.number:06}.parquet")
            numbers.add(plan.number)
    return numbers


def _row_of(plan: PartPlan) -> dict[str, Any]:
    known = (plan.known.get(place) for place in range(len(plan.releases)))
    return {
        "number": plan.number,
        "first": plan.number * RELEASES_PER_PART + 1,
        "digest": plan.digest,
        "releases": [release.model_dump_json() for release in plan.releases],
        "known": [record.model_dump_json() if record else "" for record in known],
    }


def _run_on_ray(
    work: Path, root: Path, shards: int, engine: str | None, program: str, address: str
) -> Iterator[Mapping[str, Any]]:
    """The parts as they are finished, in any order."""
    import ray
    import ray.data

    try:
        _require_head(address)
        ray.init(address=address, log_to_driver=False, ignore_reinit_error=True)
    except OSError as error:
        raise UsageError(f"no Ray cluster at {address!r}", "start one with `ray start --head`") from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # The actors read their shards themselves; the newer readers list the files in a task of its own, which waits for
    # ever for a core that an actor holds.
    context.use_datasource_v2 = False
    actors = min(shards, max(1, int(ray.cluster_resources().get("CPU", 1))))
    read = ray.data.read_parquet(str(work), override_num_blocks=min(shards, _MOST_BLOCKS))
    made = read.map(PartMaker, fn_constructor_args=(str(root), engine, program), concurrency=actors, num_cpus=1)
    try:
        yield from made.iter_rows()
    except ray.exceptions.RayError as error:
        raise _told(error) from error
    finally:
        ray.shutdown()


def _require_head(address: str) -> None:
    """Raise OSError when nothing listens at ``HOST:PORT``: Ray would wait for it for minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and "://" not in address:
        socket.create_connection((host, int(port)), timeout=_SECONDS_TO_CONNECT).close()


def _told(error: BaseException) -> PipelineError:
    """What an actor raised on purpose, of which Ray keeps the words; else that the cluster failed."""
    ours = _OUR_ERROR.search(str(error))
    if ours is not None:
        return SetupError(ours[1], ours[2] or "")
    last = " ".join(str(error).split())[-500:]
    return UsageError(f"the cluster failed: {last}", "run the same command again: it goes on where it stopped")


class PartMaker:
    """One actor: it has a worker process with the model, and makes the parts that come to it one after another."""

    def __init__(self, root: str, engine: str | None, program: str) -> None:
        if program_state(engine) != program:
            raise SetupError(
                f"node {platform.node()} has another version of the program, its model or a library",
                "install the same version on every node",
            )
        self._root, self._engine, self._program = Path(root), engine, program
        self._pool = Workers(1, seconds_per_document(), partial(load_engine, engine))

    def __call__(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Make one part with its tables; returns its number."""
        plan = self._plan_of(row)
        wanted = iter(plan.wanted())
        batches = iter(lambda: list(islice(wanted, BATCH)), [])
        for found in extract_lines(batches, self._engine, self._pool):
            plan.found.extend(found)
        part = plan.write(self._root)
        tables_of_part(part.folder, int(row["first"]))
        return {"number": plan.number}

    def _plan_of(self, row: Mapping[str, Any]) -> PartPlan:
        releases = [PressRelease.model_validate_json(line) for line in row["releases"]]
        known = {place: Record.model_validate_json(line) for place, line in enumerate(row["known"]) if line}
        return PartPlan(int(row["number"]), str(row["digest"]), self._program, releases, known)
