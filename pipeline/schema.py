"""The record: frozen pydantic models that fix the public contract.

Characters are Unicode code points of ``text``; spans are half-open (``start_char`` ≤ i < ``end_char``).
``start`` and ``end`` without ``_char`` are always ISO 8601 dates. ``None`` means: the text does not say.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = "1.0"

EventType = Literal[
    "meeting", "call", "visit", "signing", "conference", "training",
    "session", "ceremony", "inspection", "statement", "other",
]  # fmt: skip
EventFormat = Literal["in_person", "online", "hybrid", "unknown"]
Participation = Literal["participant", "mentioned"]
Gender = Literal["f", "m"]
OrganizationType = Literal[
    "government", "parliament", "president", "local", "court", "law_enforcement", "military", "ombudsman",
    "international", "foreign", "education", "health", "business", "ngo", "media", "party", "religious",
    "culture", "sport", "other",
]  # fmt: skip
Granularity = Literal["time", "day", "week", "month", "quarter", "year", "range"]
DateKind = Literal["publication", "event", "deadline", "reference"]
ActionStatus = Literal["agreed", "signed", "planned", "proposed", "instructed"]
Stage = Literal["ingest", "ner", "relations", "export"]
MentionLabel = Literal[
    "PERS", "ORG", "LOC", "JOB", "DATE", "TIME", "PERIOD", "DOC", "MON", "PCT", "QUANT", "ART", "MISC",
]  # fmt: skip


class Frozen(BaseModel):
    """Base of the models: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Characters of the release that a value was read from.

    ``text`` equals ``release_text[start_char:end_char]``.
    """

    start_char: int = Field(ge=0, description="First character, counted in Unicode code points of `text`")
    end_char: int = Field(ge=0, description="One past the last character")
    text: str = Field(description="The characters themselves")

    @model_validator(mode="after")
    def _has_the_length_it_says(self) -> "Span":
        if len(self.text) != self.end_char - self.start_char:
            raise ValueError(f"span {self.start_char}:{self.end_char} does not fit its text {self.text!r}")
        return self


class PressRelease(Frozen):
    """One release after ingest: the normalised text and what is known about it."""

    doc_id: str = Field(description="First 16 hex digits of SHA-256 of the normalised text")
    source: str = Field(description="Path inside the archive, or URL; `archive.zip!dir/a.html` for members")
    also_at: tuple[str, ...] = Field(default=(), description="Further sources with the very same text")
    title: str | None = Field(default=None, description="Headline")
    title_start_char: int | None = Field(default=None, description="Where the headline stands in `text`")
    title_from: Literal["metadata", "text", "url"] | None = Field(
        default=None, description="Where the headline was found; one from the address does not stand in `text`"
    )
    published_at: str | None = Field(default=None, description="ISO date, or date-time with the Kyiv offset")
    published_span: Span | None = Field(default=None, description="The stamp, when it stands in `text`")
    published_from: Literal["metadata", "text", "url"] | None = Field(
        default=None, description="Where the publication date was found"
    )
    publisher: str | None = Field(default=None, description="Issuing body as the metadata name it")
    language: str = Field(default="uk", description="ISO 639-1 code of the text")
    text: str = Field(description="Normalised text to which every offset refers")


class Event(Frozen):
    """The main event of a release."""

    type: EventType | None = Field(default=None, description="Kind of event; null when nothing was extracted")
    start: str | None = Field(default=None, description="First ISO date (or date-time) of the event")
    end: str | None = Field(default=None, description="Last ISO date; equals `start` for one day")
    inferred: bool = Field(default=False, description="True when the date was taken from the publication date")
    place: str | None = Field(default=None, description="Town or venue, nominative")
    format: EventFormat = Field(default="unknown", description="Whether people met in one room")
    evidence: Span | None = Field(default=None, description="The words that told the type of event")
    rule: str | None = Field(default=None, description="The rule that decided")


class Participant(Frozen):
    """One human of the release: one row per document however often they are mentioned."""

    name: str = Field(description="Nominative: given name, patronymic, family name in ordinary capitals")
    given: str | None = None
    patronymic: str | None = None
    family: str | None = None
    gender: Gender | None = None
    name_latin: str = Field(description="Romanisation by Cabinet resolution 55 of 2010")
    role: str | None = Field(default=None, description="Post, nominative, without the organisation")
    other_roles: tuple[str, ...] = Field(default=(), description="Further roles, as `role` or `role, organization`")
    organization: str | None = Field(default=None, description="Canonical name of the body the role is in")
    organization_inferred: bool = Field(default=False, description="True when only the title implies the body")
    participation: Participation
    mentions: tuple[Span, ...] = Field(description="All spans of the person, the fullest first", min_length=1)
    role_span: Span | None = Field(default=None, description="The words the role was read from")
    rule: str = Field(description="The rule that linked role and organisation, or the one that found the person")
    name_from: Literal["dictionary", "rule", "unchanged"] = Field(description="How the nominative was got")


class Organization(Frozen):
    """One body of the release."""

    name: str = Field(description="Canonical nominative full name")
    abbreviation: str | None = Field(default=None, description="Short form found or known")
    type: OrganizationType = "other"
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2; INT for international bodies")
    identifiers: dict[str, str] = Field(default_factory=dict, description="Such as {'wikidata': 'Q1065'}")
    participation: Participation
    mentions: tuple[Span, ...] = Field(min_length=1)
    rule: str


class DateMention(Frozen):
    """One temporal expression, resolved to an interval."""

    mention: str
    start_char: int
    end_char: int
    start: str | None = Field(default=None, description="First ISO date of the interval; null: open or unknown")
    end: str | None = Field(default=None, description="Last ISO date of the interval; null: open or unknown")
    granularity: Granularity
    kind: DateKind
    inferred: bool = Field(default=False, description="True when a missing part was guessed")
    rule: str


class Topic(Frozen):
    """One issue that was discussed, considered, raised or presented."""

    text: str = Field(description="Verbatim phrase without the verb of saying")
    start_char: int
    end_char: int
    evidence: Span = Field(description="The sentence")
    rule: str


class Action(Frozen):
    """One commitment: agreed, signed, planned, proposed or instructed."""

    text: str = Field(description="Verbatim phrase that starts at its own verb or noun")
    start_char: int
    end_char: int
    status: ActionStatus
    actors: tuple[str, ...] = Field(default=(), description="Names as in participants and organizations")
    deadline: str | None = Field(default=None, description="ISO date by which it is to be done")
    evidence: Span = Field(description="The sentence")
    rule: str


class Mention(Frozen):
    """One entity mention of the NER layer."""

    label: MentionLabel
    start_char: int
    end_char: int
    text: str
    lemma: str = Field(description="Nominative where the mention is inflected")
    link: str | None = Field(default=None, description="Name of the participant or organisation, or the interval")
    rule: str = Field(description="The component or rule that found it")


class Record(Frozen):
    """What is extracted from one press release."""

    doc_id: str
    source: str
    also_at: tuple[str, ...] = ()
    title: str | None = None
    published_at: str | None = None
    publisher: str | None = None
    language: str = "uk"
    text: str
    event: Event = Event()
    participants: tuple[Participant, ...] = ()
    organizations: tuple[Organization, ...] = ()
    dates: tuple[DateMention, ...] = ()
    topics: tuple[Topic, ...] = ()
    actions: tuple[Action, ...] = ()
    mentions: tuple[Mention, ...] = ()


class Issue(Frozen):
    """Something that went wrong with one source; a row of ``issues.csv``."""

    source: str
    stage: Stage
    code: str = Field(description="Short stable word, such as `empty` or `binary`")
    message: str
    trace: str | None = Field(default=None, description="Same 12 hex digits for the same fault of the program")


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a record, with the schema version in ``$id``."""
    return {"$id": f"vytiah/record/{SCHEMA_VERSION}", **Record.model_json_schema()}
