"""Words: what the dictionary says of a form, and the declension of names. The only door to pymorphy3 and shevchenko.

Both libraries are loaded at the first question and every answer is cached, so that a document pays for a word once.
Cases are ``Nom Gen Dat Acc Ins Loc Voc``, genders ``m f n``, numbers ``s p``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.lexicons import roles

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse
    from pymorphy3.tagset import OpencorporaTag

Form = TypeVar("Form")
CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc")
_CASE = {"nomn": "Nom", "gent": "Gen", "datv": "Dat", "accs": "Acc", "ablt": "Ins", "loct": "Loc", "voct": "Voc"}
_GENDER = {"masc": "m", "femn": "f", "neut": "n"}
_NUMBERS = frozenset({"sing", "plur", "masc", "femn", "neut"})
_NOMINAL = frozenset({"NOUN", "ADJF", "NPRO", "NUMR"})
# Names whose rule of declension is kept.
_RULES_REMEMBERED = 20_000
_APOSTROPHES = str.maketrans("’ʼ`´‘", "'''''")


@dataclass(frozen=True)
class Reading:
    """One grammatical reading of a form: ``Державним`` → adjective, instrumental, masculine singular, ``державний``.

    ``gender`` is None in the plural of words without one; ``nominative`` keeps the number; ``lemma`` is singular.
    ``known`` is False when the reading is guessed from the ending. All words are in lower case.
    """

    lemma: str
    part: str
    case: str
    number: str
    gender: str | None
    nominative: str
    animate: bool
    known: bool
    marks: frozenset[str]

    @property
    def is_adjective(self) -> bool:
        """Adjective, participle, ordinal or pronoun that agrees with a noun."""
        return self.part == "ADJF"

    @property
    def is_noun(self) -> bool:
        """Noun, a proper name included."""
        return self.part == "NOUN"


@lru_cache(maxsize=1)
def _analyzer() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="uk")


def plain(word: str) -> str:
    """Lower case with the one apostrophe of the dictionaries: ``Дем’янчук`` → ``дем'янчук``."""
    return word.lower() if word.isalpha() else word.translate(_APOSTROPHES).lower()


# Several questions are asked of one word, one after another; what is asked for long is kept by each of them.
@lru_cache(maxsize=2_000)
def _parses(form: str) -> tuple[tuple["Parse", ...], tuple["Parse", ...]]:
    """Parses of a form in lower case, and those of them that the dictionary knows."""
    try:
        parses = tuple(_analyzer().parse(form))
    except ValueError:  # a letter that Unicode has no name for, such as those of Tangut: the library asks for it
        return (), ()
    known = {word: next(p for p in parses if p.word == word).is_known for word in {p.word for p in parses}}
    return parses, tuple(p for p in parses if known[p.word])


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[Reading, ...]:
    """Nominal readings of a form, dictionary ones first; empty when the word can only be something else.

    Guessed readings (``known`` False) are given only when the dictionary does not have the form.
    ``облради`` → genitive singular and nominative plural of ``облрада``.
    """
    parses, known = _parses(plain(word))
    if not known and (feminine := _feminitive(plain(word))):
        return feminine
    found = (_reading(p, known=bool(known)) for p in known or parses)
    return tuple(dict.fromkeys(r for r in found if r is not None))


# Endings of feminitives in -ка; the accusative plural is that of the genitive.
_KA = {"ка": (("Nom", "s"),), "ки": (("Gen", "s"), ("Nom", "p")), "ці": (("Dat", "s"), ("Loc", "s")),
       "ку": (("Acc", "s"),), "кою": (("Ins", "s"),), "ок": (("Gen", "p"), ("Acc", "p")), "кам": (("Dat", "p"),),
       "ками": (("Ins", "p"),), "ках": (("Loc", "p"),)}  # fmt: skip


def _feminitive(form: str) -> tuple[Reading, ...]:
    """Readings of a listed feminitive in -ка that the dictionary has not: ``омбудсменки``, ``медіаторкою``."""
    for ending, cases in _KA.items():
        stem = form.removesuffix(ending)
        if stem != form and f"{stem}ка" in _feminitives():
            return tuple(
                Reading(f"{stem}ка", "NOUN", case, number, "f", stem + ("ка" if number == "s" else "ки"), True, True,
                        frozenset())
                for case, number in cases
            )  # fmt: skip
    return ()


