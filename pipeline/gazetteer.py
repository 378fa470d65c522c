"""Canonical bodies and places: what a mention in any case, short or full, is called officially."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import lexicons, names
from pipeline.schema import OrganizationType

_COUNTRY_TAIL = re.compile(r"\s(?:України|Україна)$")
# Of `Віцепрем'єр-міністр з відновлення – Міністр розвитку громад` the title with a field in the genitive.
_MINISTER = re.compile(
    r"(?:^|[—–-]\s?|\s)((?:віце|екс)?-?міністр|(?:віце)?міністерк\w)\s(?!із?\s|зі?\s)(.+)$", re.IGNORECASE
)
_DEPUTY_MINISTER = re.compile(r"\b(міністра|міністерки)\s(.+)$", re.IGNORECASE)
_OF_GOVERNMENT = re.compile(r"прем'єр|міністр|міністерк", re.IGNORECASE)
_AMBASSADOR = re.compile(r"\b(?:посол|послиця|посолка)\s(.+?)(?:\s(?:в|у)\s(.+))?$", re.IGNORECASE)
_LOCAL_HEAD = re.compile(r"(?:^|\s)([А-ЯІЇЄҐ][\w'-]+[сцз]ьк)\w+ (міськ|сільськ|селищн)\w+ голов\w$")
# A name in capitals of so many letters is no short form: `МОСКВІ`, but `США`.
_SHOUTED = 5
# A name of so many blanks is known without `України` behind it.
_LONG = 2
_NOTHING: dict[str, Any] = {}
_ADJECTIVE = r"[\w'-]+(?:ий|а|е)"
_SHORT_OF_COUNTRY = re.compile(r"([А-ЯІЇЄҐ]{2,6}) ([А-ЯІЇЄҐ][\w' ]+)$")
_WITH_LEGAL_FORM = re.compile(r"[А-ЯІЇЄҐ][А-яІЇЄҐіїєґ]{1,4}\s?[«\"“]([^«»\"“”]+)[»\"”]$")
_LEGAL_FORM = re.compile(r"^([А-ЯІЇЄҐ]{2,5})\s?[«\"“]")
_LEGAL_TYPES: dict[str, OrganizationType] = {
    "ТОВ": "business", "АТ": "business", "ПАТ": "business", "ПРАТ": "business", "ПП": "business", "ФОП": "business",
    "ДП": "business", "КП": "business", "СФГ": "business", "ФГ": "business", "ТДВ": "business",
    "ГО": "ngo", "БО": "ngo", "БФ": "ngo", "ВГО": "ngo", "МБФ": "ngo", "ГС": "ngo",
    "КНП": "health", "КЗ": "other", "ДУ": "government", "КУ": "local", "ДНЗ": "education", "ЗЗСО": "education",
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A known body; ``how`` is ``name``, ``abbreviation``, ``alias`` or ``pattern``."""

    name: str
    abbreviation: str | None
    type: OrganizationType
    country: str | None
    identifiers: tuple[tuple[str, str], ...]
    how: str


@dataclass(frozen=True)
class Place:
    """A known place by its nominative name; ``country`` is an ISO 3166-1 alpha-2 code or None."""

    name: str
    kind: str
    country: str | None


@cache
def _by_key() -> dict[str, tuple[lexicons.OrganizationRow, str]]:
    """Rows by inflection-free key of every name; canonical names win over aliases of others."""
    index: dict[str, tuple[lexicons.OrganizationRow, str]] = {}
    rows = lexicons.organizations()
    for row in rows:
        index[names.lemma_key(row.name)] = (row, "name")
    for row in rows:
        for alias in row.aliases:
            index.setdefault(names.lemma_key(alias), (row, "alias"))
    for row in rows:
        short = names.lemma_key(_COUNTRY_TAIL.sub("", row.name))
        if short.count(" ") >= _LONG:
            index.setdefault(short, (row, "alias"))
    return index


@cache
def _tree() -> dict[str, Any]:
    """Keys of the known names of several words as a tree of words; ``""`` marks an end."""
    tree: dict[str, Any] = {}
    for key in (*_by_key(), *_by_abbreviation()):
        if " " in key:
            node = tree
            for word in key.split():
                node = node.setdefault(word, {})
            node[""] = {}
    return tree


