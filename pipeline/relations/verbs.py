"""What a verb form says, by the dictionary first and the tagger where words are ambiguous or unknown.

The dictionary knows that `відбудеться` is a future and `обрано` impersonal; the tagger only tells a verb from a noun.
"""

import re
from functools import lru_cache

from spacy.tokens import Doc, Token

from pipeline.names.morphology import VerbReading, parts_of_speech, readings, verb_readings

_ORDER = ["present", "past", "future", "impersonal", "gerund", "imperative", "infinitive"]
_FINITE = {"past", "present", "future", "impersonal"}
_INFINITIVE_ENDINGS = ("ти", "тися", "тись")
_PARTICIPLE_ENDINGS = ("ний", "на", "не", "ні", "тий", "та", "те", "ті")
_MADE = re.compile(r"(ова|е|а|и|у)(н|т)(ий|а|е|і)$")
_REACH = 5


def verb(token: Token) -> VerbReading | None:
    """The verb reading of a token, or None when it is no verb here."""
    return verbs(token.doc)[token.i]


@lru_cache(maxsize=2)
def verbs(doc: Doc) -> tuple[VerbReading | None, ...]:
    """The verb reading of each token, remembered: all rules ask for them."""
    return tuple(_verb(token) for token in doc)


def _verb(token: Token) -> VerbReading | None:
    reading, may_be_another = _by_dictionary(token.text)
    if reading is None:
        return _by_tagger(token)
    return None if may_be_another and token.pos_ not in {"VERB", "AUX"} else reading


@lru_cache(maxsize=50_000)
def _by_dictionary(word: str) -> tuple[VerbReading | None, bool]:
    """The verb that the dictionary has of a form, and whether the form may be another part of speech too."""
    found = verb_readings(word)
    if not found:
        return None, True
    may_be_another = not parts_of_speech(word) <= {"VERB", "GRND"}
    if word.lower().endswith(_INFINITIVE_ENDINGS):
        return next((reading for reading in found if reading.form == "infinitive"), found[0]), may_be_another
    # `перебуває` has both tenses in the dictionary
    return min(found, key=lambda reading: _ORDER.index(reading.form)), may_be_another


def _by_tagger(token: Token) -> VerbReading | None:
    """Verbs that the dictionary lacks: `тестуватиме`, `релокувалися`."""
    if token.pos_ != "VERB" or parts_of_speech(token.text) & {"NOUN", "ADJF", "PREP", "ADVB"} or not token.is_alpha:
        return None
    if readings(token.text) and any(reading.known for reading in readings(token.text)):
        return None
    form = _form_by_tagger(token)
    return VerbReading(token.lemma_.lower(), form, None, "Plur" in token.morph.get("Number", [])) if form else None


def _form_by_tagger(token: Token) -> str:
    if token.lower_.endswith(_INFINITIVE_ENDINGS):
        return "infinitive"
    if "Fin" not in token.morph.get("VerbForm", []):
        return ""
    if "0" in token.morph.get("Person", []):
        return "impersonal"
    return {"Past": "past", "Fut": "future", "Pres": "present"}.get(next(iter(token.morph.get("Tense", [])), ""), "")


def is_finite(token: Token) -> bool:
    """True for a verb that makes a clause of its own: `домовилися`, `буде`, `обговорено`."""
    reading = verb(token)
    return reading is not None and reading.form in _FINITE


def is_infinitive(token: Token) -> bool:
    """True for `створити`, `об'єднатися`."""
    reading = verb(token)
    return reading is not None and reading.form == "infinitive"


def is_gerund(token: Token) -> bool:
    """True for `обговоривши`, `зазначаючи`."""
    reading = verb(token)
    return reading is not None and reading.form == "gerund"


def is_impersonal(token: Token) -> bool:
    """True for `обрано`, `створено`."""
    reading = verb(token)
    return reading is not None and reading.form == "impersonal"


def is_passive_participle(token: Token) -> bool:
    """True for `затверджені`, `доопрацьована` in the nominative."""
    if token.pos_ not in {"ADJ", "VERB"} or not token.lower_.endswith(_PARTICIPLE_ENDINGS):
        return False
    if "Part" not in token.morph.get("VerbForm", []) and not _MADE.search(token.lower_):
        return False
    return any(r.part == "ADJF" and r.case == "Nom" for r in readings(token.text))


def lemma_of(token: Token) -> str:
    """Dictionary form in lower case: of the verb when the token is one, else the lemma of the tagger.

    Where the tagger gave back the form itself (`темам`), the dictionary's noun.
    """
    return lemmas(token.doc)[token.i]


@lru_cache(maxsize=2)
def lemmas(doc: Doc) -> tuple[str, ...]:
    """`lemma_of` each token, remembered."""
    return tuple(_lemma(token) for token in doc)


def _lemma(token: Token) -> str:
    reading = verb(token)
    if reading is not None:
        return reading.lemma
    lemma = token.lemma_.lower()
    if lemma != token.lower_ or not token.is_alpha:
        return lemma
    return _noun_lemma(token.text) or lemma


@lru_cache(maxsize=50_000)
def _noun_lemma(word: str) -> str | None:
    return next((r.lemma for r in readings(word) if r.known and r.is_noun), None)


def predicate_of(doc: Doc, i: int, limit: int) -> int:
    """Token that carries the meaning of a predicate with `бути`: `буде [направлено]`, `будуть [призначені]`."""
    if lemma_of(doc[i]) != "бути":
        return i
    for k in range(i + 1, min(limit, i + _REACH)):
        if is_infinitive(doc[k]) or is_impersonal(doc[k]) or is_passive_participle(doc[k]):
            return k
        if doc[k].is_punct or is_finite(doc[k]):
            break
    return i


def is_future(doc: Doc, i: int, limit: int) -> bool:
    """True for a future predicate at ``i``: `відбудеться`, `здійснюватиме`, `буде направлено`, `будемо працювати`."""
    reading = verb(doc[i])
    if reading is None or reading.form != "future":
        return False
    return reading.lemma != "бути" or predicate_of(doc, i, limit) != i
