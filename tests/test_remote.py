"""Archives behind URLs, through fsspec: the same releases as from a folder, and errors that say what to do."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
import sample_files as files
from sample_files import BODY, DAY, TITLE

from pipeline import run as runs
from pipeline.errors import SetupError, UsageError
from pipeline.export import read_models
from pipeline.ingest import iter_releases
from pipeline.ingest.places import RemoteFile, find_remote_files, public_url
from pipeline.schema import Issue, PressRelease

WHOLE = f"{TITLE}\n\n{BODY}"
BUCKET = "memory://пресслужба"


@pytest.fixture
def bucket() -> Iterator[str]:
    """A bucket with a page, an archive that is read in any order, a compressed table, and what is left out."""
    store = fsspec.filesystem("memory")
    inputs = {
        "2024/09/05/a.txt": BODY.encode(),
        "b.zip": files.zip_file({"a.docx": files.docx_file()}),
        "c.jsonl.gz": files.compressed(files.jsonl_file({"text": f"{BODY} Раз."}, {"text": f"{BODY} Два."}), "gz"),
        "d.parquet": files.parquet_file({"text": [f"{BODY} Три."]}),
        "broken.zip": b"PK\x03\x04",
        ".hidden.txt": BODY.encode(),
    }
    for name, data in inputs.items():
        store.pipe(f"/пресслужба/{name}", data)
    yield BUCKET
    store.rm("/пресслужба", recursive=True)


def test_a_bucket_is_read_like_a_folder(bucket: str) -> None:
    found = list(iter_releases(bucket))
    assert [item.source.removeprefix(f"{bucket}/") for item in found] == [
        "2024/09/05/a.txt", "b.zip!a.docx", "broken.zip", "c.jsonl.gz#1", "c.jsonl.gz#2", "d.parquet#1",
    ]  # fmt: skip
    assert [item.source for item in found if isinstance(item, Issue)] == [f"{bucket}/broken.zip"]
    first = found[0]
    assert isinstance(first, PressRelease)
    assert (first.published_at, first.published_from) == (DAY, "url")


def test_a_run_reads_a_bucket_and_knows_when_it_has_changed(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.line._make_parts", stop)
    with pytest.raises(KeyboardInterrupt):
        runs.run(bucket, tmp_path, workers=0)
    sources = [release.source for release in read_models(tmp_path / "releases.jsonl", PressRelease)]
    assert f"{bucket}/b.zip!a.docx" in sources
    fsspec.filesystem("memory").pipe("/пресслужба/e.txt", WHOLE.encode())
    with pytest.raises(UsageError, match="input has changed"):
        runs.run(bucket, tmp_path, workers=0)


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        find_remote_files("memory://немає/такого.zip")


def test_a_kind_of_address_that_needs_a_package_names_it() -> None:
    with pytest.raises(SetupError, match=r"vytiah\[remote\]"):
        find_remote_files("gs://bucket/a.zip")


def test_a_connection_that_is_cut_is_an_issue(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> bytes:
        raise ConnectionResetError(104, "reset")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.read", cut)
    (issue,) = iter_releases(f"{bucket}/2024/09/05/a.txt")
    assert isinstance(issue, Issue)
    assert (issue.code, issue.source) == ("unreadable", f"{bucket}/2024/09/05/a.txt")


def test_names_passwords_and_signatures_are_not_recorded(bucket: str) -> None:
    (file,) = find_remote_files(f"{bucket}/2024/09/05/a.txt")
    assert file.source == f"{bucket}/2024/09/05/a.txt"
    assert public_url("https://ivan:secret@rada.example/a.zip?Signature=x#y") == "https://rada.example/a.zip"


def test_a_page_of_the_web_needs_no_suffix() -> None:
    assert RemoteFile("https://rada.example/news/17", None, "", {}).name == "17.html"
    assert RemoteFile("https://rada.example/a.zip", None, "", {}).name == "a.zip"
