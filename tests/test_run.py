"""Runs: the whole line on the committed sample, bad input, and the same bytes every time."""

import json
from pathlib import Path

import pytest
from grounding import assert_grounded

from pipeline import run as runs
from pipeline.errors import ModelError, UsageError
from pipeline.export import read_issues, read_records, read_tables
from pipeline.schema import Record

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
STORY = (
    "Київський міський голова провів нараду\n\n12 березня 2024 року директор школи Іван Гнатюк зустрівся з "
    "головою Полтавської обласної ради Оленою Коваль. Сторони домовилися провести спільні навчання до 1 травня.\n"
)


def results(out: Path) -> dict[str, bytes]:
    """Every file a run left but the manifest, which holds seconds, and the parts it was made of."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "manifest.json"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    assert runs.run(RAW, folder, workers=1).count == len([path for path in RAW.rglob("*") if path.is_file()])
    return folder


def seed(out: Path) -> Record:
    return next(record for record in read_records(out / "records.jsonl") if record.source == "seed.txt")


def test_every_span_of_the_sample_is_grounded(out: Path) -> None:
    for record in read_records(out / "records.jsonl"):
        assert_grounded(record)
        assert record.language == "uk"


def test_the_seed_release_has_its_people(out: Path) -> None:
    people = [(p.name, p.role, p.organization, p.participation) for p in seed(out).participants]
    assert people == [
        (
            "Володимир Джиджора",
            "представник Уповноваженого з питань міжнародного співробітництва",
            "Уповноважений Верховної Ради України з прав людини",
            "participant",
        ),
        ("Олександр Баньков", "Державний секретар", "Міністерство закордонних справ України", "participant"),
    ]


def test_the_seed_release_has_its_event(out: Path) -> None:
    event = seed(out).event
    assert (event.type, event.start, event.end, event.inferred) == ("meeting", "2022-02-15", "2022-02-15", True)


def test_the_seed_release_has_its_topics_and_actions(out: Path) -> None:
    record = seed(out)
    listed = [topic.text.split()[0] for topic in record.topics if topic.rule == "link_topic_list"]
    assert listed == ["перспективу", "підписання", "проведення"]
    assert [(a.text.split()[0], a.status) for a in record.actions] == [
        ("продовжувати", "agreed"),
        ("посилювати", "agreed"),
    ]


def test_the_bodies_of_the_seed_release_are_canonical(out: Path) -> None:
    names = {body.name for body in seed(out).organizations}
    gold = json.loads((ROOT / "data/gold/seed.json").read_text(encoding="utf-8"))["organizations"]
    required = [body["name"] for body in gold if not body.get("optional") and None not in body["name"]]
    assert [name for name in required if not names & set(name)] == []


def test_two_runs_and_two_workers_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    runs.run(RAW, tmp_path, workers=2)
    assert results(tmp_path) == results(out)


def test_the_stages_give_what_the_whole_line_gives(out: Path, tmp_path: Path) -> None:
    runs.ingest(RAW, tmp_path)
    runs.ner(tmp_path)
    runs.relations(tmp_path)
    runs.export(tmp_path)
    staged = results(tmp_path)
    assert {staged.pop("docs.spacy")[:1], staged.pop("relations.spacy")[:1]}
    assert staged == results(out)


def test_the_manifest_says_what_was_done(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    count = len(list(read_records(out / "records.jsonl")))
    assert manifest["stages"]["extract"]["releases"] == manifest["stages"]["export"]["rows"]["documents"] == count
    assert manifest["versions"]["spacy"].startswith("3.8")
    assert set(manifest["files"]) == set(results(out))


def test_tables_come_back(out: Path) -> None:
    tables = read_tables(out)
    assert set(tables) == {"documents", "participants", "organizations", "dates", "topics", "actions", "mentions"}
    assert "Олександр Баньков" in set(tables["participants"]["name"])


def test_results_are_not_overwritten(out: Path) -> None:
    before = results(out)
    with pytest.raises(UsageError, match="--force"):
        runs.run(RAW, out)
    assert results(out) == before


def test_a_missing_stage_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="vytiah ingest"):
        runs.ner(tmp_path)


def test_an_unknown_engine_stops_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="невідомий"):
        runs.run(RAW, tmp_path / "out", engine="невідомий")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def bad_archive(tmp_path: Path) -> Path:
    folder = tmp_path / "архів"
    folder.mkdir()
    (folder / "good.txt").write_text(STORY, encoding="utf-8")
    (folder / "copy.txt").write_text(STORY, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "english.txt").write_text("The mayor met the ambassador of France in Kyiv on Tuesday. " * 5)
    (folder / "huge.txt").write_text(STORY * (5_000_000 // len(STORY.encode())), encoding="utf-8")
    (folder / "table.xlsx").write_bytes(b"PK\x03\x04")
    return folder


def test_bad_files_are_issues_and_the_others_come_through(bad_archive: Path, tmp_path: Path) -> None:
    outcome = runs.run(bad_archive, tmp_path / "out")
    issues = {issue.source: issue.code for issue in read_issues(tmp_path / "out")}
    assert issues == {
        "binary.txt": "binary",
        "empty.txt": "empty",
        "english.txt": "language",
        "huge.txt": "too_long",
        "table.xlsx": "format",
    }
    assert {issue.code for issue in outcome.failures} == {"binary", "empty", "too_long"}
    records = {record.source: record for record in read_records(tmp_path / "out" / "records.jsonl")}
    assert set(records) == {"copy.txt", "english.txt", "huge.txt"}
    assert records["copy.txt"].also_at == ("good.txt",)
    assert {p.name for p in records["copy.txt"].participants} == {"Іван Гнатюк", "Олена Коваль"}
    assert records["huge.txt"].text.count("Гнатюк") > 1000
    assert records["huge.txt"].participants == records["english.txt"].participants == ()


def test_a_folder_without_releases_does_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    outcome = runs.run(tmp_path / "in", tmp_path / "out")
    assert outcome.count == 0
    assert [issue.code for issue in read_issues(tmp_path / "out")] == ["nothing"]


def test_limit_stops_early(tmp_path: Path) -> None:
    assert runs.ingest(RAW, tmp_path, limit=3).count == 3
