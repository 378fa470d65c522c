"""A run on a Ray cluster of two nodes gives the bytes of a local run (`make test-ray`: it needs the extra `ray`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import ray
from archive_of import story, write_archive
from ray.cluster_utils import Cluster

from pipeline import run as runs
from pipeline.errors import SetupError, UsageError
from pipeline.run import cluster, shards

COUNT = 24


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of four releases: six of them for two nodes."""
    for module in (shards, cluster):
        monkeypatch.setattr(module, "RELEASES_PER_PART", 4)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 80_000_000})
    nodes.add_node(num_cpus=1, object_store_memory=80_000_000)
    yield nodes.address
    ray.shutdown()
    nodes.shutdown()


def results(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_two_nodes_give_the_bytes_of_a_local_run(address: str, tmp_path: Path) -> None:
    write_archive(tmp_path / "in", COUNT)
    assert runs.run(tmp_path / "in", tmp_path / "local", workers=0).count == COUNT
    assert runs.run(tmp_path / "in", tmp_path / "far", cluster="ray", address=address).count == COUNT
    assert len([name for name in results(tmp_path / "far") if name.endswith("/records.jsonl")]) == COUNT // 4
    assert results(tmp_path / "far") == results(tmp_path / "local")


def test_a_cluster_goes_on_with_a_local_run_and_brings_it_up_to_date(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_archive(tmp_path / "in", 10)
    monkeypatch.setattr("pipeline.run.line._finish", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.run(tmp_path / "in", tmp_path / "out", workers=0)
    monkeypatch.setattr("pipeline.run.line._finish", finish)
    (tmp_path / "out" / "parts" / "000001" / "records.jsonl").unlink()
    runs.run(tmp_path / "in", tmp_path / "out", cluster="ray", address=address)
    (tmp_path / "in" / "a.txt").write_text(story(77), encoding="utf-8")
    runs.run(tmp_path / "in", tmp_path / "out", update=True, cluster="ray", address=address)
    runs.run(tmp_path / "in", tmp_path / "fresh", workers=0)
    assert results(tmp_path / "out") == results(tmp_path / "fresh")


finish = runs.line._finish


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_node_with_another_version_is_told(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "in", 2)
    monkeypatch.setattr("pipeline.run.job.program_state", lambda engine: "інша")
    with pytest.raises(SetupError, match="another version"):
        runs.run(tmp_path / "in", tmp_path / "out", workers=0, cluster="ray", address=address)


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    write_archive(tmp_path / "in", 2)
    with pytest.raises(UsageError, match="ray start"):
        runs.run(tmp_path / "in", tmp_path / "out", cluster="ray", address="127.0.0.1:1")