@lru_cache(maxsize=1)
def _feminitives() -> frozenset[str]:
    return frozenset(plain(row.feminine) for row in roles() if row.feminine and row.feminine.endswith("ка"))


@lru_cache(maxsize=50_000)
def parts_of_speech(word: str) -> frozenset[str]:
    """Parts of speech the dictionary gives a form (``NOUN``, ``VERB``, ``PREP`` …); guesses when it has none."""
    return frozenset(str(p.tag.POS) for p in _parses(plain(word))[0] if p.tag.POS)


def grammemes(word: str) -> frozenset[str]:
    """All that the dictionary, or else the guess by the ending, says of a form, its readings together.

    Grammemes as pymorphy3 names them, each case with its number or gender too, and ``known`` when the dictionary has
    the form: ``Петренком`` → NOUN, Surn, masc, anim, ablt, masc-ablt, known.
    """
    parses, known = _parses(plain(word))
    found = frozenset[str]().union(*(_marks(parse.tag) for parse in known or parses))
    return found | {"known"} if known else found


@lru_cache(maxsize=5_000)
def _marks(tag: "OpencorporaTag") -> frozenset[str]:
    marks = frozenset(map(str, tag.grammemes))
    return marks | {f"{number}-{case}" for number in marks & _NUMBERS for case in marks & _CASE.keys()}


@dataclass(frozen=True)
class VerbReading:
    """One reading of a verb form: ``відбудеться`` → ``відбутися``, ``future``, person 3.

    ``form`` is ``past``, ``present``, ``future``, ``infinitive``, ``impersonal`` (``обрано``), ``gerund`` or
    ``imperative``; ``person`` is None where the form has none.
    """

    lemma: str
    form: str
    person: int | None
    plural: bool


# `запропонувавши`, `закликаючи`: the dictionary has gerunds as words of their own
_GERUND = re.compile(r"(?<=[аяіиую])(вши|ючи)$")
_INFINITIVE = ("ти", "тися", "тись")
_VERB_FORM = {"futr": "future", "pres": "present", "past": "past", "infn": "infinitive", "Impe": "impersonal"}


@lru_cache(maxsize=50_000)
def verb_readings(word: str) -> tuple[VerbReading, ...]:
    """Verb readings of a form that the dictionary knows; empty when the word can only be something else.

    ``підписано`` → impersonal of ``підписати``; ``стане`` → future of ``стати`` (beside a noun).
    """
    parses = (p for p in _parses(plain(word))[1] if p.tag.POS in {"VERB", "GRND"})
    return tuple(dict.fromkeys(_verb_reading(p) for p in parses))


@lru_cache(maxsize=200_000)
def dictionary_lemmas(word: str) -> tuple[tuple[str, str], ...]:
    """Part of speech and lemma of each reading that the dictionary has of a form, the likeliest first; else nothing.

    ``радою`` → ``(("NOUN", "рада"), ("ADJF", "радий"))``; a gerund has its infinitive (``отримавши`` → ``отримати``).
    """
    known = (p for p in _parses(plain(word))[1] if p.tag.POS)
    return tuple(dict.fromkeys((str(p.tag.POS), _verb_reading(p).lemma) for p in known))


def _verb_reading(parse: "Parse") -> VerbReading:
    marks = {str(mark) for mark in parse.tag.grammemes}
    form = "gerund" if parse.tag.POS == "GRND" else ""
    # the dictionary leaves the mark of the infinitive out of many verbs (`подавати`)
    base = "infinitive" if parse.word == parse.normal_form and parse.word.endswith(_INFINITIVE) else "imperative"
    form = form or next((name for mark, name in _VERB_FORM.items() if mark in marks), base)
    person = next((int(mark[0]) for mark in marks if mark.endswith("per")), None)
    lemma = parse.normal_form
    if form == "gerund" and (base := _GERUND.sub("ти", lemma)) != lemma:
        lemma = base
    return VerbReading(lemma, form, person, "plur" in marks)


