"""Reader of the lexicons: words as validated rows of CSV files, each row with an example.

A lexicon is a file ``lexicons/NAME.csv`` with a header; list cells are split at ``;``. Reading is cached.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import LexiconError
from pipeline.schema import ActionStatus, EventType, OrganizationType, Participation
from pipeline.schema import EventFormat as FormatName


class Row(BaseModel):
    """Base of all rows: immutable; every row shows its use in ``example``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    example: str


RowType = TypeVar("RowType", bound=Row)


@cache
def read_rows(name: str, row: type[RowType]) -> tuple[RowType, ...]:
    """All rows of ``lexicons/NAME.csv`` as ``row`` objects, in file order.

    Raises LexiconError with ``file:line`` for a wrong header, a row that does not validate, an empty example,
    or a row that repeats another one.
    """
    resource = files("pipeline") / "lexicons" / f"{name}.csv"
    if not resource.is_file():
        raise LexiconError(f"{name}.csv: no such lexicon", "reinstall the package: its data files are missing")
    reader = csv.DictReader(resource.read_text(encoding="utf-8").splitlines())
    _check_header(name, row, reader.fieldnames or ())
    rows = [_read_row(f"{name}.csv:{reader.line_num}", row, cells) for cells in reader]
    _check_repeats(name, rows)
    return tuple(rows)


def _check_header(name: str, row: type[Row], header: Iterable[str]) -> None:
    wanted = set(row.model_fields)
    if set(header) != wanted:
        raise LexiconError(f"{name}.csv:1: columns are {sorted(header)}, expected {sorted(wanted)}")


