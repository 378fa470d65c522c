"""What the documents say is true of the code."""

import re
from pathlib import Path

import pytest

from pipeline.export import column_reference

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "models/README.md", "docs/archives.md"]


def test_the_column_reference_is_the_generated_one() -> None:
    written = (ROOT / "data/processed/README.md").read_text(encoding="utf-8")
    assert written == column_reference(), "run `make columns`"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:pipeline|models|data|tests|docs)/[\w./-]+)`", text)
    made = "data/processed/"
    missing = [path for path in named if not (ROOT / path).exists() and not path.startswith(made)]
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_that_are_named_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert named - targets == set()


def test_python_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "Баньков" in capsys.readouterr().out


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = makefile.replace("\\\n", " ").split(".PHONY: ")[1].splitlines()[0].split()
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert [target for target in targets if target not in explained] == []
