"""One word of a name → its possible nominatives: from the dictionary, from the list of given names, by paradigm.

A candidate says: the word may be this case of that name of a man or a woman, and how far to believe it. People are then
read by agreement (``people``): the candidates of all the words must share case and gender.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product

from pipeline.lexicons import NameParadigm, given_names, name_paradigms
from pipeline.names.morphology import CASES, Reading, declined, plain, readings

# Weights, on one scale with those of name_paradigms.csv (0.3 unlikely … 1.8 typical). Tuned on tests/cases/names.csv.
LISTED, SURNAME, NAME, NOUN, ADJECTIVE, PATRONYMIC = 3.5, 3.0, 2.2, 1.6, 1.9, 3.0
CONFIRMED, ODD, UNNEEDED = 0.3, 0.8, 0.8
# Endings that only oblique cases have, as a rule: a guess that explains less of the form than these loses ODD, and so
# does one that takes such a form, or one in -и or -ї, for indeclinable.
OBLIQUE = re.compile(r"(?:ого|ому|ої|[оеє]ю|[оеє]ві|[оеє]м|им)$")
PLURAL_LIKE = re.compile(r"(?:[^кл]и|ї)$")
# Men's surnames that women bear without inflection; not -ов and -ин, whose women are -ова and -ина.
WOMENS = re.compile(r"(?:[бгґджзклмпрстфхцчшщьо]|[аяуюо]н|[аеєуюоі]й|[иі]в)$")
LONGEST_ENDING = 5
AHEAD = 0.1


@dataclass(frozen=True)
class Candidate:
    """A possible nominative of one word, in lower case.

    ``how`` is ``dictionary`` or ``rule``; ``weight`` is a score, not a probability.
    """

    lemma: str
    gender: str
    case: str
    weight: float
    how: str


@lru_cache(maxsize=20_000)
def candidates(word: str, part: str) -> tuple[Candidate, ...]:
    """Possible nominatives of a word as ``given``, ``patronymic`` or ``family`` name; the best for each reading.

    ``candidates("Баньковим", "family")`` → ``баньков`` (instrumental, a man's) before ``баньковий``.
    """
    form = plain(word)
    found = _from_dictionary(form, part)
    guessed = _of_parts(form, part) if "-" in form.strip("-") else _by_paradigm(form, part)
    if any(c.weight >= SURNAME for c in found):
        guessed = [c if c.how == "dictionary" else replace(c, weight=c.weight - UNNEEDED) for c in guessed]
    return tuple(_best([*found, *guessed]).values())


def _best(found: list[Candidate]) -> dict[tuple[str, str, str], Candidate]:
    best: dict[tuple[str, str, str], Candidate] = {}
    for candidate in found:
        key = (candidate.lemma, candidate.gender, candidate.case)
        if key not in best or best[key].weight < candidate.weight:
            best[key] = candidate
    return best


def is_listed(word: str, *, nominative: bool = False) -> bool:
    """Whether the word is a form of a given name of ``given_names.csv`` (its nominative, when asked)."""
    return any(c.case == "Nom" or not nominative for c in _listed_candidates(word))


@lru_cache(maxsize=20_000)
def _listed_candidates(word: str) -> tuple[Candidate, ...]:
    """Those of the `candidates` for a given name that are listed, without weighing the others."""
    form = plain(word)
    if "-" in form.strip("-"):
        found = list(candidates(word, "given"))
    else:
        guessed = (guess for guess in _guesses(form, "given") if (guess.lemma, guess.gender) in _listed())
        found = [*_from_dictionary(form, "given"), *(_weighed(guess, form, "given") for guess in guessed)]
    return tuple(candidate for candidate in found if candidate.weight >= LISTED)


def origin(word: str, gender: str) -> str | None:
    """Where a listed given name of that gender is from: ``ukrainian``, ``turkic``, ``caucasian``, ``western``."""
    listed = _origins()
    found = (listed.get((c.lemma, c.gender)) for c in candidates(word, "given") if c.gender == gender)
    return next((place for place in found if place), None)


@lru_cache(maxsize=1)
def _origins() -> dict[tuple[str, str], str]:
    return {(plain(row.name), row.gender): row.origin for row in given_names()}


def is_patronymic(word: str) -> bool:
    """Whether the word has the shape of a patronymic in any case: ``Михайловичем``, ``Василівни``."""
    return any(c.weight >= PATRONYMIC for c in candidates(word, "patronymic"))


@lru_cache(maxsize=1)
def _listed() -> dict[tuple[str, str], float]:
    return {(plain(row.name), row.gender): LISTED + row.weight for row in given_names()}


def _from_dictionary(form: str, part: str) -> list[Candidate]:
    known = [r for r in readings(form) if r.known]
    if part == "family":
        return [candidate for reading in known for candidate in _as_family(reading, form)]
    if part == "patronymic":
        return [candidate for reading in known for candidate in _as_patronymic(reading)]
    declinable = {(r.lemma, r.gender) for r in known if "Fixd" not in r.marks}
    kept = [r for r in known if "Fixd" not in r.marks or (r.lemma, r.gender) not in declinable]
    return [candidate for reading in kept for candidate in _as_given(reading)]


def _as_given(reading: Reading) -> list[Candidate]:
    if "Name" not in reading.marks or reading.gender is None:
        return []
    weight = _listed().get((reading.lemma, reading.gender), NAME)
    return [Candidate(reading.lemma, reading.gender, reading.case, weight, "dictionary")]


def _as_patronymic(reading: Reading) -> list[Candidate]:
    if "Patr" not in reading.marks or reading.gender is None:
        return []
    return [Candidate(reading.lemma, reading.gender, reading.case, PATRONYMIC, "dictionary")]


def _as_family(reading: Reading, form: str) -> list[Candidate]:
    if reading.number == "p" and "Pltm" not in reading.marks:
        return []
    if "Surn" in reading.marks or reading.is_adjective:
        genders = [reading.gender] if reading.gender in ("m", "f") else []
    elif reading.case == "Gen" and not reading.animate and form[-1] in "ую":
        genders = []  # глаголу, вітру: as surnames these words have only -а in the genitive
    else:
        genders = ["m", "f"] if reading.lemma[-1] in "ая" else ["m"]
    weight = _family_weight(reading, form)
    found = [Candidate(reading.nominative, g, reading.case, weight, "dictionary") for g in genders]
    if reading.case == "Nom" and genders == ["m"] and "Surn" in reading.marks and WOMENS.search(form):
        found += [Candidate(form, "f", case, weight - AHEAD, "dictionary") for case in CASES]
    return found


def _family_weight(reading: Reading, form: str) -> float:
    """Belief in a dictionary reading; of two surnames with one form the likelier one is put ahead.

    ``Франка`` is rather Франко than Франк, ``Сокола`` Сокіл than Сокол, ``Мельникові`` Мельник than Мельников.
    """
    lemma = reading.nominative
    weight = SURNAME if "Surn" in reading.marks else ADJECTIVE if reading.is_adjective else NOUN
    if lemma.endswith("ко"):
        return weight + AHEAD
    if re.search(r"[оеє]ві$", form) and re.search(r"[оеє]в$", lemma):
        return weight - 2 * ODD
    before, alternating, after = lemma.rpartition("і")
    changed = len(after) in (1, 2) and after != "в" and any(form.startswith(before + v + after[0]) for v in "ое")
    return max(weight, SURNAME) + 2 * AHEAD if alternating and changed else weight


@lru_cache(maxsize=1)
def _endings() -> dict[str, list[tuple[NameParadigm, str]]]:
    """Ending of a form → the paradigms and cases that have it."""
    table: dict[str, list[tuple[NameParadigm, str]]] = defaultdict(list)
    for row in name_paradigms():
        for case in CASES:
            for ending in row.endings(case):
                table[ending].append((row, case))
    return dict(table)


def _by_paradigm(form: str, part: str) -> list[Candidate]:
    return [_weighed(guess, form, part) for guess in _guesses(form, part)]


def _guesses(form: str, part: str) -> Iterator[Candidate]:
    """Nominatives by the paradigms that have an ending of the form, with the weight of the paradigm."""
    for length in range(min(LONGEST_ENDING, len(form) - 2) + 1):
        stem, ending = form[: len(form) - length], form[len(form) - length :]
        for row, case in _endings().get(ending, ()):
            if row.part in (part, "both") and part_allows(row, part) and _stems(row.stem).search(stem):
                weight = row.nom_weight if case == "Nom" and row.nom_weight is not None else row.weight
                weight -= ODD if _leaves_ending(form, ending, row.nom) else 0
                yield Candidate(stem + row.nom, row.gender, case, weight, "rule")


@cache
def _stems(pattern: str) -> re.Pattern[str]:
    """The ends of stems that a paradigm is for."""
    return re.compile(rf"(?:{pattern})$")


def _leaves_ending(form: str, ending: str, nominative: str) -> bool:
    """Whether a guess that takes ``ending`` off the form leaves some of an oblique ending in the stem."""
    if match := OBLIQUE.search(form):
        return len(ending) < len(match[0])
    return ending == nominative and PLURAL_LIKE.search(form) is not None


def part_allows(row: NameParadigm, part: str) -> bool:
    """Patronymics have paradigms of their own; ``both`` means given and family names."""
    return row.part == part or (row.part == "both" and part != "patronymic")


def _weighed(candidate: Candidate, form: str, part: str) -> Candidate:
    """Weight of a guess: one that declines back to the form in the text gains; listed given names count as such."""
    if part == "patronymic":
        return replace(candidate, weight=max(candidate.weight, PATRONYMIC))
    confirmed = form in declined(candidate.lemma, candidate.gender, part, candidate.case)
    listed = _listed().get((candidate.lemma, candidate.gender)) if part == "given" else None
    if listed and (confirmed or not is_dictionary_name(candidate.lemma)):
        return replace(candidate, weight=listed, how="dictionary")
    return replace(candidate, weight=candidate.weight + CONFIRMED) if confirmed else candidate


def is_dictionary_name(lemma: str) -> bool:
    """Whether the dictionary itself declines this given name."""
    return any("Name" in r.marks and r.known and r.lemma == lemma for r in readings(lemma))


def _of_parts(form: str, part: str) -> list[Candidate]:
    """Hyphenated names part by part: ``Мельниченко-Дзюбою``, ``Жан-Клодом`` (the first part may stay as it is)."""
    parts = form.split("-")
    return [
        candidate
        for gender, case in product("mf", CASES)
        if (candidate := _joined(parts, part, gender, case)) is not None
    ]


def _joined(parts: list[str], part: str, gender: str, case: str) -> Candidate | None:
    chosen = []
    for position, piece in enumerate(parts):
        fitting = [c for c in candidates(piece, part) if (c.gender, c.case) == (gender, case)] if len(piece) > 2 else []
        if position < len(parts) - 1:
            fitting.append(Candidate(piece, gender, case, 0.3, "dictionary"))
        if not fitting:
            return None
        chosen.append(max(fitting, key=lambda c: c.weight))
    how = "rule" if any(c.how == "rule" for c in chosen) else "dictionary"
    weight = sum(c.weight for c in chosen) / len(chosen)
    return Candidate("-".join(c.lemma for c in chosen), gender, case, weight, how)
