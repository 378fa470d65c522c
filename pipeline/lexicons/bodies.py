"""Words of bodies: their names, the nouns that head these, and the words that end them."""

from functools import cache
from typing import Literal

from pipeline.lexicons.reading import Row, Word, read_rows
from pipeline.schema import OrganizationType


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


def organization_heads() -> tuple[OrganizationHead, ...]:
    """Head nouns of bodies."""
    return read_rows("organization_heads", OrganizationHead)


class OrganizationRow(Row):
    """A body by name: canonical full name, short forms, other and former names."""

    name: str
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    type: OrganizationType
    country: str
    wikidata: str | None = None


@cache
def organizations() -> tuple[OrganizationRow, ...]:
    """Bodies known by name: those of ``organizations.csv`` and the international ones."""
    return (*read_rows("organizations", OrganizationRow), *international_bodies())


def international_bodies() -> tuple[OrganizationRow, ...]:
    """International bodies with their Wikidata ids (a file of its own: its licence differs, see lexicons/README.md)."""
    return read_rows("international_bodies", OrganizationRow)


class OrganizationPattern(Row):
    """A short form of a kind of body and the words it stands for: `облрада` → `обласна рада`."""

    short: str
    full: str


def organization_patterns() -> tuple[OrganizationPattern, ...]:
    """Short forms of kinds of bodies."""
    return read_rows("organization_patterns", OrganizationPattern)


class NameLimit(Row):
    """A word in or behind the name of a body.

    ``named_for``: the name of a person follows; ``state``, ``unit``: its name follows in the nominative; ``session``:
    no part of the name, with the word before it (`сьомого скликання`); ``end``: the name is over; ``level``: a council
    of such a level has nothing behind its noun; ``outside``: an adjective that is no part of a name.
    """

    word: str
    kind: Literal["named_for", "state", "unit", "session", "end", "level", "outside"]


def name_limits() -> tuple[NameLimit, ...]:
    """Words that lengthen or end the name of a body."""
    return read_rows("name_limits", NameLimit)


class BodyKind(Row):
    """A common word for bodies of some types, whatever their own names: `заклад`, `установа`, `команда`."""

    word: str
    types: tuple[OrganizationType | Literal["any"], ...]


def body_kinds() -> tuple[BodyKind, ...]:
    """Common words for bodies and the types they stand for."""
    return read_rows("body_kinds", BodyKind)


def fixed_words() -> tuple[Word, ...]:
    """Short names and titles that are never inflected: ``Міноборони``, ``замдекана``."""
    return read_rows("fixed_words", Word)


def no_bodies() -> tuple[Word, ...]:
    """Abbreviations, brands and names that look like bodies and are none: ``ЗМІ``, ``Zoom``, ``Радянський Союз``."""
    return read_rows("no_bodies", Word)


def no_body_nouns() -> tuple[Word, ...]:
    """Head nouns of names of events, works, places and times: ``Кубок``, ``Індекс``, ``Каховська ГЕС``."""
    return read_rows("no_body_nouns", Word)


def common_modifiers() -> tuple[Word, ...]:
    """Words that say only of which level or kind a body is: ``обласна``, ``місцева``."""
    return read_rows("common_modifiers", Word)


def plural_heads() -> tuple[Word, ...]:
    """Head words of names of bodies that are plural by themselves: ``Сили``, ``Ліси``."""
    return read_rows("plural_heads", Word)
