"""The tables: their columns in order, the kind of each, and what it means.

One source for the CSV header, the Parquet schema, ``datapackage.json`` and the column reference.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "boolean", "date", "texts", "integers", "map"]


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is its type, ``nullable`` whether an empty cell (the text does not say) may occur."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class TableShape:
    """One table: its name, what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("doc_id", "position")


_DOC_ID = Column("doc_id", "text", "Release the row belongs to: first 16 hex digits of SHA-256 of its text")
_POSITION = Column("position", "integer", "Place of the row in its release, from 1")
_RULE = Column("rule", "text", "Rule or component that put the row")
_PARTICIPATION = Column(
    "participation", "text", "`participant` takes part in the main event, `mentioned` is everyone else"
)


def _span(what: str) -> tuple[Column, Column]:
    return (
        Column("start_char", "integer", f"First character of {what} in `documents.text`, in Unicode code points"),
        Column("end_char", "integer", f"One past the last character of {what}"),
    )


def _evidence(what: str = "The sentence it was read from") -> tuple[Column, Column, Column]:
    return (
        Column("evidence", "text", what),
        Column("evidence_start_char", "integer", "First character of `evidence`"),
        Column("evidence_end_char", "integer", "One past the last character of `evidence`"),
    )


_MENTIONS = (
    Column("mention", "text", "Its fullest mention, verbatim"),
    *_span("`mention`"),
    Column("mention_start_chars", "integers", "First characters of all its mentions, the fullest first"),
    Column("mention_end_chars", "integers", "One past the last characters of all its mentions, in the same order"),
)

DOCUMENTS = TableShape(
    "documents",
    "one release with its main event",
    (
        _DOC_ID,
        Column("position", "integer", "Place of the release in the run, from 1"),
        Column("source", "text", "Path inside the archive, or URL"),
        Column("also_at", "texts", "Further sources with the very same text"),
        Column("title", "text", "Headline", nullable=True),
        Column("published_at", "text", "Publication: ISO date, or date-time with the Kyiv offset", nullable=True),
        Column("published_date", "date", "The day of `published_at`", nullable=True),
        Column("publisher", "text", "Body that issued the release", nullable=True),
        Column("language", "text", "ISO 639-1 code; other languages than `uk` are recorded, not extracted"),
        Column("event_type", "text", "Kind of the main event, such as `meeting` or `signing`", nullable=True),
        Column("event_start", "text", "First ISO date (or date-time) of the event", nullable=True),
        Column("event_end", "text", "Last ISO date (or date-time) of the event", nullable=True),
        Column("event_start_date", "date", "The day of `event_start`", nullable=True),
        Column("event_end_date", "date", "The day of `event_end`", nullable=True),
        Column("event_inferred", "boolean", "True when the date was taken from the publication date"),
        Column("event_place", "text", "Town or venue, nominative", nullable=True),
        Column("event_format", "text", "`in_person`, `online`, `hybrid` or `unknown`"),
        Column("event_evidence", "text", "The words that told the type of event", nullable=True),
        Column("event_evidence_start_char", "integer", "First character of `event_evidence`", nullable=True),
        Column("event_evidence_end_char", "integer", "One past its last character", nullable=True),
        Column("event_rule", "text", "The rule that decided on the event", nullable=True),
        Column("text", "text", "The normalised text to which all offsets refer"),
    ),
    key=("doc_id",),
)

PARTICIPANTS = TableShape(
    "participants",
    "one person of one release",
    (
        _DOC_ID,
        _POSITION,
        Column("name", "text", "Nominative: given name, patronymic, family name"),
        Column("given", "text", "Given name or initial", nullable=True),
        Column("patronymic", "text", "Patronymic", nullable=True),
        Column("family", "text", "Family name", nullable=True),
        Column("gender", "text", "`f` or `m`", nullable=True),
        Column("name_latin", "text", "Official romanisation (Cabinet resolution No. 55 of 2010)"),
        Column("role", "text", "Post, nominative, without the organisation", nullable=True),
        Column("role_start_char", "integer", "First character of the words the role was read from", nullable=True),
        Column("role_end_char", "integer", "One past the last of them", nullable=True),
        Column("other_roles", "texts", "Further roles"),
        Column("organization", "text", "Canonical name of the body the role is in", nullable=True),
        Column("organization_inferred", "boolean", "True when only the title implies the body"),
        _PARTICIPATION,
        *_MENTIONS,
        _RULE,
        Column("name_from", "text", "How the nominative was got: `dictionary`, `rule` or `unchanged`"),
    ),
)

ORGANIZATIONS = TableShape(
    "organizations",
    "one body of one release",
    (
        _DOC_ID,
        _POSITION,
        Column("name", "text", "Canonical nominative full name"),
        Column("abbreviation", "text", "Short form found or known", nullable=True),
        Column("type", "text", "Kind of body, such as `government`, `court` or `ngo`"),
        Column("country", "text", "ISO 3166-1 alpha-2 code; `INT` for international bodies", nullable=True),
        Column("identifiers", "map", "Identifiers known for certain, such as `wikidata`"),
        _PARTICIPATION,
        *_MENTIONS,
        _RULE,
    ),
)

DATES = TableShape(
    "dates",
    "one distinct interval of one kind in one release",
    (
        _DOC_ID,
        _POSITION,
        Column("mention", "text", "The expression, verbatim"),
        *_span("`mention`"),
        Column("start", "date", "First day meant; empty: open or unknown", nullable=True),
        Column("end", "date", "Last day meant; empty: open or unknown", nullable=True),
        Column("granularity", "text", "`time`, `day`, `week`, `month`, `quarter`, `year` or `range`"),
        Column("kind", "text", "`publication`, `event`, `deadline` or `reference`"),
        Column("inferred", "boolean", "True when a missing part was guessed"),
        _RULE,
    ),
)

TOPICS = TableShape(
    "topics",
    "one issue that was discussed",
    (_DOC_ID, _POSITION, Column("text", "text", "The issue, verbatim"), *_span("`text`"), *_evidence(), _RULE),
)

ACTIONS = TableShape(
    "actions",
    "one commitment",
    (
        _DOC_ID,
        _POSITION,
        Column("text", "text", "The thing to be done, verbatim"),
        *_span("`text`"),
        Column("status", "text", "`agreed`, `signed`, `planned`, `proposed` or `instructed`"),
        Column("actors", "texts", "Names of the people and bodies that are to do it"),
        Column("deadline", "date", "The day by which it is to be done", nullable=True),
        *_evidence(),
        _RULE,
    ),
)

MENTIONS = TableShape(
    "mentions",
    "one entity mention of the NER layer",
    (
        _DOC_ID,
        _POSITION,
        Column("label", "text", "NER-UK 2.0 label, such as `PERS` or `ORG`"),
        *_span("`text`"),
        Column("text", "text", "The mention, verbatim"),
        Column("lemma", "text", "Its nominative"),
        Column("link", "text", "Participant, organisation or interval it belongs to", nullable=True),
        _RULE,
    ),
)

TABLES = (DOCUMENTS, PARTICIPANTS, ORGANIZATIONS, DATES, TOPICS, ACTIONS, MENTIONS)

ISSUES = TableShape(
    "issues",
    "one thing that went wrong with one source",
    (
        Column("source", "text", "Path or URL"),
        Column("stage", "text", "`ingest`, `ner`, `relations` or `export`"),
        Column("code", "text", "Short stable word, such as `empty` or `binary`"),
        Column("message", "text", "What happened, for a reader"),
        Column("trace", "text", "The same 12 hex digits for the same fault of the program", nullable=True),
    ),
    key=(),
)
