"""Nouns that are titles: looked up in the lexicon of roles by lemma, by form, and without a prefix."""

from collections.abc import Iterator
from functools import cache, lru_cache

from spacy.tokens import Token

from pipeline import lexicons
from pipeline.names.morphology import readings


@cache
def _titles() -> dict[str, lexicons.RoleTitle]:
    rows = lexicons.roles()
    return {**{row.feminine: row for row in rows if row.feminine}, **{row.lemma: row for row in rows}}


@cache
def modifiers(kind: str) -> frozenset[str]:
    """Words of a kind that go with titles: `outside` (`новий`), `organ` (`правління`), `prefix` (`екс`) and others."""
    return frozenset(row.modifier for row in lexicons.role_modifiers() if row.kind == kind)


def title_of(token: Token) -> lexicons.RoleTitle | None:
    """The lexicon row of a title noun (`заступницею` → заступник), or None."""
    return _row(token.lemma_.lower()) or _row_of_form(token.lower_)


@lru_cache(maxsize=50_000)
def _row_of_form(form: str) -> lexicons.RoleTitle | None:
    """By the dictionary's lemmas, where the model has another one (`прокурорку`, `Секретаря`)."""
    found = (_row(lemma) for lemma in (form, *(r.lemma for r in readings(form) if r.number == "s" or not r.known)))
    return next((row for row in found if row is not None), None)


@lru_cache(maxsize=50_000)
def _row(lemma: str) -> lexicons.RoleTitle | None:
    """`суддя-спікерка`, `екс-міністр`, `віцестароста` are known by the part that carries the meaning, a post first."""
    titles = _titles()
    if lemma in titles or "-" not in lemma:
        return titles.get(lemma) or next((titles[rest] for rest in _without_prefix(lemma) if rest in titles), None)
    parts = [titles[part] for part in lemma.split("-") if part in titles]
    return min(parts, key=lambda row: row.kind != "post", default=None)


def _without_prefix(lemma: str) -> Iterator[str]:
    """`обербургомістерка` → бургомістерка, `психотерапевтка` → терапевтка."""
    return (lemma.removeprefix(prefix) for prefix in modifiers("prefix") if lemma.startswith(prefix))


@cache
def _feminine() -> frozenset[str]:
    return frozenset(row.feminine for row in lexicons.roles() if row.feminine)


def is_feminine(title: Token) -> bool:
    """True for a title that only women bear (`директорка`)."""
    lemmas = {title.lemma_.lower(), *(reading.lemma for reading in readings(title.text))}
    return any(form in _feminine() for lemma in lemmas for form in (lemma, *_without_prefix(lemma)))
