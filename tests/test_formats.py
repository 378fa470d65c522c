"""Formats: the same release out of every kind of file, with the origin of its date and its place in the archive."""

import datetime
from pathlib import Path

import pytest
import sample_files as files
from sample_files import BODY, DAY, STORY, TITLE

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest import iter_releases, read_release
from pipeline.ingest.moments import read_moment
from pipeline.ingest.rows import parse_columns
from pipeline.schema import Issue, PressRelease

WHOLE = f"{TITLE}\n\n{BODY}"


def read(folder: Path, name: str, data: bytes, columns: dict[str, str] | None = None) -> list[PressRelease | Issue]:
    path = folder / name
    path.write_bytes(data)
    return list(iter_releases(path, columns))


def the_release(found: list[PressRelease | Issue]) -> PressRelease:
    assert [type(item) for item in found] == [PressRelease], found
    assert isinstance(found[0], PressRelease)
    return found[0]


@pytest.mark.parametrize(
    ("name", "data", "source", "origin"),
    [
        ("a.txt", WHOLE.encode(), "a.txt", None),
        ("a.md", WHOLE.encode("cp1251"), "a.md", None),
        ("a.html", files.html(), "a.html", "metadata"),
        ("a.docx", files.docx_file(), "a.docx", None),
        ("a.odt", files.odt_file(), "a.odt", None),
        ("a.rtf", files.rtf_file(), "a.rtf", None),
        ("a.eml", files.mail().as_bytes(), "a.eml", "metadata"),
        ("a.mbox", files.mbox_file(BODY), "a.mbox#1", "metadata"),
        ("a.rss", files.rss_file(files.rss_item()), "a.rss#1", "metadata"),
        ("a.warc", files.warc_file(("https://rada.example/1", files.html())), "a.warc#1", "metadata"),
        ("a.csv", f'title,text,date\n{TITLE},"{BODY}",{DAY}\n'.encode(), "a.csv#1", "metadata"),
        ("a.tsv", f'title\ttext\n{TITLE}\t"{BODY}"\n'.encode("cp1251"), "a.tsv#1", None),
        ("a.jsonl", files.jsonl_file({"title": TITLE, "text": BODY, "date": DAY}), "a.jsonl#1", "metadata"),
        ("a.parquet", files.parquet_file({"title": [TITLE], "text": [BODY]}), "a.parquet#1", None),
        ("a.zip", files.zip_file({"дім/a.txt": WHOLE.encode()}), "a.zip!дім/a.txt", None),
        ("a.tar", files.tar_file({"дім/a.txt": WHOLE.encode()}), "a.tar!дім/a.txt", None),
        ("a.txt.gz", files.compressed(WHOLE.encode(), "gz"), "a.txt.gz", None),
        ("a.txt.xz", files.compressed(WHOLE.encode(), "xz"), "a.txt.xz", None),
        ("a.txt.zst", files.compressed(WHOLE.encode(), "zst"), "a.txt.zst", None),
        ("a.jsonl.zst", files.compressed(files.jsonl_file({"text": WHOLE}), "zst"), "a.jsonl.zst#1", None),
        ("a.tgz", files.compressed(files.tar_file({"a.docx": files.docx_file()}), "gz"), "a.tgz!a.docx", None),
        ("a.tar.xz", files.compressed(files.tar_file({"a.html": files.html()}), "xz"), "a.tar.xz!a.html", "metadata"),
        ("a.zip", files.zip_file({"b.zip": files.zip_file({"a.rtf": files.rtf_file()})}), "a.zip!b.zip!a.rtf", None),
        ("a.zip", files.zip_file({"d.jsonl": files.jsonl_file({"text": WHOLE})}), "a.zip!d.jsonl#1", None),
        (
            "a.warc.gz",
            files.warc_file(("https://rada.example/1", files.html()), compressed=True),
            "a.warc.gz#1",
            "metadata",
        ),
    ],
)
def test_every_format_gives_the_same_release(
    name: str, data: bytes, source: str, origin: str | None, tmp_path: Path
) -> None:
    found = the_release(read(tmp_path, name, data))
    assert found.text == WHOLE
    assert (found.title, found.source, found.published_from) == (TITLE, source, origin)
    assert (found.published_at or DAY).startswith(DAY)


def test_a_pdf_gives_its_text_layer(tmp_path: Path) -> None:
    found = the_release(read(tmp_path, "a.pdf", files.pdf_file()))
    assert TITLE in found.text
    assert all(sentence in found.text.replace("\n", " ") for sentence in STORY)


def test_a_scanned_pdf_says_so(tmp_path: Path) -> None:
    (issue,) = read(tmp_path, "a.pdf", files.scanned_pdf())
    assert isinstance(issue, Issue)
    assert (issue.code, "OCR" in issue.message) == ("scan", True)