def _read_row(where: str, row: type[RowType], cells: dict[str, Any]) -> RowType:
    if None in cells or None in cells.values():
        raise LexiconError(f"{where}: the number of cells differs from the header", "quote cells that hold a comma")
    if not cells["example"].strip():
        raise LexiconError(f"{where}: no example")
    try:
        return row.model_validate({name: _read_cell(row, name, cell) for name, cell in cells.items()})
    except ValidationError as error:
        raise LexiconError(f"{where}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error


def _read_cell(row: type[Row], name: str, cell: str) -> str | tuple[str, ...] | None:
    """A cell as its field wants it: lists are split at `;`, an empty cell of an optional field is None."""
    field = row.model_fields[name]
    if get_origin(field.annotation) is tuple:
        return tuple(part.strip() for part in cell.split(";") if part.strip())
    if not cell and not field.is_required():
        return None if field.default is None else field.default
    return cell


def _check_repeats(name: str, rows: list[RowType]) -> None:
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        content = row.model_dump_json(exclude={"example"})
        if content in seen:
            raise LexiconError(f"{name}.csv:{line}: repeats an earlier row")
        seen.add(content)


class RoleTitle(Row):
    """Head noun of a post: `заступник`, feminine `заступниця`; ranks are roles only when nothing else is given."""

    lemma: str
    feminine: str | None = None
    kind: Literal["post", "profession", "rank"]


class RoleModifier(Row):
    """Word that tells how far a title or the name of its body reaches.

    ``marker`` before a post, written without blanks (`в.о.`, `екс-`); ``outside``: an adjective that is no part of the
    title (`новий директор`); ``territorial``: makes a sub-unit a body (`Головне управління`); ``inner``: makes a
    body an organ of another (`наглядова рада банку`); ``appointment``: a verb with a title in the instrumental;
    ``level``: says only of which level a body is (`міська рада`); ``organ``: a noun that stays in the title
    (`голова правління банку`).
    """

    modifier: str
    kind: Literal["marker", "outside", "territorial", "inner", "appointment", "level", "organ"]


class OrganizationHead(Row):
    """Head noun of names of bodies: `міністерство` → government; a sub-unit belongs to a parent body."""

    lemma: str
    type: OrganizationType
    subunit: bool
    weak: bool
    """True when the word alone with a place name says nothing of a body: `центр Києва`."""
    kind: Literal["branch", "effort", "group", "meeting"] | None = None
    """``branch``: a town belongs to the name (`консульство у Львові`); ``effort``: a body only with whoever runs it
    (`проєкт ПРООН`); ``group``: people of another body (`делегація`); ``meeting``: named by what it deals with
    (`робоча група з питань освіти`)."""


class OrganizationRow(Row):
    """A body by name: canonical full name, short forms, other and former names."""

    name: str
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    type: OrganizationType
    country: str
    wikidata: str | None = None


class OrganizationPattern(Row):
    """A short form of a kind of body and the words it stands for: `облрада` → `обласна рада`."""

    short: str
    full: str


class NameLimit(Row):
    """A word in or behind the name of a body.

    ``named_for``: the name of a person follows; ``state``, ``unit``: its name follows in the nominative; ``session``:
    no part of the name, with the word before it (`сьомого скликання`); ``end``: the name is over; ``level``: a council
    of such a level has nothing behind its noun; ``outside``: an adjective that is no part of a name.
    """

    word: str
    kind: Literal["named_for", "state", "unit", "session", "end", "level", "outside"]


class ImpliedOrganization(Row):
    """A role, in lower case, that implies a body by itself."""

    role: str
    organization: str


class PlaceRow(Row):
    """A place by its nominative name; ``aliases`` are other names of it (`Харківщина`).

    ``adjective`` is what its bodies are called by (`Смілянська` міська рада), ``region`` the oblast of a town.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: Literal["oblast", "city", "country", "region", "foreign_city"]
    adjective: str | None = None
    code: str | None = None
    region: str | None = None


class EventTrigger(Row):
    """A word that tells the type of an event, with how strongly it does."""

    lemma: str
    type: EventType
    weight: int


class EventFormat(Row):
    """A phrase that tells how people met."""

    phrase: str
    format: FormatName


class EventWord(Row):
    """A word of the clauses that tell an event.

    ``verb`` is what happens or is done at one (`відбутися`), ``noun`` names one (`брифінг`), ``venue`` is a noun of
    buildings and grounds (`бібліотека`), ``base`` goes before the name of a venue (`на базі`), ``join`` is said of some
    of those who take part (`долучитися`), ``background`` of earlier or later events (`нагадати`), ``go`` leads to a
    place with `до` (`завітати`), ``see`` has it as its object (`відвідати`); ``happen`` says that what its noun names
    took place (`відбутися`, `провести`).
    """

    lemma: str
    kind: Literal["verb", "noun", "venue", "base", "join", "background", "go", "see", "happen"]


class ParticipationMarker(Row):
    """A phrase near a name that tells whether its bearer takes part."""

    phrase: str
    participation: Participation
    scope: Literal["sentence", "before", "after"]


class TopicTrigger(Row):
    """Lemma, form or phrase after which a topic stands, and how: see ``relations/topics.py`` for the frames."""

    form: str
    frames: tuple[str, ...]


class ClauseWord(Row):
    """Small word that joins, opens or subordinates a clause, or stands in it for something else.

    ``joining`` coordinates phrases, ``main`` opens another main clause, ``relative`` one that stays in the phrase
    before it, ``opener`` only links a clause to the one before; ``subordinator`` of all kinds, ``unreal`` those behind
    which nothing is promised, ``complement`` of verbs of saying, ``purpose``, ``question`` of indirect questions;
    ``abbreviation`` may end in a full stop inside a sentence; ``negation``; ``pronoun`` of a doer; ``being``: past
    forms of `бути`.
    """

    form: str
    kind: Literal[
        "joining", "main", "relative", "opener", "subordinator", "unreal", "complement", "purpose", "question",
        "abbreviation", "negation", "pronoun", "being",
    ]  # fmt: skip


class TopicMarker(Row):
    """Word that tells something of a topic.

    ``empty`` nouns and ``vague`` adjectives say nothing by themselves; ``heading`` gives way to the genitive after it;
    ``question`` nouns are raised; ``announcing`` nouns and ``pointing`` pronouns stand before the colon of a list;
    ``link`` is a verb between `тема` and the topic; ``party`` one who discusses; ``managed`` a verb whose infinitive
    was done; ``aftermath`` and ``setting`` words tell of an event by a discussion; ``event`` a noun of an event that
    is devoted to a topic.
    """

    form: str
    kind: Literal[
        "empty", "vague", "heading", "question", "announcing", "pointing", "link", "party", "managed", "aftermath",
        "setting", "event",
    ]  # fmt: skip


class ActionMarker(Row):
    """Form, lemma or phrase that tells what a sentence of an action is not, or what it is about.

    ``background`` and ``rejected`` speak against a whole sentence, ``hypothesis`` against a part of it, ``wish``
    against the clause it governs, ``modal`` and ``address`` against a future beside them; ``effect`` is a verb whose
    future promises nothing, ``event`` one that announces an event. ``body`` is a noun whose subject acts, ``decides``
    one that takes formal decisions. ``signed`` and ``signing`` words tell that a paper was signed, ``refers`` stands
    for a paper; ``plan`` is a verb of another plan, ``obliges`` one of an obligation, ``regular`` a word of what is
    due again and again, ``doing`` a noun of doing without the ending of one, ``beginning`` one of when an event begins
    or ends.
    """

    form: str
    kind: Literal[
        "background", "rejected", "hypothesis", "wish", "modal", "address", "effect", "event", "body", "decides",
        "signed", "signing", "refers", "plan", "obliges", "regular", "doing", "beginning",
    ]  # fmt: skip


class PaperNoun(Row):
    """Noun for a paper that is signed or decided on."""

    lemma: str


class ActionTrigger(Row):
    """Lemma, form or phrase that tells a commitment: its status and how the thing to be done follows."""

    form: str
    status: ActionStatus
    frames: tuple[str, ...]


class DebrisPhrase(Row):
    """A phrase of site debris and how much of its line goes with it."""

    phrase: str
    kind: Literal[
        "share", "menu", "related", "follow", "more", "counter", "tags", "rights", "contact", "network", "rubric",
        "stamp", "byline",
    ]  # fmt: skip
    extent: Literal["alone", "phrase", "line", "number", "short", "contact"]


class Month(Row):
    """A month and all forms of its name."""

    number: int
    forms: tuple[str, ...]


class DateWord(Row):
    """Forms of a word of dates: its ``kind`` and what it counts (days, years, weekday, first month of a season)."""

    form: tuple[str, ...]
    kind: Literal["weekday", "day", "year", "season", "shift", "ordinal", "count"]
    value: int


def months() -> tuple[Month, ...]:
    """The twelve months."""
    return read_rows("months", Month)


def date_words() -> tuple[DateWord, ...]:
    """Weekdays, relative words, seasons, ordinals."""
    return read_rows("date_words", DateWord)


def roles() -> tuple[RoleTitle, ...]:
    """Head nouns of posts."""
    return read_rows("roles", RoleTitle)


def role_modifiers() -> tuple[RoleModifier, ...]:
    """Markers before posts."""
    return read_rows("role_modifiers", RoleModifier)


def organization_heads() -> tuple[OrganizationHead, ...]:
    """Head nouns of bodies."""
    return read_rows("organization_heads", OrganizationHead)


@cache
def organizations() -> tuple[OrganizationRow, ...]:
    """Bodies known by name: those of ``organizations.csv`` and the international ones."""
    return (*read_rows("organizations", OrganizationRow), *international_bodies())


def international_bodies() -> tuple[OrganizationRow, ...]:
    """International bodies with their Wikidata ids (a file of its own: its licence differs, see lexicons/README.md)."""
    return read_rows("international_bodies", OrganizationRow)


def organization_patterns() -> tuple[OrganizationPattern, ...]:
    """Short forms of kinds of bodies."""
    return read_rows("organization_patterns", OrganizationPattern)


def name_limits() -> tuple[NameLimit, ...]:
    """Words that lengthen or end the name of a body."""
    return read_rows("name_limits", NameLimit)


def implied_organizations() -> tuple[ImpliedOrganization, ...]:
    """Roles that imply a body."""
    return read_rows("implied_organizations", ImpliedOrganization)


def places() -> tuple[PlaceRow, ...]:
    """Oblasts, towns, countries and historical regions."""
    return read_rows("places", PlaceRow)


def event_triggers() -> tuple[EventTrigger, ...]:
    """Words that tell the type of an event."""
    return read_rows("event_triggers", EventTrigger)


def event_words() -> tuple[EventWord, ...]:
    """Words of the clauses that tell an event."""
    return read_rows("event_words", EventWord)


def event_formats() -> tuple[EventFormat, ...]:
    """Phrases that tell how people met."""
    return read_rows("event_formats", EventFormat)


def participation_markers() -> tuple[ParticipationMarker, ...]:
    """Phrases that tell who takes part."""
    return read_rows("participation_markers", ParticipationMarker)


def topic_triggers() -> tuple[TopicTrigger, ...]:
    """Words after which a topic stands."""
    return read_rows("topic_triggers", TopicTrigger)


def action_triggers() -> tuple[ActionTrigger, ...]:
    """Words that tell a commitment."""
    return read_rows("action_triggers", ActionTrigger)


def action_markers() -> tuple[ActionMarker, ...]:
    """Words that speak for or against an action, and nouns of those who act."""
    return read_rows("action_markers", ActionMarker)


def clause_words() -> tuple[ClauseWord, ...]:
    """Conjunctions, relative words, pronouns, abbreviations."""
    return read_rows("clause_words", ClauseWord)


def topic_markers() -> tuple[TopicMarker, ...]:
    """Words that tell something of a topic."""
    return read_rows("topic_markers", TopicMarker)


def paper_nouns() -> tuple[PaperNoun, ...]:
    """Nouns for papers: `меморандум`, `угода`."""
    return read_rows("paper_nouns", PaperNoun)


def debris_phrases() -> tuple[DebrisPhrase, ...]:
    """Phrases of site debris."""
    return read_rows("debris", DebrisPhrase)


class GivenName(Row):
    """A given name; ``weight`` is added to the belief in it (0.5 for the hundred most frequent of each gender)."""

    name: str
    gender: Literal["f", "m"]
    origin: Literal["ukrainian", "turkic", "caucasian", "western"]
    weight: float


def given_names() -> tuple[GivenName, ...]:
    """Given names that Ukrainian press uses, Ukrainian and foreign; the example is an oblique form."""
    return read_rows("given_names", GivenName)


class Honorific(Row):
    """Title word before a name: ``пан``, ``полковник``; not ``certain`` when it is a surname too."""

    word: str
    gender: Literal["f", "m"] | None = None
    certain: bool


def honorifics() -> tuple[Honorific, ...]:
    """Titles, ranks, clerical and academic words that stand before a name and are no part of it."""
    return read_rows("honorifics", Honorific)


class NameParticle(Row):
    """Small word inside a foreign surname: ``ван``, ``дер``; never inflected."""

    word: str


def name_particles() -> tuple[NameParticle, ...]:
    """Particles of foreign surnames."""
    return read_rows("name_particles", NameParticle)


class NameParadigm(Row):
    """Endings of a name by case after a stem (a regular expression for its end).

    ``part`` is where the paradigm is used, ``weight`` how usual it is, ``nom_weight`` how far its nominative is to be
    believed where another paradigm has the same form in the genitive. A row without endings is indeclinable.
    """

    id: str
    part: Literal["given", "family", "patronymic", "both"]
    gender: Literal["f", "m"]
    stem: str
    nom: str = ""
    gen: tuple[str, ...]
    dat: tuple[str, ...]
    acc: tuple[str, ...]
    ins: tuple[str, ...]
    loc: tuple[str, ...]
    voc: tuple[str, ...]
    weight: float
    nom_weight: float | None = None

    def endings(self, case: str) -> tuple[str, ...]:
        """Endings of a case (``Nom Gen Dat Acc Ins Loc Voc``); ``("",)`` for the bare stem."""
        return (self.nom,) if case == "Nom" else getattr(self, case.lower()) or ("",)


def name_paradigms() -> tuple[NameParadigm, ...]:
    """Declension of surnames, patronymics and unknown given names (Ukrainian orthography 2019, §§ 86–103)."""
    return read_rows("name_paradigms", NameParadigm)


class Word(Row):
    """One word of a plain list."""

    word: str


def fixed_words() -> tuple[Word, ...]:
    """Short names of bodies that are never inflected: ``Міноборони``."""
    return read_rows("fixed_words", Word)


def no_bodies() -> tuple[Word, ...]:
    """Abbreviations and brands that look like bodies and are none: ``ЗМІ``, ``ПДВ``, ``Zoom``."""
    return read_rows("no_bodies", Word)


def common_modifiers() -> tuple[Word, ...]:
    """Words that say only of which level or kind a body is: ``обласна``, ``місцева``."""
    return read_rows("common_modifiers", Word)


def plural_heads() -> tuple[Word, ...]:
    """Head words of names of bodies that are plural by themselves: ``Сили``, ``Ліси``."""
    return read_rows("plural_heads", Word)


def settlement_words() -> tuple[Word, ...]:
    """Words for a settlement that stand before its name: ``місто``, ``с.``."""
    return read_rows("settlement_words", Word)


class RoleBody(Row):
    """What kind of body a title belongs to where its phrase names none.

    ``title`` are words of the role; ``body`` words the body's name must hold (`міський голова` → `міська рада`);
    ``types`` the types it may be of (``any`` for all). A title with neither belongs to no body of the release.
    """

    title: str
    body: str | None = None
    types: tuple[OrganizationType | Literal["any"], ...] = ()


def role_bodies() -> tuple[RoleBody, ...]:
    """Titles and the bodies they belong to."""
    return read_rows("role_bodies", RoleBody)


class BodyKind(Row):
    """A common word for bodies of some types, whatever their own names: `заклад`, `установа`, `команда`."""

    word: str
    types: tuple[OrganizationType | Literal["any"], ...]


def body_kinds() -> tuple[BodyKind, ...]:
    """Common words for bodies and the types they stand for."""
    return read_rows("body_kinds", BodyKind)
