"""People: the nominative of a name as it stands in a text, its parts, and the gender."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Literal

from pipeline.lexicons import honorifics, name_particles
from pipeline.names.candidates import SURNAME, Candidate, candidates, is_listed, is_patronymic, origin
from pipeline.names.morphology import CASES, like, plain, readings

INITIAL = re.compile(r"[А-ЯІЇЄҐA-Z][а-яіїєґa-z]?\.")
_GLUED_INITIALS = re.compile(r"(?<=\.)(?=[А-ЯІЇЄҐA-Z])")
_CASE_WEIGHT = {"Nom": 0.6, "Gen": 0.4, "Acc": 0.35, "Ins": 0.3, "Dat": 0.3, "Loc": 0.1, "Voc": -1.0}
# A family name alone that ends in -а is five times as often a man's genitive as a nominative (BRUK, checked part).
_BARE_WEIGHT = _CASE_WEIGHT | {"Gen": 0.9, "Acc": 0.8}
HINT, UNREAD, SAME_AS_KNOWN, CLOSE, TYPICAL, FOREIGN = 1.5, -1.0, 1.2, 0.75, 1.6, 0.6
# A case of a name that is believed less than the likeliest one by this much is not thought of.
RIVAL = 2.3


@dataclass(frozen=True)
class PersonName:
    """A name in the nominative: ``Олександром Баньковим`` → ``Олександр Баньков``.

    ``given``, ``patronymic`` and ``family`` are None when the text does not give them (an initial counts as given);
    ``gender`` is None when the words leave it open. ``how``: ``unchanged`` when the name stood in the nominative,
    ``dictionary`` when every changed word is known, ``rule`` when one was led back by its paradigm.
    """

    name: str
    given: str | None
    patronymic: str | None
    family: str | None
    gender: str | None
    how: str

    @property
    def is_western(self) -> bool:
        """Is the given name one of the west (`Джулі`, `Ганс`)? Its bearer is hardly in the government of Ukraine."""
        return self.given is not None and origin(self.given, self.gender or "m") == "western"


@dataclass(frozen=True)
class _Word:
    text: str
    part: str


@lru_cache(maxsize=20_000)
def nominative_person(
    text: str, *, case: str | None = None, gender: str | None = None, known: tuple[str, ...] = ()
) -> PersonName:
    """The person named by ``text``, which may stand in any case and begin with a rank or an honorific.

    ``case`` (``Nom Gen Dat Acc Ins Loc``) and ``gender`` (``f``, ``m``) are given when the caller knows them;
    ``known`` holds other forms of the same name in the document. Given name goes before the family name.
    ``полковнику Пилипчуку Назару`` → ``Назар Пилипчук``.
    """
    title, words = _without_titles(_words(text))
    gender = gender or title
    parsed = _parts(words)
    if not parsed:
        return PersonName(text.strip(), None, None, None, gender, "unchanged")
    return _name(_agreed(parsed, case, gender, known), gender)


@lru_cache(maxsize=20_000)
def person_cases(text: str) -> frozenset[str]:
    """Cases that a name may stand in, by all of its words together: ``Северина Гайового`` → genitive, accusative.

    Those that are believed nearly as much as the likeliest one (``Руслана Лєвшина``: a woman, or a man in the
    genitive); empty when no word can be read.
    """
    _, words = _without_titles(_words(text))
    parsed = _parts(words)
    if not parsed:
        return frozenset()
    found = {c: max(_read(parsed, g, c, 0.0, frozenset()).weight for g in "mf") for c in CASES}
    likeliest = max(found.values())
    return frozenset(case for case, weight in found.items() if weight > likeliest - RIVAL)


def _words(text: str) -> list[str]:
    spaced = _GLUED_INITIALS.sub(" ", re.sub(r"[()«»\"“”„,;:]", " ", text))
    return [ordinary_capitals(word) for word in spaced.split() if word.strip("-–—.'")]


def ordinary_capitals(word: str) -> str:
    """``ПОГОДИЦЬКИЙ`` → ``Погодицький``, ``О'НІЛ`` → ``О'Ніл``; Roman numbers and single letters stay."""
    if not word.isupper() or sum(map(str.isalpha, word)) < 2 or re.fullmatch(r"[IVXІХ]+|(\w\.)+", word):
        return word
    return "-".join(re.sub(r"^([ОДOD]')(\w)", _two_capitals, part.capitalize()) for part in word.split("-"))


def _two_capitals(match: re.Match[str]) -> str:
    return match[1] + match[2].upper()


def _without_titles(words: list[str]) -> tuple[str | None, list[str]]:
    """Drop leading ranks, honorifics and degrees; they may tell the gender (``пані`` → f)."""
    titles = _titles()
    gender: str | None = None
    while len(words) > 1:
        lemmas = [words[0]] if words[0].endswith(".") else [plain(words[0]), *_lemmas(words[0])]
        found = next((lemma for lemma in lemmas if lemma in titles), None)
        if found is None or (words[0][0].isupper() and len(words) == 2 and not is_title_certain(found)):
            break
        gender, words = gender or titles[found], words[1:]
    return gender, words


@cache
def _titles() -> dict[str, Literal["f", "m"] | None]:
    return {row.word: row.gender for row in honorifics()}


@cache
def _particles() -> frozenset[str]:
    return frozenset(row.word for row in name_particles())


def _lemmas(word: str) -> list[str]:
    return [r.lemma for r in readings(word) if r.known]


def is_title_certain(lemma: str) -> bool:
    """Whether a capitalised title word before one more word is a title and not a surname (``Пан`` may be one)."""
    return next(row.certain for row in honorifics() if row.word == lemma)


def _parts(words: list[str]) -> list[_Word]:
    """Which word is what, in the order given [patronymic] family."""
    kinds = ["initial" if INITIAL.fullmatch(w) else "particle" if plain(w) in _particles() else "word" for w in words]
    if kinds[:2] == ["particle", "word"] and words[0][0].isupper() and is_listed(words[0], nominative=True):
        kinds[0] = "word"  # Бен Волес, Ден Браун
    plainly = [i for i, kind in enumerate(kinds) if kind == "word"]
    if not plainly:
        return []
    labels = _labels(words, kinds, plainly)
    order = ("given", "patronymic", "family")
    return [_Word(w, label) for part in order for w, label in zip(words, labels, strict=True) if label == part]


def _labels(words: list[str], kinds: list[str], plainly: list[int]) -> list[str]:
    if "initial" in kinds:
        return _with_initials(words, kinds, plainly)
    if len(plainly) == 1:
        alone = words[plainly[0]]
        given = is_listed(alone, nominative=True) and not _is_surname(alone, nominative=True)
        part = "given" if given or (is_listed(alone) and not _is_surname(alone)) else "family"
        return [part] * len(words)
    patronymic = _patronymic_place(words, plainly)
    if patronymic is not None:
        return _around_patronymic(words, plainly, patronymic)
    return _given_and_family(words, kinds, plainly)


def _is_surname(word: str, *, nominative: bool = False) -> bool:
    """Whether the dictionary has the word as a form of a surname (as its nominative, when asked)."""
    found = (c for c in candidates(word, "family") if c.weight >= SURNAME and c.how == "dictionary")
    return any(c.case == "Nom" or not nominative for c in found)


def _with_initials(words: list[str], kinds: list[str], plainly: list[int]) -> list[str]:
    """``О. В. Пилипчук``, ``Пилипчук О. В.``, ``Джон Ф. Кеннеді``."""
    labels = ["family"] * len(words)
    initials = [i for i, kind in enumerate(kinds) if kind == "initial"]
    whole_given = len(plainly) > 1 and is_listed(words[plainly[0]])
    if whole_given:
        labels[plainly[0]] = "given"
    for place, i in enumerate(initials):
        labels[i] = "given" if place == 0 and not whole_given else "patronymic"
    return labels


def _patronymic_place(words: list[str], plainly: list[int]) -> int | None:
    places = [i for i in plainly[1:] if is_patronymic(words[i])]
    if not places:
        return None
    if len(plainly) == 2 and not (_is_sure_patronymic(words[places[0]]) and is_listed(words[plainly[0]])):
        return None
    return places[0]


def _is_sure_patronymic(word: str) -> bool:
    """Only a woman's ``-івна``, or what the dictionary has as a patronymic and not as a surname too."""
    found = readings(word)
    known = any("Patr" in r.marks for r in found) and not any("Surn" in r.marks for r in found)
    return known or re.search(r"[иії]вн(?:а|и|і|у|ою|о)$", plain(word)) is not None


