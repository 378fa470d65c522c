"""Roles, organisations and places in the nominative: the head and its agreeing words change, the rest stays."""

import re
from functools import cache, lru_cache

from pipeline.lexicons import organization_heads, organizations, places, plural_heads, roles, settlement_words
from pipeline.names.agreement import Group, Token, groups, replaced, singular, tokens
from pipeline.names.morphology import parts_of_speech, plain, readings

_ACTING = re.compile(r"^\s*(т\s*\.?\s*)?в\s*\.?\s*о\s*\.?\s+", re.IGNORECASE)
# A role in capitals of so many letters is no short form (`МЗС`).
_SHOUTED = 5
_SHORT_FORM = 4
_COORDINATION = frozenset({"і", "та", "й", ",", "-", "–", "—", "/"})
_QUOTED = re.compile(r"^([«\"“„])(.+)([»\"”])$", re.DOTALL)
_ABBREVIATION_ENDING = re.compile(r"^([А-ЯІЇЄҐ]{2,}[БВГҐДЖЗКЛМНПРСТФХЦЧШЩ])(?:ові|ом|у|а|і)(?= |$)")


@lru_cache(maxsize=20_000)
def nominative_role(text: str, *, singular: bool = True) -> str:
    """A post in the nominative: ``Державним секретарем`` → ``Державний секретар``.

    Complements stay (``заступницею голови ради`` → ``заступниця голови ради``); what follows ``в. о.`` stays in the
    genitive; coordinated posts change together. A plural (``представниками``) becomes singular unless ``singular`` is
    False. Capitals stay as they are.
    """
    if acting := _ACTING.match(text):
        marker = "т. в. о." if acting[1] else "в. о."
        return f"{marker} {text[acting.end() :].strip()}"
    text = re.sub(r"\s+", " ", text).strip()
    if text.isupper() and len(text) > _SHOUTED:
        text = _unshouted(text)
    words = tokens(text)
    start = _head_start(words)
    if _is_nominative(words, start):
        return text
    every = _titles_alone(words, start) or groups(words, start)
    found = [g for g in every if g.animate or g.lemma in _titles()] or every
    if not found:
        return text
    head = next((g for g in found if g.lemma in _titles()), found[0])
    changes = [head, *_coordinated(words, head)]
    for group in reversed(changes):
        text = replaced(text, words, group, _forms(words, group, one=singular))
    return text


def _unshouted(text: str) -> str:
    """`ПРЕЗИДЕНТА УКРАЇНИ` in a headline in capitals → `Президента України`; short forms stay."""
    quiet = re.sub(r"[\w']+", lambda word: _quiet(word[0]), text)
    return quiet[:1].upper() + quiet[1:]


def _quiet(word: str) -> str:
    known = [reading for reading in readings(word) if reading.known]
    if any({"Name", "Surn", "Patr", "Geox"} & r.marks or r.lemma in _place_names() for r in known):
        return word.capitalize()
    if parts_of_speech(word) & {"PREP", "CONJ"} or any(r.lemma in _titles() for r in known):
        return word.lower()
    return word.lower() if known and len(word) > _SHORT_FORM else word


@cache
def _place_names() -> frozenset[str]:
    return frozenset(row.name.lower() for row in places() if " " not in row.name)


def _is_nominative(words: list[Token], start: int) -> bool:
    """`торгова аташе`: the words before a title that is never inflected show the case."""
    heads = [i for i in range(start, min(len(words), start + 4)) if _is_indeclinable_title(words[i].text)]
    before = [readings(words[i].text) for i in range(start, heads[0])] if heads else []
    return bool(before) and all(any(r.is_adjective and r.case == "Nom" for r in found) for found in before)


def _is_indeclinable_title(text: str) -> bool:
    found = readings(text)
    fixed = {r.nominative for r in found} == {plain(text)} and len(found) > 5
    return fixed and plain(text) in _titles()


def _titles_alone(words: list[Token], start: int) -> list[Group]:
    """`капітанові судна`: a title is no adjective of the noun behind it, even if the dictionary has such a one.

    Of two titles (`слідчого судді`, `вченого секретаря`) the first may be one.
    """
    titled = [any(r.is_noun and r.lemma in _titles() for r in readings(word.text)) for word in words[start : start + 2]]
    if not titled or not titled[0] or titled[1:] == [True]:
        return []
    return [g for g in groups(words[: start + 1], start) if g.lemma in _titles()]


def _forms(words: list[Token], group: Group, *, one: bool) -> tuple[str, ...]:
    return singular(words, group) if one and group.agreement[1] == "p" else group.words


def _head_start(words: list[Token]) -> int:
    """Place of the first word that can be inflected: adverbs before it stay (``тимчасово повірений``)."""
    for place, token in enumerate(words[:3]):
        adverb = "ADVB" in parts_of_speech(token.text) and plain(token.text) not in _titles()
        if readings(token.text) and not adverb:
            return place
    return 0


