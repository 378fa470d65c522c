"""Lexicons: every file has its reader, no key twice, and every row's example holds and fires its word."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import pytest
from pymorphy3 import MorphAnalyzer

from pipeline import lexicons
from pipeline.gazetteer import implied_organization, resolve_organization, resolve_place
from pipeline.lexicons import Row
from pipeline.names import fold, lemma_key

# Reader → the cells that may not repeat together.
READERS: dict[Callable[[], tuple[Row, ...]], tuple[str, ...]] = {
    lexicons.action_markers: ("form", "kind"),
    lexicons.action_triggers: ("form", "status"),
    lexicons.body_kinds: ("word",),
    lexicons.clause_words: ("form", "kind"),
    lexicons.common_modifiers: ("word",),
    lexicons.date_words: ("form", "kind"),
    lexicons.debris_phrases: ("phrase", "kind"),
    lexicons.event_formats: ("phrase",),
    lexicons.event_triggers: ("lemma", "type"),
    lexicons.event_words: ("lemma", "kind"),
    lexicons.fixed_words: ("word",),
    lexicons.given_names: ("name", "gender"),
    lexicons.honorifics: ("word",),
    lexicons.implied_organizations: ("role",),
    lexicons.international_bodies: ("name",),
    lexicons.months: ("number",),
    lexicons.name_limits: ("word", "kind"),
    lexicons.name_paradigms: ("id",),
    lexicons.name_particles: ("word",),
    lexicons.no_bodies: ("word",),
    lexicons.no_body_nouns: ("word",),
    lexicons.organization_heads: ("lemma",),
    lexicons.organization_patterns: ("short",),
    lexicons.organizations: ("name",),
    lexicons.paper_nouns: ("lemma",),
    lexicons.participation_markers: ("phrase", "scope"),
    lexicons.participation_words: ("lemma", "kind"),
    lexicons.places: ("name", "kind"),
    lexicons.plural_heads: ("word",),
    lexicons.role_bodies: ("title", "body"),
    lexicons.role_modifiers: ("modifier", "kind"),
    lexicons.roles: ("lemma",),
    lexicons.settlement_words: ("word",),
    lexicons.topic_markers: ("form", "kind"),
    lexicons.topic_triggers: ("form",),
}
FILES = {"debris_phrases": "debris"}
# Rows whose words stand in the example as such, inflected or not, by the cells that hold the words.
WORDS: dict[Callable[[], tuple[Row, ...]], tuple[str, ...]] = {
    lexicons.action_markers: ("form",),
    lexicons.action_triggers: ("form",),
    lexicons.body_kinds: ("word",),
    lexicons.clause_words: ("form",),
    lexicons.common_modifiers: ("word",),
    lexicons.date_words: ("form",),
    lexicons.debris_phrases: ("phrase",),
    lexicons.event_triggers: ("lemma",),
    lexicons.event_words: ("lemma",),
    lexicons.fixed_words: ("word",),
    lexicons.implied_organizations: ("role",),
    lexicons.months: ("forms",),
    lexicons.name_limits: ("word",),
    lexicons.name_particles: ("word",),
    lexicons.no_bodies: ("word",),
    lexicons.no_body_nouns: ("word",),
    lexicons.organization_heads: ("lemma",),
    lexicons.organization_patterns: ("short",),
    lexicons.organizations: ("name", "abbreviations", "aliases"),
    lexicons.paper_nouns: ("lemma",),
    lexicons.participation_markers: ("phrase",),
    lexicons.participation_words: ("lemma",),
    lexicons.places: ("name", "aliases"),
    lexicons.plural_heads: ("word",),
    lexicons.role_bodies: ("title",),
    lexicons.roles: ("lemma", "feminine"),
    lexicons.settlement_words: ("word",),
    lexicons.topic_markers: ("form",),
    lexicons.topic_triggers: ("form",),
}
ANALYZER = MorphAnalyzer(lang="uk")


def file_of(reader: Callable[[], tuple[Row, ...]]) -> str:
    return FILES.get(reader.__name__, reader.__name__)


def rows_of(table: dict[Callable[[], tuple[Row, ...]], tuple[str, ...]]) -> list[tuple[Row, tuple[str, ...]]]:
    return [(row, cells) for reader, cells in table.items() for row in reader()]


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> frozenset[str]:
    return frozenset({word, *(parse.normal_form for parse in ANALYZER.parse(word))})


def spoken(text: str) -> list[str]:
    return re.findall(r"[\w']+(?:[-.][\w']+)*", fold(text))


def _joined(text: str) -> str:
    """Without what abbreviations are written with or without: ``в. о.`` and ``в/о`` → ``в.о.``, ``во``."""
    return fold(text).replace(". ", ".").replace("/", "")


def holds(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as it is, or with its words inflected."""
    if re.search(rf"(?<!\w){re.escape(_joined(phrase))}" + (r"(?!\w)" if phrase[-1].isalnum() else ""), _joined(text)):
        return True
    wanted, words = spoken(phrase), spoken(text)
    places = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(
        all(lemmas(one) & lemmas(other) for one, other in zip(wanted, words[place:], strict=False)) for place in places
    )


