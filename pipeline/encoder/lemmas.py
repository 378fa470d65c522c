"""Lemmas: what the model says, checked against the dictionary."""

from functools import lru_cache

from pipeline.encoder.decode import apply_lemma_rule
from pipeline.names.morphology import dictionary_lemmas, plain

# Parts of speech of the dictionary, and those of Universal Dependencies that its words have there.
_UPOS = {
    "NOUN": {"NOUN", "PROPN"},
    "ADJF": {"ADJ", "DET", "PRON", "NUM"},
    "ADJS": {"ADJ"},
    "COMP": {"ADJ", "ADV"},
    "VERB": {"VERB", "AUX"},
    "INFN": {"VERB", "AUX"},
    "GRND": {"VERB", "AUX"},
    "PRTF": {"ADJ", "VERB"},
    "ADVB": {"ADV"},
    "NPRO": {"PRON", "DET"},
    "NUMR": {"NUM", "DET"},
    "PREP": {"ADP"},
    "CONJ": {"CCONJ", "SCONJ"},
    "PRCL": {"PART"},
    "INTJ": {"INTJ"},
}
_APOSTROPHES = "\u2019\u02bc"


_OPEN = {"NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "GRND", "PRTF"}
_NO_WORD = frozenset({"PUNCT", "SYM"})
_JOINING = frozenset({"CCONJ", "SCONJ", "ADP"})
_POINTING = frozenset({"DET", "PRON"})


@lru_cache(maxsize=200_000)
def impossible_pos(word: str) -> frozenset[str]:
    """Parts of speech that a word cannot have; empty for signs and numbers.

    No word of letters is a sign (`та`). One that the dictionary knows as noun, adjective or verb alone joins nothing
    (`області`), and points at nothing unless it is an adjective (`темою`; but `цей`); a noun is no adjective or verb.
    """
    if not word.isalpha():
        return frozenset()
    parts = {part for part, _ in dictionary_lemmas(word)}
    if not parts or not parts <= _OPEN:
        return _NO_WORD
    if parts == {"NOUN"}:
        return _NO_WORD | _JOINING | _POINTING | {"ADJ", "VERB"}
    return _NO_WORD | _JOINING if "ADJF" in parts else _NO_WORD | _JOINING | _POINTING


@lru_cache(maxsize=200_000)
def lemma_of(word: str, rule: str, pos: str) -> str:
    """The lemma of a word by the model's edit rule, checked against the dictionary."""
    return known_lemma(word, _by_rule(word, rule), pos)


@lru_cache(maxsize=200_000)
def known_lemma(word: str, told: str, pos: str) -> str:
    """The lemma that a model told, unless the dictionary knows the word and not that lemma of it.

    Then it is the dictionary's likeliest lemma of that part of speech: `угодою` → `угода`, also where the model cuts a
    letter too many; of any part of speech when it has the word as another one alone and what was told is no word.
    Words that the dictionary does not have (`Баньковим`) are the model's alone.
    """
    known = dictionary_lemmas(word)
    fitting = [lemma for part, lemma in known if pos in _UPOS.get(part, ())]
    if not fitting and not dictionary_lemmas(told):
        fitting = [lemma for _, lemma in known]
    if not fitting or plain(told) in fitting:
        return told
    return _as_written(word, fitting[0], pos)


def _by_rule(word: str, rule: str) -> str:
    """A word in capitals that changes is a name, not an abbreviation: `ГНАТЮКОМ` → `Гнатюк`."""
    if word.isupper() and len(word) > 1 and not rule.endswith("|0|"):
        word = word.capitalize()
    return apply_lemma_rule(word, rule)


def _as_written(word: str, lemma: str, pos: str) -> str:
    """With the apostrophe of the word, and the capital of a name."""
    apostrophe = next((char for char in word if char in _APOSTROPHES), "'")
    lemma = lemma.replace("'", apostrophe)
    return lemma.capitalize() if pos == "PROPN" else lemma
