"""Publication stamps of a plain text: the date and clock time above or below the story.

A stamp is a line (or a part of one between bars and arrows) that holds a date and nothing of the story:
``21.11.2024 | 16:20 | Новини``, ``Опубліковано 07 листопада 2023 року о 09:15``, ``Луцьк, 16 травня 2019 року``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.dates import find_dates, parse_header_date
from pipeline.debris import is_heading_word, is_stamp_word
from pipeline.schema import Span

_KYIV = ZoneInfo("Europe/Kyiv")
HEADER_LINES = 8
_FOOTER_LINES = 6
_LONGEST_PART = 90
_LONGEST_DATE = 40
WORD = re.compile(r"(?![\u2100-\u214f])[^\W\d_][\w'’.-]*")
SEPARATORS = re.compile(r"\s*(?:\||/|→|›|»|>|·|•|::|←)\s+|\s+(?:\||/|→|›|>|·|•|::)\s*|\s+»\s+")
_PLACE = r"(?:(?:м|смт|с)\. ?)?[А-ЯІЇЄҐ][\w'-]+(?:[ –-]{1,3}[А-ЯІЇЄҐ][\w'-]+)*"
_PLACE_BEFORE = re.compile(rf"{_PLACE}, *")
_DATELINE_AFTER_PLACE = re.compile(r"(?: ?(?:року|р\.|р))?\.? ?[–—-] ?|\. ")
_DATELINE_BEFORE_PLACE = re.compile(rf"(?: ?(?:року|р\.|р))? ?[–—,-] ?{_PLACE}(?:, {_PLACE})* ?[–—-] ")
_WEEKDAY = re.compile(r"\b(?:пн|вт|ср|чт|пт|сб|нд|понеділок|вівторок|середа|четвер|п'ятниця|субота|неділя)\b", re.I)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d.])")


@dataclass(frozen=True)
class Line:
    """One non-empty line: its text, where it starts in the release, and the number of its block (paragraph)."""

    text: str
    start_char: int
    block: int


@dataclass(frozen=True)
class Stamp:
    """A publication moment: ISO date or date-time with the Kyiv offset, and the characters it was read from."""

    value: str
    span: Span


def read_lines(text: str) -> list[Line]:
    """Non-empty lines of a normalised text with their offsets."""
    return list(_read_lines(text))


def _read_lines(text: str) -> Iterator[Line]:
    start, block = 0, 0
    for raw in text.split("\n"):
        if raw.strip():
            yield Line(raw, start, block)
        else:
            block += 1
        start += len(raw) + 1


def find_published(lines: list[Line]) -> Stamp | None:
    """The stamp of the header, else the dateline of the first paragraphs, else the stamp of the footer."""
    header = lines[:HEADER_LINES]
    for line in header:
        if stamp := find_stamp(line):
            return stamp
    for line in header[:4]:
        if stamp := _find_dateline(line):
            return stamp
    for line in reversed(lines[HEADER_LINES:][-_FOOTER_LINES:]):
        if stamp := find_stamp(line):
            return stamp
    return None


def find_stamp(line: Line) -> Stamp | None:
    """The date of a line that is nothing but a stamp (with rubrics, an issuer or a counter beside it)."""
    found = parse_header_date(line.text)
    if found is None:
        return None
    before, after = line.text[: found.start_char], line.text[found.end_char :]
    if not (_is_beside_stamp(before) and _is_beside_stamp(after)):
        return None
    return _stamp(line, found.start_char, found.end_char, _with_clock(found.value, before, after))


def _with_clock(value: str, before: str, after: str) -> str:
    """The clock time that stands apart from the date: ``15:41 | 15.02.2022``, ``12 вересня 2024, четвер, 11:45``."""
    clock = _CLOCK.search(after) or _CLOCK.search(before)
    if "T" in value or clock is None:
        return value
    return datetime.fromisoformat(f"{value}T{int(clock[1]):02}:{clock[2]}").replace(tzinfo=_KYIV).isoformat()


def _stamp(line: Line, start: int, end: int, value: str) -> Stamp:
    start_char, end_char = line.start_char + start, line.start_char + end
    return Stamp(value, Span(start_char=start_char, end_char=end_char, text=line.text[start:end]))


def _is_beside_stamp(part: str) -> bool:
    """May these characters stand beside the date of a stamp? Empty, stamp words, a town, or set off by a bar."""
    part = _WEEKDAY.sub("", _CLOCK.sub("", part)).strip(" ,()")
    if not WORD.search(part):
        return True
    if SEPARATORS.search(part + " ") or SEPARATORS.search(" " + part):
        return len(part) <= _LONGEST_PART
    if _PLACE_BEFORE.fullmatch(part + ", "):
        return True
    words = WORD.findall(part)
    return len(words) <= 6 and (is_stamp_word(words[0]) or is_heading_word(part))


def _find_dateline(line: Line) -> Stamp | None:
    """``Київ, 3 грудня 2020 р. – Банк …`` and ``23 серпня 2011 р.-Київ, Україна - в Києві …``."""
    found = parse_header_date(line.text[:80])
    if found is None:
        return None
    before, after = line.text[: found.start_char], line.text[found.end_char :]
    with_place = _PLACE_BEFORE.fullmatch(before) and _DATELINE_AFTER_PLACE.match(after)
    without = not before.strip() and _DATELINE_BEFORE_PLACE.match(after)
    if not (with_place or without):
        return None
    return _stamp(line, found.start_char, found.end_char, found.value)


def is_date(line: str) -> bool:
    """Nothing but a date, be it without a day or a year: ``вересень 2016``, ``Середа, 17 квітня``."""
    found = find_dates(line, None) if len(line) <= _LONGEST_DATE else []
    return len(found) == 1 and not WORD.search(_WEEKDAY.sub("", line.replace(found[0].text, "")))