@lru_cache(maxsize=50_000)
def is_other_word(word: str) -> bool:
    """True when the dictionary has a form only as a verb, an adverb or another word no name is: ``відбули``."""
    known = _parses(plain(word))[1]
    return bool(known) and all(p.tag.POS not in _NOMINAL for p in known)


def _reading(parse: "Parse", *, known: bool) -> Reading | None:
    grammar = _grammar(parse.tag)
    case = _case(parse) if grammar is not None else None
    if grammar is None or case is None:
        return None
    part, number, gender, animate, marks = grammar
    return Reading(parse.normal_form, part, case, number, gender, _nominative(parse), animate, known, marks)


@lru_cache(maxsize=5_000)
def _grammar(tag: "OpencorporaTag") -> tuple[str, str, str | None, bool, frozenset[str]] | None:
    """Part, number, gender, animacy and marks of a nominal tag; there are some thousand tags, and reading one is dear.

    None for other parts of speech.
    """
    if tag.POS not in _NOMINAL:
        return None
    number, gender = "p" if tag.number == "plur" else "s", _GENDER.get(tag.gender or "")
    marks = frozenset(str(g) for g in tag.grammemes) & {"Surn", "Name", "Patr", "Fixd", "Abbr", "Pltm", "Geox"}
    return str(tag.POS), number, gender, tag.animacy == "anim", marks


def _case(parse: "Parse") -> str | None:
    """Case of a form; the dictionary leaves it out for the nominative of some nouns (``директор``)."""
    if parse.tag.case:
        return _CASE[parse.tag.case]
    return "Nom" if parse.tag.POS == "NOUN" and parse.tag.gender and parse.word == parse.normal_form else None


def _nominative(parse: "Parse") -> str:
    """Nominative of a form in its own number, and in its own gender where the word has it."""
    case, number, _ = _inflection(parse.tag)
    if case in (None, "nomn"):
        return str(parse.word)
    found = _nominative_in_dictionary(parse) if _is_in_paradigm(parse) else _nominative_in_lexeme(parse)
    return found or str(parse.normal_form if number != "plur" else parse.word)


@lru_cache(maxsize=5_000)
def _inflection(tag: "OpencorporaTag") -> tuple[str | None, str | None, str | None]:
    """Case, number and gender of a tag, remembered: reading one is dear."""
    return tag.case, tag.number, tag.gender


def _nominative_of(tag: "OpencorporaTag", forms: Sequence[tuple["OpencorporaTag", Form]]) -> Form | None:
    """Of the forms of a word, each behind its tag, the nominative in the number, and if there is one the gender."""
    _, number, gender = _inflection(tag)
    found = [(form, _inflection(of)) for of, form in forms]
    fitting = [(form, of[2]) for form, of in found if of[0] in (None, "nomn") and of[1] == number]
    return next((form for form, of in fitting if of == gender), fitting[0][0] if fitting else None)


def _is_in_paradigm(parse: "Parse") -> bool:
    """A form that is read by one paradigm of the dictionary: (analyzer, word, paradigm, place) and nothing else."""
    return len(parse.methods_stack) == 1 and len(parse.methods_stack[0]) == 4


def _nominative_in_lexeme(parse: "Parse") -> str | None:
    """Of a word that the dictionary lacks (`кібербезпекою`): by all of its forms."""
    return _nominative_of(parse.tag, [(form.tag, str(form.word)) for form in parse.lexeme])


def _nominative_in_dictionary(parse: "Parse") -> str | None:
    """The stem of a word with the affixes that its paradigm has: building all forms of a word is dear."""
    _, word, paradigm, place = parse.methods_stack[0]
    affixes = _affixes_of_nominative(paradigm, place)
    if affixes is None:
        return None
    dictionary = _analyzer().dictionary
    return f"{affixes[0]}{dictionary.build_stem(dictionary.paradigms[paradigm], place, word)}{affixes[1]}"