def test_lists_and_tables_of_a_docx_keep_their_lines() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Сторони домовилися:")
    for item in ("провести навчання;", "перевірити котельні."):
        document.add_paragraph(item, style="List Bullet")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Іван Гнатюк", "голова громади"
    found = read_release(files.saved(document), "a.docx")
    assert found.text == (
        "Сторони домовилися:\n\n- провести навчання;\n- перевірити котельні.\n\nІван Гнатюк | голова громади"
    )


def test_columns_of_a_table_are_mapped(tmp_path: Path) -> None:
    row = {"id": 7, "article": {"body": BODY}, "head": TITLE, "when": "05.09.2024", "link": "https://a.example/x"}
    columns = parse_columns(["text=article.body,title=head", "published_at=when"])
    found = the_release(read(tmp_path, "a.jsonl", files.jsonl_file(row), columns))
    assert (found.text, found.published_at, found.published_from) == (WHOLE, DAY, "metadata")


def test_the_address_gives_the_day_when_nothing_else_does(tmp_path: Path) -> None:
    row = {"text": BODY, "url": "https://rada.example/2023/11/07/nova"}
    found = the_release(read(tmp_path, "dump-2020-01-01.jsonl", files.jsonl_file(row)))
    assert (found.published_at, found.published_from) == ("2023-11-07", "url")


def test_the_path_inside_an_archive_says_more_than_its_name(tmp_path: Path) -> None:
    data = files.zip_file({"2023/11/07/a.txt": BODY.encode()})
    assert the_release(read(tmp_path, "dump-2020-01-01.zip", data)).published_at == "2023-11-07"


@pytest.mark.parametrize(
    ("name", "text", "title", "origin"),
    [
        ("a.html", None, TITLE, "metadata"),
        ("a.txt", WHOLE, TITLE, "text"),
        ("2024-09-05-нарада-про_зиму-в-луцьку.txt", STORY[1], "Нарада про зиму в луцьку", "url"),
        ("narada-pro-zymu-v-lutsku.txt", STORY[1], None, None),
        ("нарада.txt", STORY[1], None, None),
    ],
)
def test_the_origin_of_the_title_is_recorded(
    name: str, text: str | None, title: str | None, origin: str | None, tmp_path: Path
) -> None:
    found = the_release(read(tmp_path, name, text.encode() if text else files.html()))
    assert (found.title, found.title_from) == (title, origin)
    assert (found.title_start_char is None) == (origin in (None, "url"))


def test_an_unknown_field_of_the_mapping_is_told() -> None:
    with pytest.raises(UsageError, match="body"):
        parse_columns(["body=text"])


def test_a_table_without_texts_names_its_columns(tmp_path: Path) -> None:
    (issue,) = read(tmp_path, "a.csv", "номер,тіло\n1,Рада\n".encode())
    assert isinstance(issue, Issue)
    assert (issue.code, "номер, тіло" in issue.message) == ("columns", True)


def test_rows_keep_their_numbers_past_bad_ones(tmp_path: Path) -> None:
    data = files.jsonl_file({"text": BODY}, [1], {"text": 5}, {"text": STORY[0]})
    found = read(tmp_path, "a.jsonl", b"{\n" + data)
    assert [item.source for item in found] == [f"a.jsonl#{number}" for number in range(1, 6)]
    assert [item.code for item in found if isinstance(item, Issue)] == ["damaged", "columns", "columns"]


def test_messages_of_a_mailbox_are_told_apart(tmp_path: Path) -> None:
    found = read(tmp_path, "a.mbox", files.mbox_file(STORY[0] + "\n\n>From Kyiv", STORY[1]))
    assert [item.text.splitlines()[2] for item in found if isinstance(item, PressRelease)] == list(STORY)


def test_a_message_of_html_alone_is_read(tmp_path: Path) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    found = the_release(read(tmp_path, "a.eml", files.mail(body, f"Fwd: Re: {TITLE}", "html").as_bytes()))
    assert found.text == WHOLE


def test_a_file_of_many_releases_is_no_single_release() -> None:
    with pytest.raises(ReleaseError, match="many releases"):
        read_release(files.jsonl_file({"text": BODY}), "a.jsonl")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-03-12", "2024-03-12"),
        ("2024-03-12T22:30:00Z", "2024-03-13T00:30:00+02:00"),
        ("Tue, 12 Mar 2024 10:00:00 +0200", "2024-03-12T10:00:00+02:00"),
        ("12 березня 2024 року", "2024-03-12"),
        (datetime.datetime(2024, 3, 12, 10, 5), "2024-03-12T10:05:00+02:00"),
        (datetime.date(2024, 3, 12), "2024-03-12"),
        (1710230400, "2024-03-12T10:00:00+02:00"),
        ("1970-01-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2024-13-45", None),
        ("скоро", None),
        (1e30, None),
        (float("nan"), None),
        (True, None),
        (None, None),
    ],
)
def test_moments_of_metadata(value: object, moment: str | None) -> None:
    assert read_moment(value) == moment