def longest_name(tokens: Iterable[str]) -> int:
    """How many of the tokens, from the first one on, the longest known name of several words takes; 0 for none.

    ``["Комітету", "Верховної", "Ради", "України", "з", "питань", "бюджету", "та"]`` → 7.
    """
    node, longest = _tree(), 0
    for count, token in enumerate(tokens, 1):
        for word in names.lemma_key(token).split():
            node = node.get(word, _NOTHING)
        if node is _NOTHING:
            break
        longest = count if "" in node and names.lemma_key(token) else longest
    return longest


@cache
def _by_abbreviation() -> dict[str, lexicons.OrganizationRow]:
    """Rows by short form; forms in capitals only as they stand (`МОН`, not `мон`)."""
    return {_short_key(short): row for row in lexicons.organizations() for short in row.abbreviations}


def _short_key(text: str) -> str:
    return text if text.isupper() and " " not in text else names.lemma_key(text)


@lru_cache(maxsize=20_000)
def resolve_organization(mention: str) -> Body | None:
    """The body a mention in any case names, or None when the gazetteer does not know it.

    `МЗС України` and `Міністерства закордонних справ` → Міністерство закордонних справ України;
    `Полтавської облради` → Полтавська обласна рада (by pattern).
    """
    text = " ".join(mention.split())
    found = _by_abbreviation().get(_short_key(text)) or _by_abbreviation().get(_short_key(_COUNTRY_TAIL.sub("", text)))
    if found is not None:
        return _body(found, "abbreviation")
    if text[:1].islower() and " " not in text:
        return None
    key = names.lemma_key(text)
    row, how = _by_key().get(key) or _by_key().get(names.lemma_key(_COUNTRY_TAIL.sub("", text))) or (None, "")
    if row is None:  # `Національного банку`: a form of банка too
        row, how = _by_key().get(names.lemma_key(names.nominative_organization(text))) or (None, "")
    if row is not None:
        return _body(row, how)
    return _by_pattern(text) or _in_quotes(text)


def _body(row: lexicons.OrganizationRow, how: str) -> Body:
    identifiers = (("wikidata", row.wikidata),) if row.wikidata else ()
    abbreviation = row.abbreviations[0] if row.abbreviations else None
    return Body(row.name, abbreviation, row.type, row.country, identifiers, how)


@lru_cache(maxsize=5_000)
def foreign_name(text: str) -> str | None:
    """`МЗС Литви` → Міністерство закордонних справ Литви; None for anything but a short form before a country."""
    match = _SHORT_OF_COUNTRY.match(text)
    known = _by_abbreviation().get(match[1]) if match is not None else None
    place = resolve_place(match[2]) if match is not None and known is not None else None
    if match is None or known is None or place is None or place.kind != "country" or place.country == "UA":
        return None
    return f"{_COUNTRY_TAIL.sub('', known.name)} {match[2]}"


def _in_quotes(text: str) -> Body | None:
    """`ВП «Запорізька АЕС»`: a known name in quotes behind a legal form."""
    match = _WITH_LEGAL_FORM.match(text)
    return resolve_organization(match[1]) if match is not None else None


