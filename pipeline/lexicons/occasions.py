"""Words of when and where: dates, places, events and how people met."""

from typing import Literal

from pipeline.lexicons.reading import Row, Word, read_rows
from pipeline.schema import EventFormat as FormatName
from pipeline.schema import EventType


class Month(Row):
    """A month and all forms of its name."""

    number: int
    forms: tuple[str, ...]


def months() -> tuple[Month, ...]:
    """The twelve months."""
    return read_rows("months", Month)


class DateWord(Row):
    """Forms of a word of dates: its ``kind`` and what it counts (days, years, weekday, first month of a season)."""

    form: tuple[str, ...]
    kind: Literal["weekday", "day", "year", "season", "shift", "ordinal", "count"]
    value: int


def date_words() -> tuple[DateWord, ...]:
    """Weekdays, relative words, seasons, ordinals."""
    return read_rows("date_words", DateWord)


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


def places() -> tuple[PlaceRow, ...]:
    """Oblasts, towns, countries and historical regions."""
    return read_rows("places", PlaceRow)


def settlement_words() -> tuple[Word, ...]:
    """Words for a settlement that stand before its name: ``місто``, ``с.``."""
    return read_rows("settlement_words", Word)


class EventTrigger(Row):
    """A word that tells the type of an event, with how strongly it does."""

    lemma: str
    type: EventType
    weight: int


def event_triggers() -> tuple[EventTrigger, ...]:
    """Words that tell the type of an event."""
    return read_rows("event_triggers", EventTrigger)


class EventWord(Row):
    """A word of the clauses that tell an event.

    ``verb`` is what happens or is done at one (`відбутися`), ``noun`` names one (`брифінг`), ``venue`` is a noun of
    buildings and grounds (`бібліотека`), ``base`` goes before the name of a venue (`на базі`), ``join`` is said of some
    of those who take part (`долучитися`), ``background`` of earlier or later events (`нагадати`), ``go`` leads to a
    place with `до` (`завітати`), ``see`` has it as its object (`відвідати`); ``happen`` says that what its noun names
    took place (`відбутися`, `провести`); ``figure`` makes a venue before it a figure of speech (`у центрі уваги`);
    ``say`` is how a statement is made (`заявити`, `брифінг`).
    """

    lemma: str
    kind: Literal["verb", "noun", "venue", "base", "join", "background", "go", "see", "happen", "figure", "say"]


def event_words() -> tuple[EventWord, ...]:
    """Words of the clauses that tell an event."""
    return read_rows("event_words", EventWord)


class EventFormat(Row):
    """A phrase that tells how people met."""

    phrase: str
    format: FormatName


def event_formats() -> tuple[EventFormat, ...]:
    """Phrases that tell how people met."""
    return read_rows("event_formats", EventFormat)