def phrases(row: Row, cells: tuple[str, ...]) -> list[str]:
    values = [getattr(row, cell) for cell in cells]
    return [part for value in values if value for part in ([value] if isinstance(value, str) else value)]


def name_of(pair: tuple[Row, tuple[str, ...]]) -> str:
    return f"{type(pair[0]).__name__}-{phrases(*pair)[0]}"


def test_every_file_has_a_reader() -> None:
    names = [file.name for file in (files("pipeline") / "lexicons").iterdir()]
    assert {f"{file_of(reader)}.csv" for reader in READERS} == {name for name in names if name.endswith(".csv")}


@pytest.mark.parametrize("reader", READERS, ids=file_of)
def test_no_key_twice(reader: Callable[[], tuple[Row, ...]]) -> None:
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    for row in reader():
        seen[tuple(getattr(row, cell) for cell in READERS[reader])] += 1
    assert seen
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("pair", rows_of(WORDS), ids=name_of)
def test_example_holds_its_word(pair: tuple[Row, tuple[str, ...]]) -> None:
    row, cells = pair
    assert any(holds(row.example, phrase) for phrase in phrases(row, cells))


@pytest.mark.parametrize("row", lexicons.organizations(), ids=lambda row: row.name)
def test_organization_example_leads_to_it(row: lexicons.OrganizationRow) -> None:
    body = resolve_organization(row.example)
    assert body is not None
    assert body.name == row.name


@pytest.mark.parametrize("row", lexicons.organizations(), ids=lambda row: row.name)
def test_every_name_of_an_organization_leads_to_it(row: lexicons.OrganizationRow) -> None:
    found = {name: resolve_organization(name) for name in (row.name, *row.abbreviations, *row.aliases)}
    assert {name: body and body.name for name, body in found.items()} == dict.fromkeys(found, row.name)


@pytest.mark.parametrize("row", lexicons.role_modifiers(), ids=lambda row: row.modifier)
def test_example_holds_its_modifier(row: lexicons.RoleModifier) -> None:
    """Markers are written without blanks."""
    solid = fold(row.example).replace(" ", "").replace("/", "")
    assert fold(row.modifier) in solid if row.kind in {"marker", "prefix"} else holds(row.example, row.modifier)


@pytest.mark.parametrize("row", lexicons.event_formats(), ids=lambda row: row.phrase)
def test_example_holds_its_format(row: lexicons.EventFormat) -> None:
    """Phrases of formats may be the beginning of a word."""
    assert re.search(rf"\b{re.escape(row.phrase)}", fold(row.example)) or holds(row.example, row.phrase)


def test_no_alias_leads_to_two_bodies() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in lexicons.organizations():
        for name in (row.name, *row.abbreviations, *row.aliases):
            owners[lemma_key(name)].add(row.name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("row", lexicons.places(), ids=lambda row: row.name)
def test_place_example_leads_to_it(row: lexicons.PlaceRow) -> None:
    place = resolve_place(row.example)
    assert place is not None
    assert place.name == row.name


@pytest.mark.parametrize("row", lexicons.implied_organizations(), ids=lambda row: row.role)
def test_role_implies_its_body(row: lexicons.ImpliedOrganization) -> None:
    assert implied_organization(row.role) == row.organization
