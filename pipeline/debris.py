"""Site debris in a plain text: menus, share lines, related news, subscriptions, bare phone lines.

Nothing is cut out (offsets must hold): the ranges are told to the later stages, which read no names there. A contact
line that names a person is no debris, for the press contact belongs to the record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.lexicons import DebrisPhrase, debris_phrases

_SEPARATOR = re.compile(r"\s*[|·•/→›←⏎]\s+|\s+[|·•/→›←⏎]\s*|\s*[|←→]\s*")
_LEADING = re.compile(r"^[^\w#@+(]+")
_DETAILS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\w.-]+\.(?:ua|org|com|net|example)\S*|[+(]?\d[\d()\s–-]*\d|\d+")
_PERSON = re.compile(r"[А-ЯІЇЄҐ][а-яіїєґ'-]+")
_HASHTAGS = re.compile(r"(?:\W*#\w+\W*)+")
_LANGUAGES = re.compile(r"[A-ZА-ЯІЇЄҐ]{2,3}(?:\s*[|/·]\s*[A-ZА-ЯІЇЄҐ]{2,3})+")
_BAR = re.compile(r"[ |·•/→›←]*")
_NUMBER = re.compile(r"[\s:–-]*[\d\s]+")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_SHORT = 90
_LINK_NAME = 25
_RELATED_LINE = 200
_TAIL_SHARE = 0.7
_STAMP_KINDS = frozenset({"stamp", "byline"})
_DEBRIS_KINDS = frozenset({"share", "menu", "related", "follow", "more", "counter", "tags", "rights", "contact"})


@dataclass(frozen=True)
class _Line:
    text: str
    start: int
    block: int


def find_debris(text: str) -> list[tuple[int, int]]:
    """Half-open character ranges of the debris of a normalised text, in order and without overlaps.

    >>> text = "Свято завершилося.\\n\\nПоділитися: Facebook | Telegram"
    >>> [text[start:end] for start, end in find_debris(text)]
    ['Поділитися: Facebook | Telegram']
    """
    return list(_find_debris(text))


@lru_cache(maxsize=8)
def _find_debris(text: str) -> tuple[tuple[int, int], ...]:
    """Kept for a few texts: several rules ask for the same one."""
    lines = list(_lines(text))
    ranges: list[tuple[int, int]] = []
    for position, line in enumerate(lines):
        ranges.extend(_in_line(line))
        if _opens_related(line.text):
            ranges.extend(_related_after(lines, position, len(text)))
    return tuple(_merge(ranges, text))


def find_bylines(text: str) -> list[tuple[int, int]]:
    """Ranges of lines that only sign the release (``Пресслужба Житомирської обласної прокуратури``)."""
    return [
        (line.start, line.start + len(line.text))
        for line in _lines(text)
        if len(line.text) <= _SHORT and is_byline(line.text) and line.text[-1] not in ".!?"
    ]


def is_byline(part: str) -> bool:
    """Does this begin with a press office or a source (``Пресслужба …``, ``За матеріалами …``)?"""
    return _starts_with(part, frozenset({"byline"})) is not None


def is_stamp_word(word: str) -> bool:
    """Does the word stand beside the date of a stamp: ``Опубліковано``, ``Оновлено``, ``Пресслужба``?"""
    return _starts_with(word, _STAMP_KINDS) is not None or any(
        word.strip(" :.,").lower() == row.phrase.split()[0] for row in debris_phrases() if row.kind in _STAMP_KINDS
    )


def is_heading_word(part: str) -> bool:
    """Is this the name of a section, a form of document or a counter (``Новини``, ``ПРЕСРЕЛІЗ № 47``)?"""
    bare = _fold(re.sub(r" ?- ?", "-", re.sub(r"№?\s*\d+", "", part))).strip(' .,:!|«»"')
    return bare in _phrases(frozenset({"rubric"})) or bool(_LANGUAGES.fullmatch(part.strip())) or _is_counter(part)


def _lines(text: str) -> Iterator[_Line]:
    start, block = 0, 0
    for raw in text.split("\n"):
        if raw.strip():
            yield _Line(raw, start, block)
        else:
            block += 1
        start += len(raw) + 1


def _in_line(line: _Line) -> Iterator[tuple[int, int]]:
    """Ranges inside one line: all of it, or those of its parts between bars that are debris."""
    if _HASHTAGS.fullmatch(line.text) or _LANGUAGES.fullmatch(line.text) or line.text.startswith("©"):
        yield line.start, line.start + len(line.text)
        return
    parts = [(start, end, part, _debris_row(part)) for start, end, part in _parts(line.text)]
    if len(parts) > 1 and (_is_path(parts[0][2]) or _is_menu([(part, row) for _, _, part, row in parts])):
        yield line.start, line.start + len(line.text)
        return
    for start, end, _, row in parts:
        if row is not None:
            yield line.start + start, line.start + (len(line.text) if row.extent == "line" else end)


def _parts(line: str) -> Iterator[tuple[int, int, str]]:
    """Parts of a line between bars and arrows, with the arrow that opens them."""
    start = 0
    for separator in _SEPARATOR.finditer(line):
        if line[start : separator.start()].strip():
            yield start, separator.start(), line[start : separator.start()]
        start = separator.end()
    if line[start:].strip():
        yield start, len(line), line[start:]


def _is_menu(parts: list[tuple[str, DebrisPhrase | None]]) -> bool:
    """Three links and more, one of them to share or subscribe, and none longer than a word or two?"""
    known = any(row is not None and row.kind in {"share", "follow", "network", "menu"} for _, row in parts)
    return known and len(parts) > 2 and all(len(part) <= _LINK_NAME for part, _ in parts)


def _is_path(part: str) -> bool:
    return _fold(part).strip() in {"головна", "головна сторінка", "home"}


def _debris_row(part: str) -> DebrisPhrase | None:
    """The phrase that makes this part of a line debris; None when it is text."""
    row = _starts_with(part, _DEBRIS_KINDS | {"network"})
    if row is None:
        return None
    rest = _LEADING.sub("", part)[len(row.phrase) :]
    return row if _rest_fits(row, rest) else None


def _rest_fits(row: DebrisPhrase, rest: str) -> bool:
    match row.extent:
        case "line":
            return not rest or not rest[0].isalpha()
        case "phrase":
            return len(rest) <= _SHORT
        case "number":
            return bool(_NUMBER.fullmatch(rest))
        case "short":
            return len(rest) <= _SHORT and not _names_somebody(rest)
        case "contact":
            return (not rest or not rest[0].isalpha()) and len(rest) <= _SHORT and not _names_somebody(rest)
        case "alone":
            return _only_networks(rest) or _debris_row(rest.strip()) is not None


def _only_networks(rest: str) -> bool:
    """Nothing but names of networks, links and signs after the phrase."""
    words = re.findall(r"[\w'-]+", _fold(_LINK.sub(" ", rest)))
    return all(word in _phrases(frozenset({"network"})) or word in "ув" for word in words)


def _names_somebody(rest: str) -> bool:
    return bool(_PERSON.search(_DETAILS.sub(" ", rest)))


def _is_counter(part: str) -> bool:
    row = _starts_with(part, frozenset({"counter"}))
    return row is not None and _rest_fits(row, _LEADING.sub("", part)[len(row.phrase) :])


def _opens_related(line: str) -> bool:
    """Is this a heading of related news with nothing after it on its line?"""
    row = _starts_with(line, frozenset({"related"}))
    return row is not None and not re.search(r"\w", _LEADING.sub("", line)[len(row.phrase) :])


def _related_after(lines: list[_Line], position: int, length: int) -> Iterator[tuple[int, int]]:
    """Headlines under such a heading: its block, and near the end of the text every short line that follows."""
    near_end = lines[position].start > _TAIL_SHARE * length
    for line in lines[position + 1 :]:
        same_block = line.block == lines[position].block
        if len(line.text) > _RELATED_LINE or not (same_block or (near_end and line.text[-1] not in ".!?»")):
            return
        yield line.start, line.start + len(line.text)


def _starts_with(part: str, kinds: frozenset[str]) -> DebrisPhrase | None:
    """The longest phrase of these kinds at the beginning of the part, as whole words."""
    folded = _fold(_LEADING.sub("", part))
    for row in _by_first_letter(kinds).get(folded[:1], ()):
        after = folded[len(row.phrase) : len(row.phrase) + 1]
        if folded.startswith(row.phrase) and not after.isalpha():
            return row
    return None


def _fold(part: str) -> str:
    return part.lower().replace("’", "'")


@cache
def _by_first_letter(kinds: frozenset[str]) -> dict[str, list[DebrisPhrase]]:
    """Phrases of some kinds by their first letter, the longest first."""
    rows = sorted((row for row in debris_phrases() if row.kind in kinds), key=lambda row: -len(row.phrase))
    index: dict[str, list[DebrisPhrase]] = {}
    for row in rows:
        index.setdefault(row.phrase[0], []).append(row)
    return index


@cache
def _phrases(kinds: frozenset[str]) -> frozenset[str]:
    return frozenset(row.phrase for row in debris_phrases() if row.kind in kinds)


def _merge(ranges: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Ranges in order; those of one line that only a bar or a blank parts become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and (start <= merged[-1][1] or _BAR.fullmatch(text, merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
