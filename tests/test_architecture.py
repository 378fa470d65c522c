"""The architecture: who may import whom, which room opens which door, and what the schema costs to import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline"
# A room imports only from rooms with a lower number.
RANKS = {
    "errors": 0, "schema": 0,
    "lexicons": 1, "document": 1,
    "dates": 2, "names": 2, "markup": 2, "debris": 2,
    "gazetteer": 3,
    "ner": 4, "ingest": 4, "export": 4, "scoring": 4, "encoder": 4,
    "relations": 5, "stanza_engine": 5,
    "nlp": 6,
    "records": 7,
    "run": 8,
    "show": 9,
    "cli": 10,
}  # fmt: skip
# Heavy libraries and the only rooms that open their door.
DOORS = {
    "pymorphy3": {"names"},
    "shevchenko": {"names"},
    "pandas": {"export"},
    "pyarrow": {"export", "ingest"},
    "trafilatura": {"ingest"},
    "onnxruntime": {"encoder"},
    "stanza": {"stanza_engine"},
    "torch": {"stanza_engine"},
    "jinja2": {"export"},
    "pebble": {"run"},
    "typer": {"cli"},
}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_a_rank() -> None:
    assert {room(path) for path in SOURCES} - {"__init__"} <= set(RANKS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    here = room(path)
    for name in imports(path):
        parts = name.split(".")
        assert parts[0] != "models", f"{here} imports a training recipe: {name}"
        if parts[0] == "pipeline" and len(parts) > 1 and parts[1] != here and parts[1] in RANKS:
            assert RANKS[parts[1]] < RANKS[here], f"{here} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_one_door_for_each_heavy_library(path: Path) -> None:
    for name in imports(path):
        rooms = DOORS.get(name.split(".")[0])
        assert rooms is None or room(path) in rooms, f"{path.name} opens the door to {name}"


def test_only_the_contract_touches_extensions() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if path != PACKAGE / "document.py":
            assert "set_extension" not in text, path
            assert "user_data[" not in text, path


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a statement loads in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import pipeline", "import pipeline.schema"])
def test_reading_the_schema_is_light(statement: str) -> None:
    assert not loaded_by(statement) & {"spacy", "torch", "pandas", "stanza", "pyarrow", "pymorphy3", "onnxruntime"}


def test_help_of_the_command_is_light() -> None:
    assert not loaded_by("import pipeline.cli") & {"spacy", "pandas", "pymorphy3", "torch"}


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 60
    ]
    assert long == []