def _around_patronymic(words: list[str], plainly: list[int], place: int) -> list[str]:
    """The given name stands right before the patronymic, everything else is the family name."""
    labels = ["family"] * len(words)
    labels[place] = "patronymic"
    labels[place - 1] = "given"
    return labels


def _given_and_family(words: list[str], kinds: list[str], plainly: list[int]) -> list[str]:
    count = len(words)
    if _is_reversed(words, plainly):
        return ["family"] * (plainly[0] + 1) + ["given"] * (count - plainly[0] - 1)
    start = plainly[0] + 1
    while start < plainly[-1] and kinds[start] == "word" and is_listed(words[start]):
        start += 1
    return ["given"] * start + ["family"] * (count - start)


def _is_reversed(words: list[str], plainly: list[int]) -> bool:
    """Family name first: only the last word is a listed given name (``Пилипчук Оксана``).

    A first word that nothing marks as a family name is rather a given name we do not list (``Джеймі Олівер``).
    """
    first, last = words[plainly[0]], words[plainly[-1]]
    return is_listed(last) and not is_listed(first) and _looks_like_family(first)


def _looks_like_family(word: str) -> bool:
    return any(c.weight >= TYPICAL for c in candidates(word, "family"))


@dataclass(frozen=True)
class _Reading:
    chosen: tuple[tuple[_Word, str], ...]
    gender: str
    weight: float
    how: str


