"""Our real Stanza models (`make test-stanza`: it needs the extra `stanza`)."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline import nlp as engines
from pipeline import run as runs
from pipeline.document import LABELS
from pipeline.errors import ModelError
from pipeline.ingest import read_release
from pipeline.run.extraction import extract_releases

ROOT = Path(__file__).parent.parent
SEED = ROOT / "data" / "raw" / "seed.txt"
GOLD = ROOT / "data" / "gold"
MODELS = ROOT / "models" / "uk_press_stanza" / "press_stanza"
RELEASE = (
    "Голова Полтавської облради зустрівся з послом\n\n12 березня 2024 року директор школи Іван Гнатюк зустрівся з "
    "Оленою Баньковою. Йшлося про ремонт.\n- підписання угоди;\n- обов’язки шкіл.\n"
)


@pytest.fixture(scope="module", autouse=True)
def _no_network() -> Any:
    """The engine never asks the network for anything."""
    patch = pytest.MonkeyPatch()

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    patch.setattr(socket.socket, "connect", refuse)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def stanza() -> Language:
    return engines.load("stanza", rules=False)


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our models in the shape that ``stanza.download`` gives a folder, without a model of entities."""
    folder = tmp_path_factory.mktemp("resources")
    vectors = [{"model": "pretrain", "package": "press"}]
    packages: dict[str, Any] = {}
    for part in ("tokenize", "pos", "lemma", "depparse"):
        (folder / "uk" / part).mkdir(parents=True)
        shutil.copyfile(MODELS / f"{part}.pt", folder / "uk" / part / "press.pt")
        packages[part] = {"press": {"dependencies": vectors} if part in {"pos", "depparse"} else {}}
    (folder / "uk" / "pretrain").mkdir()
    _write_full_vectors(folder / "uk" / "pretrain" / "press.pt")
    default = {"tokenize": "press", "pos": "press", "lemma": "press", "depparse": "press"}
    uk = {"lang_name": "Ukrainian", "packages": {"default": default}, "pretrain": {"press": {}}, **packages}
    (folder / "resources.json").write_text(json.dumps({"uk": uk}), encoding="utf-8")
    return folder


def _write_full_vectors(path: Path) -> None:
    import torch

    vectors = torch.load(MODELS / "vectors.pt", weights_only=True)
    torch.save({**vectors, "emb": vectors["emb"].float()}, path)


def test_a_release_is_annotated(stanza: Language) -> None:
    doc = stanza(RELEASE)
    assert doc.text == RELEASE
    assert {("Іван Гнатюк", "PERS"), ("12 березня 2024 року", "DATE")} <= {(e.text, e.label_) for e in doc.ents}
    word = next(token for token in doc if token.text == "послом")
    assert (word.pos_, word.lemma_, word.morph.get("Case")) == ("NOUN", "посол", ["Ins"])
    assert next(token for token in doc if token.text == "обов’язки").lemma_ == "обов’язок"
    subject = next(token for token in doc if token.text == "директор")
    assert (subject.dep_, subject.head.text, subject.head.dep_) == ("nsubj", "зустрівся", "ROOT")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Голова Полтавської облради зустрівся з послом",
        "12 березня 2024 року директор школи Іван Гнатюк зустрівся з Оленою Баньковою.",
        "Йшлося про ремонт.", "- підписання угоди;", "- обов’язки шкіл.",
    ]  # fmt: skip


def test_our_models_know_all_types(stanza: Language) -> None:
    engine: Any = stanza.get_pipe("press_stanza")
    assert engine.types == set(LABELS)
    assert stanza.pipe_names == ["press_stanza"]


def test_components_have_what_they_need() -> None:
    assert not engines.load("stanza").analyze_pipes()["problems"]["press_mentions"]


def test_batches_change_nothing(stanza: Language) -> None:
    texts = [RELEASE, "Нарада.", "", " \n ", RELEASE * 3, "Рада схвалила бюджет."]
    alone = [stanza(text).to_json() for text in texts]
    assert [doc.to_json() for doc in stanza.pipe(texts, batch_size=4)] == alone


@pytest.mark.parametrize(
    "text",
    ["Рада схвалила бюджет області. " * 1_500, "рада схвалила бюджет області " * 300, "РАДА " * 700, "🙂" * 300,
     "а" * 30_000, "Рада.\n\n \n\n\tСесія\u2028. .. ?!\n" * 20],
    ids=["long", "without punctuation", "capitals", "emoji", "one word", "blanks"],
)  # fmt: skip
def test_odd_texts_are_annotated_to_the_last_token(stanza: Language, text: str) -> None:
    doc = stanza(text)
    assert doc.text == text
    assert all(token.pos for token in doc)
    assert list(doc.sents)[-1].end == len(doc)
    assert all(token.head.sent == token.sent for token in doc)


def test_the_seed_release_gives_its_people() -> None:
    record = extract_one(SEED, "stanza")
    assert {person.name for person in record.participants} == {"Володимир Джиджора", "Олександр Баньков"}
    assert all(record.text[m.start_char : m.end_char] == m.text for m in record.mentions)


def extract_one(path: Path, engine: str, workers: int = 0) -> Any:
    release = read_release(path, path.name)
    ((record, issue),) = extract_releases([release], engine, workers=workers)
    assert issue is None
    return record


def test_workers_give_the_same_record() -> None:
    assert extract_one(SEED, "stanza", workers=2) == extract_one(SEED, "stanza")


def test_all_gold_runs_through() -> None:
    reports = runs.evaluate(GOLD, "stanza")
    assert len(reports) == len(list(GOLD.glob("*.json")))


def test_models_of_others_are_read_and_completed(resources: Path, stanza: Language) -> None:
    theirs = engines.load(f"stanza:{resources}", rules=False)
    assert theirs.pipe_names == ["ner", "press_stanza"]
    doc, ours = theirs(RELEASE), stanza(RELEASE)
    assert [token.pos_ for token in doc] == [token.pos_ for token in ours]
    assert ("12 березня 2024 року", "DATE") in {(entity.text, entity.label_) for entity in doc.ents}


def test_a_broken_folder_is_told(resources: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(resources, broken)
    (broken / "uk" / "depparse" / "press.pt").unlink()
    with pytest.raises(ModelError, match="lacks models"):
        engines.load(f"stanza:{broken}")


def test_the_command_tells_where_models_are_missing(tmp_path: Path) -> None:
    words = ["show", str(SEED), "--engine", f"stanza:{tmp_path}"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 2
    assert "make stanza-models" in done.stderr