def _coordinated(words: list[Token], head: Group) -> list[Group]:
    """Further posts in the case of the head: ``директоркою та засновницею``, ``голови – головного інспектора``.

    A genitive may also be a complement, so after other words it counts only behind a dash.
    """
    case, number, _ = head.agreement
    found: list[Group] = []
    place = head.end
    while place < len(words) - 1 and case != "Nom":
        sign = plain(words[place].text)
        near = place == (found[-1].end if found else head.end)
        if sign in _COORDINATION and (near or case not in ("Gen", "Acc") or sign in "–—"):
            fitting = [g for g in groups(words, place + 1) if g.agreement[:2] == (case, number) and g.animate]
            if fitting:
                found.append(fitting[0])
                place = fitting[0].end
                continue
        place += 1
    return found


@lru_cache(maxsize=20_000)
def nominative_organization(text: str) -> str:
    """A body in the nominative: ``благодійним фондом «Крила»`` → ``благодійний фонд «Крила»``.

    Genitive tails, quotes and nested names stay, abbreviations too (``МЗС``; an ending glued to one goes: ``МОЗу``).
    A plural name stays plural: ``Збройними Силами України`` → ``Збройні Сили України``.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if quoted := _QUOTED.match(text):
        return quoted[1] + _quoted_name(quoted[2]) + quoted[3]
    if _ABBREVIATION_ENDING.match(text):
        return _ABBREVIATION_ENDING.sub(r"\1", text)
    return _listed_form(text, _bodies()) or _with_known_head(text) or _nominative(text)


def _with_known_head(text: str) -> str | None:
    """The reading whose head is a noun of bodies in the singular: ``заводі`` is завод, not заводь."""
    words = tokens(text)
    found = (g for g in groups(words, 0) if g.lemma in _heads() and g.agreement[1] == "s")
    best = next(found, None)
    return replaced(text, words, best, best.words) if best is not None else None


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    return frozenset(plain(row.lemma) for row in organization_heads())


def _quoted_name(name: str) -> str:
    """A name inside quotes is inflected only where it cannot be a nominative: ``«Укрпошті»`` → ``«Укрпошта»``."""
    found = groups(tokens(name))
    return name if any(g.agreement[0] == "Nom" for g in found) else _nominative(name)


@lru_cache(maxsize=20_000)
def nominative_phrase(text: str) -> str:
    """Any noun phrase in the nominative, by its head: ``спільною заявою сторін`` → ``спільна заява сторін``."""
    return _nominative(re.sub(r"\s+", " ", text).strip())


def _nominative(text: str) -> str:
    words = tokens(text)
    found = groups(words, 0)
    if not found:
        return text
    best = next((g for g in found if plain(words[g.end - 1].text) in _plurals() and g.agreement[1] == "p"), found[0])
    return replaced(text, words, best, best.words)


@lru_cache(maxsize=20_000)
def nominative_place(text: str) -> str:
    """A place in the nominative, without the word for its kind: ``місті Білій Церкві`` → ``Біла Церква``.

    Words for larger units stay: ``Полтавській області`` → ``Полтавська область``.
    """
    text = _without_settlement_word(re.sub(r"\s+", " ", text).strip())
    if listed := _listed_form(text, _places()):
        return listed
    words = tokens(text)
    found = groups(words, 0)
    if not found:
        return text
    best = min(found, key=lambda g: (_is_name(words, g), 0))
    return replaced(text, words, best, best.words)


def _listed_form(text: str, listed: frozenset[str]) -> str | None:
    """The text itself, or the one of its possible nominatives, that is a name of the lexicon; None when none is."""
    if plain(text) in listed:
        return text
    words = tokens(text)
    forms = (replaced(text, words, group, group.words) for group in groups(words, 0))
    return next((form for form in forms if plain(form) in listed), None)


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(plain(word) for row in roles() for word in (row.lemma, row.feminine) if word)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(plain(name) for row in places() for name in (row.name, *row.aliases))


@lru_cache(maxsize=1)
def _bodies() -> frozenset[str]:
    return frozenset(plain(name) for row in organizations() for name in (row.name, *row.abbreviations, *row.aliases))


def _is_name(words: list[Token], group: Group) -> int:
    """Given names and surnames are the last guess for a place: ``Києві`` is not ``Кий``."""
    head = words[group.end - 1].text
    fitting = [r for r in readings(head) if r.lemma == group.lemma and r.case == group.agreement[0]]
    marks = fitting[0].marks if fitting else frozenset()
    return int(bool(marks & {"Name", "Surn", "Patr"}) or group.animate)


def _without_settlement_word(text: str) -> str:
    first, _, rest = text.partition(" ")
    lemmas = {plain(first), *(r.lemma for r in readings(first))}
    return rest if rest[:1].isupper() and lemmas & _settlement_words() else text


@lru_cache(maxsize=1)
def _plurals() -> frozenset[str]:
    return frozenset(plain(row.word) for row in plural_heads())


@lru_cache(maxsize=1)
def _settlement_words() -> frozenset[str]:
    return frozenset(row.word for row in settlement_words())
