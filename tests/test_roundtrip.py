"""What is written is read back equal: JSON lines, CSV, Parquet, cells, issues; and the same bytes each time."""

import datetime
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export import (
    read_issues,
    read_records,
    read_records_of_tables,
    read_tables,
    write_issues,
    write_records,
    write_tables,
)
from pipeline.export.cells import guard, read_cell, unguard, write_cell
from pipeline.schema import (
    Action,
    DateMention,
    Event,
    Issue,
    Mention,
    Organization,
    Participant,
    Record,
    Span,
    Topic,
)

LETTERS = st.text(
    st.one_of(st.sampled_from("=+-@\t'\"\n,; абвґєіїяАБВҐЄІЇЯ0123🇺🇦"), st.characters(exclude_categories=["Cs", "Cc"]))
)
MAYBE = st.none() | LETTERS
DAYS = st.none() | st.dates().map(datetime.date.isoformat)
MOMENTS = DAYS | st.sampled_from(["2022-02-15T15:41:00+02:00", "2024-07-01T09:00:00+03:00"])
LISTS = st.lists(LETTERS, max_size=3).map(tuple)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return Span(start_char=start, end_char=end, text=text[start:end])


@st.composite
def records(draw: st.DrawFn, doc_id: str) -> Record:
    text = draw(LETTERS)
    one = spans(text)
    some = st.lists(one, min_size=1, max_size=3).map(tuple)
    part = st.sampled_from(["participant", "mentioned"])
    gender = st.sampled_from(["f", "m", None])
    people = st.builds(
        Participant, name=LETTERS, given=MAYBE, patronymic=MAYBE, family=MAYBE, gender=gender,
        name_latin=LETTERS, role=MAYBE, other_roles=LISTS, organization=MAYBE, organization_inferred=st.booleans(),
        participation=part, mentions=some, role_span=st.none() | one, rule=LETTERS, name_from=st.just("rule"),
    )  # fmt: skip
    bodies = st.builds(
        Organization, name=LETTERS, abbreviation=MAYBE, type=st.sampled_from(["court", "ngo"]), country=MAYBE,
        identifiers=st.dictionaries(LETTERS, LETTERS, max_size=2), participation=part, mentions=some, rule=LETTERS,
    )  # fmt: skip
    span = draw(one)
    chars = {"start_char": st.just(span.start_char), "end_char": st.just(span.end_char)}
    dates = st.builds(
        DateMention, mention=st.just(span.text), **chars, start=DAYS, end=DAYS, granularity=st.just("day"),
        kind=st.sampled_from(["event", "deadline"]), inferred=st.booleans(), rule=LETTERS,
    )  # fmt: skip
    topics = st.builds(Topic, text=st.just(span.text), **chars, evidence=one, rule=LETTERS)
    actions = st.builds(
        Action, text=st.just(span.text), **chars, status=st.sampled_from(["agreed", "signed"]), actors=LISTS,
        deadline=DAYS, evidence=one, rule=LETTERS,
    )  # fmt: skip
    mentions = st.builds(
        Mention, label=st.just("PERS"), text=st.just(span.text), **chars, lemma=LETTERS, link=MAYBE, rule=LETTERS
    )
    event = st.builds(
        Event, type=st.sampled_from(["call", None]), start=MOMENTS, end=MOMENTS, inferred=st.booleans(), place=MAYBE,
        format=st.just("online"), evidence=st.none() | one, rule=MAYBE,
    )  # fmt: skip
    few = {"max_size": 2}
    return Record(
        doc_id=doc_id, source=draw(LETTERS), also_at=draw(LISTS), title=draw(MAYBE), published_at=draw(MOMENTS),
        publisher=draw(MAYBE), language="uk", text=text, event=draw(event),
        participants=tuple(draw(st.lists(people, **few))), organizations=tuple(draw(st.lists(bodies, **few))),
        dates=tuple(draw(st.lists(dates, **few))), topics=tuple(draw(st.lists(topics, **few))),
        actions=tuple(draw(st.lists(actions, **few))), mentions=tuple(draw(st.lists(mentions, **few))),
    )  # fmt: skip


BATCHES = st.tuples(records("a" * 16), records("b" * 16)).map(list) | st.just([])


@settings(max_examples=60, deadline=None)
@given(batch=BATCHES, excel=st.booleans())
def test_tables_bring_the_records_back(batch: list[Record], excel: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        counts = write_tables(batch, folder, excel=excel)
        assert read_records_of_tables(folder, "parquet") == batch
        assert read_records_of_tables(folder, "csv") == batch
        from_parquet, from_csv = read_tables(folder, "parquet"), read_tables(folder, "csv")
        for name, frame in from_parquet.items():
            assert frame.equals(from_csv[name])
            assert len(frame) == counts[name]


@settings(max_examples=30, deadline=None)
@given(batch=BATCHES)
def test_writing_twice_gives_the_same_bytes(batch: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for folder in (first, second):
            write_tables(batch, folder)
            write_records(batch, Path(folder) / "records.jsonl")
        names = sorted(path.name for path in Path(first).iterdir())
        assert len(names) == 16
        assert names == sorted(path.name for path in Path(second).iterdir())
        for name in names:
            assert (Path(first) / name).read_bytes() == (Path(second) / name).read_bytes()


@settings(max_examples=60, deadline=None)
@given(batch=BATCHES)
def test_json_lines_bring_the_records_back(batch: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.jsonl"
        assert write_records(batch, path) == len(batch)
        assert list(read_records(path)) == batch


@given(st.text(st.sampled_from("'=+-@\tаб\n＝"), max_size=6))
def test_guarding_a_cell_loses_nothing_and_leaves_no_formula(text: str) -> None:
    cell = guard(text)
    assert unguard(cell) == text
    assert cell != ""
    assert cell[0] not in "=+-@\t\n\r＝"


@given(st.none() | st.dates())
def test_dates_and_nulls_survive_a_cell(value: datetime.date | None) -> None:
    assert read_cell(write_cell(value, "date"), "date") == value


@settings(max_examples=40, deadline=None)
@given(st.lists(st.builds(Issue, source=LETTERS, stage=st.just("ingest"), code=LETTERS, message=LETTERS), max_size=4))
def test_issues_come_back(issues: list[Issue]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert write_issues(issues, folder) == len(issues)
        assert read_issues(folder) == issues
