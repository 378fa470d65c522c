"""The command: help, exit codes, and what goes to stdout and stderr."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = ROOT / "data" / "raw" / "seed.txt"


def vytiah(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_help_teaches_every_command() -> None:
    done = vytiah("--help")
    assert done.returncode == 0
    for command in ("ingest", "ner", "relations", "export", "run", "show", "evaluate", "schema"):
        assert command in done.stdout


def test_all_good_is_0_and_says_what_was_made(tmp_path: Path) -> None:
    done = vytiah("run", SEED, tmp_path / "out", "--excel")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 records" in done.stderr
    assert (tmp_path / "out" / "participants.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_nothing_done_is_1(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = vytiah("run", tmp_path / "in", tmp_path / "out")
    assert done.returncode == 1
    assert "nothing" in done.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["run", "немає", "out"], "no such file or folder"),
        (["run", SEED, "out", "--engine", "невідомий"], "engines are"),
        (["ner", "немає"], "vytiah ingest"),
        (["show", "--nonsense", SEED], "No such option"),
        (["evaluate", "--gold", "немає"], "--gold"),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_do(words: list[str], hint: str, tmp_path: Path) -> None:
    done = vytiah(*[tmp_path / "out" if word == "out" else word for word in words])
    assert done.returncode == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_some_failed_is_3(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "seed.txt").write_bytes(SEED.read_bytes())
    done = vytiah("run", tmp_path / "in", tmp_path / "out")
    assert done.returncode == 3
    assert "empty.txt" in done.stderr


def test_show_prints_the_record_and_its_rules() -> None:
    done = vytiah("show", "--explain", SEED)
    assert done.returncode == 0
    assert "Олександр Баньков · Державний секретар · Міністерство закордонних справ України" in done.stdout
    assert "← link_role_before_name" in done.stdout


def test_show_as_json_is_a_record() -> None:
    record = json.loads(vytiah("show", "--json", SEED).stdout)
    assert record["event"]["type"] == "meeting"


def test_the_schema_is_json_schema() -> None:
    schema = json.loads(vytiah("schema").stdout)
    assert schema["$id"].startswith("vytiah/record/")
    assert "participants" in schema["properties"]