def _agreed(words: list[_Word], case: str | None, gender: str | None, known: tuple[str, ...]) -> list[_Reading]:
    """The best reading for each gender, best first."""
    lemmas = _known_lemmas(known)
    best: dict[str, _Reading] = {}
    for g, c in product((gender,) if gender else ("m", "f"), CASES):
        reading = _read(words, g, c, _hint(case, c, words), lemmas)
        if g not in best or reading.weight > best[g].weight:
            best[g] = reading
    return sorted(best.values(), key=lambda r: -r.weight)


def _hint(asked: str | None, case: str, words: list[_Word]) -> float:
    if asked is None:
        bare = all(w.part == "family" or INITIAL.fullmatch(w.text) for w in words)
        return (_BARE_WEIGHT if bare else _CASE_WEIGHT)[case]
    return HINT if case == asked else HINT / 2 if {asked, case} in ({"Gen", "Acc"}, {"Dat", "Loc"}) else 0.0


@lru_cache(maxsize=5_000)
def _known_lemmas(known: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Family names, with their gender, of the other forms; a form without a given name says nothing sure."""
    people = [nominative_person(text) for text in known]
    return frozenset(
        (plain(person.family), gender)
        for person in people
        if person.family and person.given
        for gender in ([person.gender] if person.gender else "mf")
    )


def _read(words: list[_Word], gender: str, case: str, hint: float, known: frozenset[tuple[str, str]]) -> _Reading:
    chosen, weight, hows = [], hint, {"unchanged"}
    origins = _origins(tuple(words), gender)
    for word in words:
        fitting = _word_candidates(word).get((gender, case), ())
        weighed = [(c.weight + _context(c, word, origins, known), c) for c in fitting]
        gained, best = max(weighed, key=lambda pair: pair[0], default=(UNREAD, None))
        lemma = like(word.text, best.lemma) if best else word.text
        chosen.append((word, lemma))
        weight += gained
        if best and lemma != word.text:
            hows.add(best.how)
    how = "rule" if "rule" in hows else "dictionary" if "dictionary" in hows else "unchanged"
    return _Reading(tuple(chosen), gender, weight, how)


def _context(candidate: Candidate, word: _Word, origins: frozenset[str], known: frozenset[tuple[str, str]]) -> float:
    """What the rest of the name and of the document adds to the belief in a candidate.

    A family name known from another form gains. An indeclinable one in a vowel loses beside a Ukrainian given name and
    gains beside a foreign one: ``Сидору Чупринді`` is Чупринда, ``Стівену Барклі`` Барклі.
    """
    gain = SAME_AS_KNOWN if (candidate.lemma, candidate.gender) in known else 0.0
    fixed = candidate.how == "rule" and candidate.lemma == plain(word.text) and candidate.lemma[-1] in "еєіїуюи"
    if word.part != "family" or not fixed or not origins:
        return gain
    if "ukrainian" in origins:
        return gain if candidate.case == "Nom" else gain - FOREIGN
    return gain + FOREIGN / 2


@lru_cache(maxsize=10_000)
def _origins(words: tuple[_Word, ...], gender: str) -> frozenset[str]:
    """Where the given names are from; a patronymic counts as Ukrainian."""
    given = {origin(w.text, gender) for w in words if w.part == "given"}
    patronymic = {"ukrainian" for w in words if w.part == "patronymic"}
    return frozenset(place for place in given | patronymic if place)


@lru_cache(maxsize=10_000)
def _word_candidates(word: _Word) -> dict[tuple[str, str], list[Candidate]]:
    """By gender and case; initials, particles, numerals and Latin words are the same in every case and of any gender.
    """
    text = word.text
    fixed = INITIAL.fullmatch(text) or text.islower() or not re.search(r"[а-яіїєґ]", text) or len(text) < 3
    if fixed:
        return {(g, c): [Candidate(plain(text), g, c, 0.0, "dictionary")] for g, c in product("mf", CASES)}
    found: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates(text, word.part):
        found.setdefault((candidate.gender, candidate.case), []).append(candidate)
    return found


def _name(found: list[_Reading], asked: str | None) -> PersonName:
    best = found[0]
    parts = {part: " ".join(text for word, text in best.chosen if word.part == part) or None
             for part in ("given", "patronymic", "family")}  # fmt: skip
    rival = next((r for r in found[1:] if r.weight > best.weight - CLOSE), None)
    gender = asked or (None if rival else best.gender)
    name = " ".join(text for _, text in best.chosen)
    return PersonName(name, parts["given"], parts["patronymic"], parts["family"], gender, best.how)


_AND = re.compile(r"\s*,\s*|\s+(?:та|і|й)\s+")


@lru_cache(maxsize=5_000)
def nominative_people(text: str) -> tuple[PersonName, ...]:
    """Several people named together, each with the family name they share.

    ``Олени та Ігоря Коваленків`` → ``Олена Коваленко``, ``Ігор Коваленко``. One person gives one name; people with
    names of their own (``Олени Гриб та Ігоря Коваленка``) are read one by one.
    """
    pieces = [_words(piece) for piece in _AND.split(text) if piece.strip()]
    if len(pieces) < 2 or any(len(piece) != 1 for piece in pieces[:-1]) or len(pieces[-1]) != 2:
        return tuple(nominative_person(" ".join(piece)) for piece in pieces)
    family = pieces[-1][-1]
    return tuple(_sharing(given, family) for given in (*(piece[0] for piece in pieces[:-1]), pieces[-1][0]))


def _sharing(given: str, family: str) -> PersonName:
    """A given name with a family name in the plural."""
    person = nominative_person(given)
    gender = person.gender or "m"
    shared = like(family, _from_plural(plain(family), gender))
    name = f"{person.given or person.name} {shared}"
    return PersonName(name, person.given or person.name, None, shared, person.gender, "rule")


def _from_plural(family: str, gender: str) -> str:
    """Singular of a family name in the plural: ``коваленків`` → ``коваленко``, ``зеленських`` → ``зеленська``."""
    plural = [r for r in readings(family) if r.number == "p" and "Pltm" not in r.marks]
    if not plural:
        return family
    best = max(plural, key=lambda r: (r.known, "Surn" in r.marks))
    if best.nominative.endswith(("ські", "цькі", "зькі", "ові", "еві", "єві", "іни", "їни")) and gender == "f":
        return best.nominative[:-1] + "а"
    return best.lemma
