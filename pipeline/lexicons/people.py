"""Words of people: posts and what goes with them, given names, titles before a name, declension of names."""

from typing import Literal

from pipeline.lexicons.reading import Row, read_rows
from pipeline.schema import OrganizationType, Participation


class RoleTitle(Row):
    """Head noun of a post: `заступник`, feminine `заступниця`; ranks are roles only when nothing else is given."""

    lemma: str
    feminine: str | None = None
    kind: Literal["post", "profession", "rank"]


def roles() -> tuple[RoleTitle, ...]:
    """Head nouns of posts."""
    return read_rows("roles", RoleTitle)


class RoleModifier(Row):
    """Word that tells how far a title or the name of its body reaches.

    ``marker`` before a post, written without blanks (`в.о.`, `екс-`); ``outside``: an adjective that is no part of the
    title (`новий директор`); ``territorial``: makes a sub-unit a body (`Головне управління`); ``inner``: makes a
    body an organ of another (`наглядова рада банку`); ``appointment``: a verb with a title in the instrumental;
    ``level``: says only of which level a body is (`міська рада`); ``organ``: a noun that stays in the title
    (`голова правління банку`); ``prefix``: goes with any title in one word (`віцестароста`);
    ``courtesy``: ends a title (`голова пан Іван Коваль`).
    """

    modifier: str
    kind: Literal["marker", "outside", "territorial", "inner", "appointment", "level", "organ", "prefix", "courtesy"]


def role_modifiers() -> tuple[RoleModifier, ...]:
    """Markers before posts."""
    return read_rows("role_modifiers", RoleModifier)


class ImpliedOrganization(Row):
    """A role, in lower case, that implies a body by itself."""

    role: str
    organization: str


def implied_organizations() -> tuple[ImpliedOrganization, ...]:
    """Roles that imply a body."""
    return read_rows("implied_organizations", ImpliedOrganization)


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


class ParticipationMarker(Row):
    """A phrase near a name that tells whether its bearer takes part."""

    phrase: str
    participation: Participation
    scope: Literal["sentence", "before", "after"]


def participation_markers() -> tuple[ParticipationMarker, ...]:
    """Phrases that tell who takes part."""
    return read_rows("participation_markers", ParticipationMarker)


class ParticipationWord(Row):
    """A word of the clause around a name that tells whether its bearer takes part.

    Mentioned: ``come`` when denied (`не з'явилася`), ``away`` of who meant to or should come, ``send`` with a
    ``greeting``, ``contact`` opens a line about whom to ask, ``dead``, ``then`` opens a sentence about another day
    but not before a ``feast``, ``thank``, ``appoint`` of whom a decision is about, ``owned`` before the name of its
    owner or author, ``head`` of asides, ``recall`` and ``past`` of what was long ago, ``instruct``. Participant:
    ``say``, ``act``, and ``company`` (`за участі`).
    """

    lemma: str
    kind: Literal[
        "come", "away", "greeting", "send", "contact", "dead", "then", "feast", "say", "thank", "appoint", "owned",
        "head", "recall", "past", "instruct", "act", "company",
    ]  # fmt: skip


def participation_words() -> tuple[ParticipationWord, ...]:
    """Words that tell who takes part, by kind."""
    return read_rows("participation_words", ParticipationWord)


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
