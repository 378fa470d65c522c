"""Bad inputs: each ends as a record or an issue, nothing is written outside OUT, and no network is touched."""

import socket
from pathlib import Path
from typing import NoReturn

import hostile_inputs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run as runs
from pipeline.export import read_issues, read_models
from pipeline.ingest import iter_releases, read_unit
from pipeline.ingest.draft import Unit
from pipeline.schema import Issue, PressRelease

GROUPS = ("TEXTS", "PAGES", "OFFICE", "TABLES", "MAIL_AND_FEEDS", "ARCHIVES")
# What may come of damaged input that is still text: these are released as they are.
CODES = {
    "binary", "bomb", "columns", "damaged", "empty", "encrypted", "entities", "format", "language", "link", "nested",
    "scan", "too_large", "too_long", "unreadable",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_corpus_is_large() -> None:
    assert len(hostile_inputs.ALL) >= 150


def origin(item: PressRelease | Issue) -> str:
    """The file that a release or an issue came from."""
    return item.source.split("!")[0].split("#")[0]


@pytest.mark.parametrize("group", GROUPS)
def test_every_bad_input_is_a_release_or_an_issue(group: str, tmp_path: Path) -> None:
    inputs = getattr(hostile_inputs, group)
    hostile_inputs.write_corpus(tmp_path / "in", inputs)
    found = list(iter_releases(tmp_path / "in"))
    assert set(inputs) - {origin(item) for item in found} == set()
    strange = [item for item in found if isinstance(item, Issue) and item.code not in CODES]
    assert strange == []
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert not Path("/tmp/vytiah-outside.txt").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("line-50-mb.txt", "too_large"),
        ("entities.docx", "entities"),
        ("entities.odt", "entities"),
        ("external.odt", "entities"),
        ("entities.rss", "entities"),
        ("bomb.docx", "bomb"),
        ("bomb.zip", "bomb"),
        ("bomb.txt.gz", "too_large"),
        ("bomb.txt.xz", "too_large"),
        ("bomb.txt.zst", "too_large"),
        ("bomb.tar.gz", "bomb"),
        ("bomb.jsonl.gz", "bomb"),
        ("nested.zip", "nested"),
        ("thrice.txt.gz.gz.gz", "nested"),
        ("encrypted.docx", "encrypted"),
        ("encrypted.pdf", "encrypted"),
        ("encrypted.zip", "encrypted"),
        ("link.zip", "link"),
        ("cut.zip", "damaged"),
        ("cut.parquet", "damaged"),
        ("text.pdf", "damaged"),
        ("scan.pdf", "scan"),
        ("wrong-types.parquet", "columns"),
        ("nuls.txt", "empty"),
        ("random.txt", "binary"),
    ],
)
def test_what_is_wrong_is_said(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(hostile_inputs.ALL[name])
    found = list(iter_releases(tmp_path / name))
    assert code in {item.code for item in found if isinstance(item, Issue)}
    assert not [item for item in found if isinstance(item, PressRelease)]


def test_members_beside_a_bad_one_come_through(tmp_path: Path) -> None:
    (tmp_path / "link.tar").write_bytes(hostile_inputs.ALL["link.tar"])
    found = list(iter_releases(tmp_path / "link.tar"))
    assert [type(item) for item in found] == [PressRelease, Issue]


def test_strange_files_of_the_file_system_do_not_stop_the_walk(tmp_path: Path) -> None:
    hostile_inputs.write_corpus(tmp_path / "in", {"good.txt": hostile_inputs.STORY_BYTES})
    sources = hostile_inputs.add_special_files(tmp_path / "in")
    found = list(iter_releases(tmp_path / "in"))
    assert {item.source for item in found} == {"good.txt", *sources}
    assert [item.source for item in found if isinstance(item, Issue)] == ["pipe.txt"]


def test_the_whole_line_stands_the_bad_texts(tmp_path: Path) -> None:
    slow = {"line-50-mb.txt", "brackets.txt", "line-2-mb.txt"}
    inputs = {name: data for name, data in hostile_inputs.TEXTS.items() if name not in slow and len(data) < 20_000}
    inputs |= {name: hostile_inputs.ALL[name] for name in ("formula.csv", "script.html", "nested.zip", "dates.csv")}
    hostile_inputs.write_corpus(tmp_path / "in", inputs)
    runs.run(tmp_path / "in", tmp_path / "out", workers=0)
    releases = list(read_models(tmp_path / "out" / "releases.jsonl", PressRelease))
    sources = {source for release in releases for source in (release.source, *release.also_at)}
    sources |= {issue.source for issue in read_issues(tmp_path / "out")}
    assert set(inputs) <= {source.split("!")[0].split("#")[0] for source in sources}
    assert [issue for issue in read_issues(tmp_path / "out") if issue.stage != "ingest"] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


FORMS = st.sampled_from(["text", "html", "docx", "odt", "rtf", "pdf", "eml", "feed"])
SEEDS = st.sampled_from([data for data in hostile_inputs.ALL.values() if 0 < len(data) < 5000])


@settings(max_examples=150, deadline=None)
@given(FORMS, SEEDS, st.lists(st.tuples(st.integers(0, 4999), st.binary(min_size=1, max_size=4)), max_size=6))
def test_changed_bytes_never_stop_a_reader(form: str, data: bytes, changes: list[tuple[int, bytes]]) -> None:
    changed = bytearray(data)
    for place, piece in changes:
        changed[place % len(data) : place % len(data) + len(piece)] = piece
    found = read_unit(Unit("a", form, bytes(changed)))
    assert found
    assert [item for item in found if isinstance(item, Issue) and item.code == "internal"] == []
