"""Normalised text (SPEC 2): what may stand in a release after ingest, character by character.

Every function takes and gives a whole text in time linear in its length.
"""

import re
import unicodedata

from pipeline.ingest.wrapping import join_lines

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Soft hyphen, zero-width signs, bidirectional controls, variation selectors, other controls, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_CYRILLIC = "\u0400-\u0482\u048a-\u052f"
_LETTER = "[^\\W\\d_]"
_APOSTROPHES = "’‘‛ʼʻʹˈˊˋ`´′ʾʿ＇՚ꞌ΄'"
_APOSTROPHE = re.compile(rf"(?<={_LETTER})[{_APOSTROPHES}]+(?={_LETTER})")
# A straight or curly double quote between a consonant and я, ю, є, ї is an apostrophe typed wrong (`зобов"язав`).
_QUOTE_AS_APOSTROPHE = re.compile(r'(?<=[бпвмфкрнжшчБПВМФКРНЖШЧ])["”“](?=[яюєїЯЮЄЇ])')
_MARKED = re.compile(rf"([{_CYRILLIC}])([\u0300-\u036f]+)")
_KEYCAP = "\u20e3"
_KEYCAPS = re.compile(r"(?<![.!?;\n])\s{0,2}(?:\d\u20e3\s*){2,}|(?:\d\u20e3\s*){2,}")
_STRESS = re.compile("[\u0300\u0301\u0317\u0340\u0341]")
_BULLET_GLYPH = re.compile("[\uf0b7\uf0a7\uf0d8\uf0fc\uf076]")

_LOOKALIKES = dict(zip("iacexopyIACEXOPYBHKMTkïÏáéóýíÁÉÓÍëË", "іасехоруІАСЕХОРУВНКМТкїЇаеоуіАЕОІёЁ", strict=True))
_TO_CYRILLIC = str.maketrans(_LOOKALIKES)
_WORD = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")
_HAS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_BRAND = re.compile(rf"[a-z][{_CYRILLIC}]*[А-ЯІЇЄҐ][{_CYRILLIC}]*[{_CYRILLIC}]")
# One-letter words typed in Latin: `зустріч i переговори`, `нарада y Києві`, `відбулася o 10:00`.
_LONE_WORD = re.compile(rf"(?<=[{_CYRILLIC}»”\",;:)–—])( )([iaoy])(?= [{_CYRILLIC}«“\"\d])")
_LONE_CAPITAL = re.compile(rf"(?:(?<=^)|(?<=\n)|(?<=[.!?…»] ))([AOY])(?= [{_CYRILLIC}])")
_INITIAL = re.compile(rf"(?<![\w'])([ACEXOPYBHKMTI])(?=\. ?[{_CYRILLIC}])")


def normalize(text: str) -> str:
    """Normalised text; applying it twice changes nothing.

    >>> normalize("Цe  зуcтрiч\\u00a0з обʼєднанням\\r\\n")
    "Це зустріч з об'єднанням"
    """
    while True:
        cleaned = join_lines(_clean(text))
        cleaned = squeeze_blanks(cleaned)
        if cleaned == text:
            return cleaned
        text = cleaned


def squeeze_blanks(text: str) -> str:
    """One blank at most between words, none at line ends, one empty line at most between paragraphs."""
    text = _AROUND_LINE_END.sub("\n", _BLANKS.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _clean(text: str) -> str:
    """Characters made right; lines and blanks at their ends stay, for they tell how lines are to be joined."""
    text = _LINE_ENDS.sub("\n", text)
    text = unicodedata.normalize("NFC", _BULLET_GLYPH.sub("•", _INVISIBLE.sub("", text)))
    if _KEYCAP in text:
        text = _KEYCAPS.sub(_plain_digits, text)
    text = _MARKED.sub(_drop_stress, text)
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    text = _QUOTE_AS_APOSTROPHE.sub("'", _APOSTROPHE.sub("'", text))
    return replace_lookalikes(text)


def _plain_digits(match: re.Match[str]) -> str:
    """A number written in key caps (``3️⃣0️⃣``) is a number; one key cap alone is a bullet and stays."""
    digits = re.sub(r"[\u20e3\s]", "", match[0])
    before = " " if match[0][0].isspace() else ""
    return before + digits + (" " if match[0][-1].isspace() else "")


def _drop_stress(match: re.Match[str]) -> str:
    return match[1] + _STRESS.sub("", match[2])


def replace_lookalikes(text: str) -> str:
    """Latin letters in Cyrillic words replaced by the Cyrillic ones they look like.

    A word is changed when it has a Cyrillic letter and each Latin one has a twin: `cело`, `CУОА`, `Украïна`. Left
    alone are Latin words, words with a letter that has no twin (`COVIDна`) and brands (`iГромада`). A lone `i`, `a`,
    `o`, `y` between Cyrillic words and a Latin initial before a Cyrillic name are Cyrillic too.
    """
    if not _LATIN.search(text):
        return text
    text = _WORD.sub(_replace_in_word, text)
    text = _LONE_WORD.sub(lambda match: match[1] + match[2].translate(_TO_CYRILLIC), text)
    text = _LONE_CAPITAL.sub(lambda match: match[1].translate(_TO_CYRILLIC), text)
    return _INITIAL.sub(lambda match: match[1].translate(_TO_CYRILLIC), text)


def _replace_in_word(match: re.Match[str]) -> str:
    word = match[0]
    latin = _LATIN.findall(word)
    if not latin or not _HAS_CYRILLIC.search(word) or not all(letter in _LOOKALIKES for letter in latin):
        return word
    if len(latin) == 1 and _BRAND.fullmatch(word):
        return word
    return word.translate(_TO_CYRILLIC)
