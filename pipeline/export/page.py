"""One web page with all records, to be read without any program: a self-contained ``index.html``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.export.lines import write_text
from pipeline.schema import Record


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: ``kind`` is the class of its mark (``person``, ``body``, ``date``) or None."""

    text: str
    kind: str | None = None
    about: str = ""


# A browser shows so many well; a hundred times as many end it. The tables have all.
MOST = 1000


def write_page(records: Iterable[Record], out: Path | str) -> int:
    """Write ``index.html`` into the folder ``out``; returns the number of records on it, ``MOST`` at most.

    The page has a field that filters the releases, and the text of each with its people, bodies, dates and
    commitments marked. Whatever stands in a text is shown as text.
    """
    count = 0
    left_out: list[Record] = []

    def views() -> Iterator[dict[str, Any]]:
        nonlocal count
        for record in records:
            if count == MOST:
                left_out.append(record)
                return
            count += 1
            yield {"record": record, "pieces": list(mark_text(record))}

    template = _environment().get_template("page.html.j2")
    write_text(Path(out) / "index.html", template.generate(views=views(), left_out=left_out, most=MOST))
    return count


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.export", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def mark_text(record: Record) -> Iterator[Piece]:
    """The text of a record in pieces; of marks that overlap the one that starts first, then the longer, is kept."""
    end = 0
    for start_char, end_char, kind, about in sorted(_marks(record), key=lambda mark: (mark[0], -mark[1], mark[2])):
        if start_char < end or start_char == end_char:
            continue
        yield Piece(record.text[end:start_char])
        yield Piece(record.text[start_char:end_char], kind, about)
        end = end_char
    yield Piece(record.text[end:])


def _marks(record: Record) -> Iterator[tuple[int, int, str, str]]:
    for person in record.participants:
        about = ", ".join(filter(None, (person.name, person.role, person.organization)))
        yield from ((span.start_char, span.end_char, "person", about) for span in person.mentions)
    for body in record.organizations:
        yield from ((span.start_char, span.end_char, "body", body.name) for span in body.mentions)
    for date in record.dates:
        yield date.start_char, date.end_char, "date", f"{date.start or '…'} – {date.end or '…'} ({date.kind})"
