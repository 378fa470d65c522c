"""Export: what the files look like to a spreadsheet, to pandas and to other programs."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import PipelineError, UsageError
from pipeline.export import (
    column_reference,
    read_records,
    read_records_of_tables,
    read_tables,
    write_issues,
    write_page,
    write_records,
    write_tables,
)
from pipeline.export.columns import DOCUMENTS, ISSUES, TABLES
from pipeline.export.page import mark_text
from pipeline.export.rows import build_rows
from pipeline.schema import Action, DateMention, Event, Issue, Mention, Organization, Participant, Record, Span, Topic

ROOT = Path(__file__).parent.parent
TEXT = "=Нарада\n\nІван Гнатюк зустрівся з МЗС 12 березня і домовився провести навчання до 1 травня щодо шкіл."


def span(part: str) -> Span:
    start = TEXT.index(part)
    return Span(start_char=start, end_char=start + len(part), text=part)


def chars(part: str) -> dict[str, int]:
    return {"start_char": span(part).start_char, "end_char": span(part).end_char}


RECORD = Record(
    doc_id="0123456789abcdef",
    source="архів/a.txt",
    also_at=("архів/b.txt",),
    title="=Нарада",
    published_at="2024-03-12T11:20:00+02:00",
    text=TEXT,
    event=Event(type="meeting", start="2024-03-12", end="2024-03-12", evidence=span("зустрівся"), rule="find_event"),
    participants=(
        Participant(
            name="Іван Гнатюк",
            given="Іван",
            family="Гнатюк",
            gender="m",
            name_latin="Ivan Hnatiuk",
            participation="participant",
            mentions=(span("Іван Гнатюк"), span("Гнатюк")),
            rule="find_person",
            name_from="dictionary",
        ),
    ),
    organizations=(
        Organization(
            name="Міністерство закордонних справ України",
            abbreviation="МЗС",
            type="government",
            country="UA",
            identifiers={"wikidata": "Q1933750"},
            participation="participant",
            mentions=(span("МЗС"),),
            rule="find_body",
        ),
    ),
    dates=(
        DateMention(
            mention="12 березня",
            **chars("12 березня"),
            start="2024-03-12",
            end="2024-03-12",
            granularity="day",
            kind="event",
            rule="day_and_month",
        ),
    ),
    topics=(Topic(text="шкіл", **chars("шкіл"), evidence=span("щодо шкіл"), rule="find_topic"),),
    actions=(
        Action(
            text="провести навчання",
            **chars("провести навчання"),
            status="agreed",
            actors=("Іван Гнатюк", "Міністерство закордонних справ України"),
            deadline="2024-05-01",
            evidence=span("домовився провести навчання до 1 травня"),
            rule="find_action",
        ),
    ),
    mentions=(Mention(label="ORG", **chars("МЗС"), text="МЗС", lemma="МЗС", rule="model"),),
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_tables([RECORD], tmp_path)
    return tmp_path


def test_there_is_a_csv_and_a_parquet_file_of_every_table(out: Path) -> None:
    names = {shape.name for shape in TABLES}
    assert names == {"documents", "participants", "organizations", "dates", "topics", "actions", "mentions"}
    expected = {f"{name}.{form}" for name in names for form in ("csv", "parquet")} | {"datapackage.json"}
    assert {path.name for path in out.iterdir()} == expected


@pytest.mark.parametrize("shape", TABLES, ids=lambda shape: shape.name)
def test_rows_have_the_columns_of_their_table(shape) -> None:  # type: ignore[no-untyped-def]
    row = build_rows(RECORD, 1)[shape.name][0]
    assert set(row) == {column.name for column in shape.columns}
    assert {"doc_id", "position"} <= set(row)
    required = [column.name for column in shape.columns if not column.nullable]
    assert all(row[name] is not None for name in required)


def test_parquet_has_dates_and_lists_as_such(out: Path) -> None:
    dates = pq.read_schema(out / "dates.parquet")
    actions = pq.read_schema(out / "actions.parquet")
    documents = pq.read_schema(out / "documents.parquet")
    assert dates.field("start").type == pa.date32()
    assert actions.field("deadline").type == pa.date32()
    assert documents.field("published_date").type == pa.date32()
    assert pa.types.is_list(actions.field("actors").type)
    assert pa.types.is_boolean(documents.field("event_inferred").type)


def test_frames_can_be_asked_by_date(out: Path) -> None:
    tables = read_tables(out)
    assert tables["actions"]["deadline"].dt.month.tolist() == [5]
    merged = tables["participants"].merge(tables["documents"], on="doc_id", suffixes=("", "_document"))
    assert merged["title"].tolist() == ["=Нарада"]


def test_spans_of_rows_point_into_the_text(out: Path) -> None:
    tables = read_tables(out)
    text = tables["documents"]["text"][0]
    for name, column in [("participants", "mention"), ("dates", "mention"), ("topics", "text"), ("actions", "text")]:
        row = tables[name].iloc[0]
        assert text[row["start_char"] : row["end_char"]] == row[column]


def test_no_text_cell_is_a_formula_for_a_spreadsheet(out: Path) -> None:
    with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["title"] == "'=Нарада"
    assert row["text"].startswith("'=Нарада\n")
    assert read_records_of_tables(out, "csv") == [RECORD]


def test_excel_gets_a_byte_order_mark_and_others_do_not(tmp_path: Path) -> None:
    write_tables([RECORD], tmp_path / "plain")
    write_tables([RECORD], tmp_path / "excel", excel=True)
    write_issues([], tmp_path / "excel", excel=True)
    assert not (tmp_path / "plain" / "dates.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name in ("dates.csv", "issues.csv"):
        assert (tmp_path / "excel" / name).read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_records_of_tables(tmp_path / "excel", "csv") == [RECORD]


def test_plain_pandas_reads_the_csv(out: Path) -> None:
    frame = pd.read_csv(out / "organizations.csv")
    assert frame["name"].tolist() == ["Міністерство закордонних справ України"]
    assert json.loads(frame["identifiers"][0]) == {"wikidata": "Q1933750"}


def test_the_data_package_describes_every_column(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        with (out / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_a_broken_stream_leaves_the_former_tables_as_they_were(out: Path) -> None:
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def stream() -> Iterator[Record]:
        yield RECORD.model_copy(update={"title": "Інша назва"})
        raise RuntimeError("потік обірвався")

    with pytest.raises(RuntimeError, match="обірвався"):
        write_tables(stream(), out)
    with pytest.raises(RuntimeError, match="обірвався"):
        write_records(stream(), out / "records.jsonl")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_record_with_an_impossible_date_is_named(tmp_path: Path) -> None:
    broken = RECORD.model_copy(update={"published_at": "минулого вівторка"})
    with pytest.raises(PipelineError, match="no ISO date"):
        write_tables([broken], tmp_path)


def test_missing_tables_and_bad_lines_are_told_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="documents"):
        read_tables(tmp_path)
    path = tmp_path / "records.jsonl"
    write_records([RECORD], path)
    path.write_text(path.read_text(encoding="utf-8") + '{"doc_id": 5}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"records.jsonl:2"):
        list(read_records(path))


def test_issues_are_a_table_with_a_header_even_when_there_are_none(tmp_path: Path) -> None:
    write_issues([], tmp_path)
    header = (tmp_path / "issues.csv").read_text(encoding="utf-8")
    assert header == '"source","stage","code","message","trace"\n'
    write_issues([Issue(source="a.txt", stage="ingest", code="empty", message="файл порожній")], tmp_path)
    assert "файл порожній" in (tmp_path / "issues.csv").read_text(encoding="utf-8")


def test_the_page_shows_the_record_and_runs_nothing_of_it(tmp_path: Path) -> None:
    evil = TEXT.replace("=Нарада", "<script>alert(1)</script>")
    shift = len(evil) - len(TEXT)
    body = RECORD.organizations[0]
    moved = tuple(
        Span(start_char=part.start_char + shift, end_char=part.end_char + shift, text=part.text)
        for part in body.mentions
    )
    record = Record(
        doc_id="f" * 16,
        source="<b>.txt",
        title='" onmouseover="alert(1)',
        text=evil,
        organizations=(body.model_copy(update={"mentions": moved}),),
    )
    assert write_page([RECORD, record], tmp_path) == 2
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'title="Міністерство закордонних справ України">МЗС</mark>' in page
    assert "провести навчання" in page
    assert "http" not in page


def test_a_page_of_too_many_records_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.export.page.MOST", 2)
    assert write_page([RECORD] * 2, tmp_path) == 2
    assert "Тут перші" not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert write_page([RECORD] * 3, tmp_path) == 2
    assert "Тут перші 2 релізів" in (tmp_path / "index.html").read_text(encoding="utf-8")



def test_marked_pieces_are_the_text_again() -> None:
    pieces = list(mark_text(RECORD))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.text for piece in pieces if piece.kind == "person"] == ["Іван Гнатюк"]
    assert [piece.text for piece in pieces if piece.kind == "date"] == ["12 березня"]


def test_the_column_reference_is_up_to_date() -> None:
    committed = (ROOT / "data" / "processed" / "README.md").read_text(encoding="utf-8")
    assert committed == column_reference(), "run `make columns`"
    assert all(f"`{column.name}`" in committed for shape in (*TABLES, ISSUES) for column in shape.columns)


def test_column_names_are_unique_and_documents_come_first() -> None:
    assert TABLES[0] is DOCUMENTS
    for shape in (*TABLES, ISSUES):
        names = [column.name for column in shape.columns]
        assert len(names) == len(set(names))
