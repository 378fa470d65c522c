"""Language of a text as an ISO 639-1 code, robust on a few words: letters decide first, statistics after."""

import re
from functools import cache

import py3langid

_SAMPLE = 20_000
_FEW_LETTERS = 40
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CYRILLIC_CODES = ("uk", "ru", "be", "bg", "sr", "mk")
_LATIN_CODES = (
    "en", "pl", "de", "fr", "ro", "hu", "cs", "sk", "it", "es", "lt", "lv", "et", "nl", "pt", "sv", "da", "fi", "tr",
)  # fmt: skip
# Letters that only this language has among the six; a letter of another one is a quotation or a name.
_OWN_LETTERS = {"uk": "їєґ", "be": "ў", "sr": "ђћ", "mk": "ѓќѕ"}
_RUSSIAN_OR_BELARUSIAN = "ыэё"
_CYRILLIC_MAJORITY = 0.4


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language most of the text is in; ``uk`` for Cyrillic words without any clue.

    >>> detect_language("Виконком затвердив програму підтримки переселенців")
    'uk'
    """
    sample = text[:_SAMPLE].lower()
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    if not cyrillic and not latin:
        return "uk"
    if cyrillic >= _CYRILLIC_MAJORITY * (cyrillic + latin):
        return _cyrillic_language(sample)
    return _classify(sample, _LATIN_CODES)


def _cyrillic_language(sample: str) -> str:
    counts = {code: sum(map(sample.count, letters)) for code, letters in _OWN_LETTERS.items()}
    dotted_i = sample.count("і")
    russian = sum(map(sample.count, _RUSSIAN_OR_BELARUSIAN))
    if counts["be"] and russian and counts["be"] > counts["uk"]:
        return "be"
    if counts["uk"] + dotted_i > 2 * russian and counts["uk"] + dotted_i > 0:
        return "uk"
    if russian > 2 * (counts["uk"] + dotted_i):
        return "ru"
    return _classify(sample, _CYRILLIC_CODES)


def _classify(sample: str, codes: tuple[str, ...]) -> str:
    """The likeliest of the codes by py3langid; ``uk`` or ``en`` when the text is too short to tell."""
    probabilities = dict(_model(codes).rank(sample))
    best = max(codes, key=lambda code: float(probabilities[code]))
    first = codes[0]
    margin = 0.1 if len(sample) > _FEW_LETTERS else 0.5
    return best if float(probabilities[best]) > float(probabilities[first]) + margin else first


@cache
def _model(codes: tuple[str, ...]) -> "py3langid.langid.LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(codes))
    return model