def _by_pattern(text: str) -> Body | None:
    """`Харківська ОВА` → `Харківська обласна військова адміністрація`; one adjective of a place stands before."""
    nominative = names.nominative_organization(text)
    for pattern, words in _patterns():
        match = pattern.fullmatch(nominative)
        if match and match[1][0].isupper():
            full = f"{match[1]} {words}"
            return Body(full, None, describe_organization(full)[0], "UA", (), "pattern")
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Short forms of kinds of bodies behind an adjective, and the words they stand for."""
    return tuple(
        (re.compile(rf"({_ADJECTIVE}) {re.escape(row.short)}", re.IGNORECASE if row.short.islower() else 0), row.full)
        for row in lexicons.organization_patterns()
    )


@cache
def _heads() -> dict[str, lexicons.OrganizationHead]:
    return {row.lemma: row for row in lexicons.organization_heads()}


@lru_cache(maxsize=20_000)
def describe_organization(nominative: str) -> tuple[OrganizationType, str | None]:
    """Type and country of a body that the gazetteer does not know, by its head word and the countries it names.

    `Тартуський університет` → education, None; `Посольство Естонії в Україні` → foreign, EE.
    """
    form = _LEGAL_FORM.match(nominative)
    if form and form.group(1).upper() in _LEGAL_TYPES:
        return _LEGAL_TYPES[form.group(1).upper()], "UA"
    country = _country_of(nominative)
    if country not in {None, "UA"} and re.match(
        r"(?:міністерств|уряд|парламент|посольств|сейм|мзс)", nominative.lower()
    ):
        return "foreign", country
    for word in re.findall(r"[\w'-]+", nominative):
        head = _heads().get(word.lower()) or _heads().get(names.lemma_key(word))
        if head is not None:
            return head.type, country
    return "other", country


def _country_of(nominative: str) -> str | None:
    capitalised = r"[А-ЯІЇЄҐ][\w'-]+"
    pairs = re.findall(rf"(?=\b({capitalised} {capitalised}))", nominative)
    for name in (*pairs, *re.findall(capitalised, nominative)):
        place = resolve_place(name)
        if place is not None and place.country is not None:
            return place.country
    return None


@cache
def _places() -> dict[str, lexicons.PlaceRow]:
    index: dict[str, lexicons.PlaceRow] = {}
    for row in lexicons.places():
        for name in (row.name, *row.aliases):
            index.setdefault(names.fold(name), row)
    return index


@lru_cache(maxsize=20_000)
def resolve_place(mention: str) -> Place | None:
    """The place a mention in any case names: `Харкові` → Харків, `Львівщині` → Львівська область; None if unknown."""
    text = re.sub(r"^(?:м\.|с\.|смт|місто|міста|місті|село|селі)\s?", "", " ".join(mention.split()))
    if len(text) >= _SHOUTED and text.isupper():
        text = text.title()
    row = _places().get(names.fold(text)) or _places().get(names.fold(names.nominative_place(text)))
    if row is None:
        return None
    country = row.code or ("UA" if row.kind in {"oblast", "city"} else None)
    return Place(row.name, row.kind, country)


@lru_cache(maxsize=20_000)
def implied_organization(role: str) -> str | None:
    """The body a title implies by itself, or None.

    `Міністр юстиції України` and `заступник міністра юстиції` → Міністерство юстиції України;
    `Посол Естонії в Україні` → Посольство Естонії в Україні; `Полтавський міський голова` → Полтавська міська рада.
    `Прем'єр-міністр Польщі` is not in the government of Ukraine.
    The bodies of the lexicon are those of Ukraine: `Прем'єр-міністр Естонії` implies none of them.
    """
    ministry = _ministry(role)
    if ministry is not None:
        return ministry
    lowered = names.fold(role)
    rows = lexicons.implied_organizations() if _country_of(role) in {None, "UA"} else ()
    for row in rows:
        if lowered.startswith(row.role) or lowered.endswith(" " + row.role):
            return row.organization
    return _embassy(role) or _council(role)


def implied_body(role: str, person: names.PersonName) -> str | None:
    """The body that a title implies of this person: `implied_organization`, except of ministers of other countries.

    `міністр закордонних справ Джулі Бішоп`, `Прем'єр-міністерка Кая Каллас`: with a western given name and no country
    in the title, it is not the ministry of Ukraine.
    """
    if person.is_western and _OF_GOVERNMENT.search(role) and _country_of(role) is None:
        return None
    return implied_organization(role)


def _ministry(role: str) -> str | None:
    match = _MINISTER.search(role) or _DEPUTY_MINISTER.search(role)
    if match is None:
        return None
    field = re.split(r"\sз питань\s|\s[—–]\s|,\s(?!територ|громад|спорт|інфраст)", match.group(2))[0].strip()
    name = f"Міністерство {field}"
    known = resolve_organization(name)
    if known is not None:
        return known.name
    # `заступник міністра з питань інтеграції`: the field is that of the deputy
    told = field[:1].islower() and len(field) > 3 and not field.startswith("з питань")
    return name if told else None


def _embassy(role: str) -> str | None:
    match = _AMBASSADOR.search(role)
    if match is None:
        return None
    sender, host = match.group(1), match.group(2)
    return f"Посольство {sender} в {host}" if host else None


def _council(role: str) -> str | None:
    match = _LOCAL_HEAD.match(role)
    if match is None:
        return None
    return f"{match.group(1)}а {match.group(2)}а рада"