@lru_cache(maxsize=20_000)
def _affixes_of_nominative(paradigm: int, place: int) -> tuple[str, str] | None:
    """Prefix and ending of the nominative that belongs to a form of a paradigm."""
    forms = [(tag, (prefix, ending)) for prefix, tag, ending in _analyzer().dictionary.build_paradigm_info(paradigm)]
    return _nominative_of(forms[place][0], forms)


_NAME_PART = {"given": "givenName", "patronymic": "patronymicName", "family": "familyName"}


def declined(lemma: str, gender: str, part: str, case: str) -> frozenset[str]:
    """Forms of a name in a case, in lower case, as shevchenko declines it.

    ``part`` is ``given``, ``patronymic`` or ``family``. Dative and locative share their endings in names, so both
    answers are given for either: ``declined("пилипчук", "m", "family", "Dat")`` → ``{"пилипчуку", "пилипчукові"}``.
    """
    asked = ("Dat", "Loc") if case in ("Dat", "Loc") else (case,)
    return frozenset(_declined(lemma, gender, part, one) for one in asked)


@lru_cache(maxsize=1)
def _keep_rules() -> None:
    """Let shevchenko keep its patterns compiled, and the rule of a name for all of its cases.

    Looking for the rule is nearly all of its time, half of that looking patterns up by their text.
    """
    from shevchenko.word_declension import word_inflector

    library = word_inflector.re
    compiled = lru_cache(maxsize=None)(library.compile)
    word_inflector.re = SimpleNamespace(
        search=lambda pattern, word, flags: compiled(pattern, flags).search(word), IGNORECASE=library.IGNORECASE
    )
    known: dict[tuple[Any, ...], Any] = {}
    look_up = word_inflector.WordInflector._find_first_matching_rule

    def find(inflector: Any, word: str, asked: Any) -> Any:
        key = (word, asked.gender, asked.word_class, asked.application_type)
        if key not in known:
            if len(known) >= _RULES_REMEMBERED:
                known.clear()
            known[key] = look_up(inflector, word, asked)
        return known[key]

    word_inflector.WordInflector._find_first_matching_rule = find


@lru_cache(maxsize=50_000)
def _declined(lemma: str, gender: str, part: str, case: str) -> str:
    from shevchenko import GrammaticalCase, in_grammatical_case

    _keep_rules()
    names = ("NOMINATIVE", "GENITIVE", "DATIVE", "ACCUSATIVE", "ABLATIVE", "LOCATIVE", "VOCATIVE")
    key = _NAME_PART[part]
    asked = {key: plain(lemma), "gender": "masculine" if gender == "m" else "feminine"}
    return str(in_grammatical_case(GrammaticalCase[names[CASES.index(case)]], asked)[key])


@lru_cache(maxsize=50_000)
def like(pattern: str, word: str) -> str:
    """Letters of ``word`` in the capitals of ``pattern``: ``like("Івано-Франківську", "івано-франківськ")``.

    A part of a hyphenated word takes the capital of its own part; a pattern in capitals throughout gives capitals.
    """
    if pattern.isupper() and len(pattern) > 1:
        return word.upper()
    old, new = pattern.split("-"), word.split("-")
    if len(old) == len(new):
        return "-".join(_capital(a, b) for a, b in zip(old, new, strict=True))
    return _capital(pattern, word)


def _letter(char: str) -> str:
    """The dictionary takes ``г`` for ``ґ`` where it knows no other word; the text keeps its own letter."""
    return char.lower().replace("ґ", "г")


def _capital(pattern: str, word: str) -> str:
    kept = 0
    while kept < min(len(pattern), len(word)) and _letter(pattern[kept]) == _letter(word[kept]):
        kept += 1
    if kept:
        return pattern[:kept] + word[kept:]
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


@lru_cache(maxsize=10_000)
def adjective(lemma: str, gender: str) -> str:
    """Nominative singular of an adjective in a gender: ``adjective("державний", "f")`` → ``державна``."""
    names = {"m": "masc", "f": "femn", "n": "neut"}
    for parse in _analyzer().parse(lemma):
        if parse.tag.POS == "ADJF" and (inflected := parse.inflect({"nomn", names[gender]})):
            return str(inflected.word)
    return lemma
