"""Headline and publication stamp of a plain text: what stands above and below the story.

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
_HEADER_LINES = 8
_FOOTER_LINES = 6
_LONGEST_HEADLINE = 300
_LONGEST_CLOSED_HEADLINE = 160
_LONGEST_ISSUER = 90
_LONGEST_DATE = 40
_WORD = re.compile(r"(?![\u2100-\u214f])[^\W\d_][\w'’.-]*")
_SEPARATORS = re.compile(r"\s*(?:\||/|→|›|»|>|·|•|::|←)\s+|\s+(?:\||/|→|›|>|·|•|::)\s*|\s+»\s+")
_CLOSED = re.compile(r"[.;:,!][»”\"')]*$")
_SENTENCE_INSIDE = re.compile(r"[.!?…]\s+[А-ЯІЇЄҐA-Z\d]")
_INFORMS = re.compile(r" (?:інформує|повідомляє)$")
_DECORATION = re.compile(r"^(?:[^\w«“„\"'(№#]|[\u2100-\u2115\u2117-\u214f])+")
_DECORATION_AFTER = re.compile(r"[^\w\s!-~«»“”„‘’…—–]+\s*$")
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
    header = lines[:_HEADER_LINES]
    for line in header:
        if stamp := find_stamp(line):
            return stamp
    for line in header[:4]:
        if stamp := _find_dateline(line):
            return stamp
    for line in reversed(lines[_HEADER_LINES:][-_FOOTER_LINES:]):
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
    if not _WORD.search(part):
        return True
    if _SEPARATORS.search(part + " ") or _SEPARATORS.search(" " + part):
        return len(part) <= _LONGEST_ISSUER
    if _PLACE_BEFORE.fullmatch(part + ", "):
        return True
    words = _WORD.findall(part)
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


def find_headline(lines: list[Line]) -> tuple[str, int] | None:
    """Headline and the character where it starts; None when the text has none (a post in a messenger).

    The headline is the first line that is no stamp, no rubric (``Головна / Новини``), no issuer over or under a
    stamp and no form of document (``ПРЕСРЕЛІЗ``), and that is set off from the story: it has no full stop, or stands
    alone in its paragraph.
    """
    position = _skip_header(lines)
    if position is None:
        return None
    line = lines[position]
    decoration = _DECORATION.match(line.text)
    start = decoration.end() if decoration else 0
    title = _DECORATION_AFTER.sub("", _without_site(line.text[start:])).rstrip()
    if not _is_headline(title, lines, position, decorated=start > 0):
        return None
    return title + _continuation(title, lines, position), line.start_char + start


def _without_site(title: str) -> str:
    """The headline before the path of the site that some pages add (``… | Новини | Українське радіо``)."""
    parts = title.split(" | ")
    rubric = next((position for position, part in enumerate(parts) if position and is_heading_word(part)), None)
    return " | ".join(parts[:rubric])


def _continuation(title: str, lines: list[Line], position: int) -> str:
    """The second line of a headline such as ``ЗАЯВА ⏎ громадської організації …``, with its line end; or nothing."""
    following = lines[position + 1]
    if len(title.split()) > 2 or not title.isupper() or following.block != lines[position].block:
        return ""
    return f"\n{following.text}" if following.text[0].islower() and not _CLOSED.search(following.text) else ""


def _skip_header(lines: list[Line]) -> int | None:
    """Position of the first line that may be the headline."""
    for position, line in enumerate(lines[:_HEADER_LINES]):
        is_outside = find_stamp(line) or _is_date(line.text) or is_rubric(line.text) or _has_no_words(line.text)
        if not is_outside and not _is_issuer(lines, position):
            return position
    return None


def _has_no_words(line: str) -> bool:
    """Emoji, signs and hashtags only."""
    return not _WORD.search(re.sub(r"#\w+", "", line))


def _is_date(line: str) -> bool:
    """Nothing but a date, be it without a day or a year: ``вересень 2016``, ``Середа, 17 квітня``."""
    found = find_dates(line, None) if len(line) <= _LONGEST_DATE else []
    return len(found) == 1 and not _WORD.search(_WEEKDAY.sub("", line.replace(found[0].text, "")))


def is_rubric(line: str) -> bool:
    """A path of a site (``Головна → Новини``), a form of document (``ПРЕСРЕЛІЗ № 47``) or a counter of views."""
    parts = [part for part in _SEPARATORS.split(f" {line} ") if part.strip()]
    return len(line) <= _LONGEST_ISSUER and bool(parts) and is_heading_word(parts[0])


def _is_issuer(lines: list[Line], position: int) -> bool:
    """Is this the name of the body beside the stamp: ``09.02.2024 ⏎ Полтавський апеляційний суд``, then a headline?

    Either it shares a block with a stamp and the next block opens with something like a headline, or a stamp or
    another rubric follows at once and only then the headline.
    """
    line = lines[position]
    if len(line.text) > _LONGEST_ISSUER or _CLOSED.search(line.text) or position + 2 >= len(lines):
        return False
    following = lines[position + 1 :]
    beside_stamp = position > 0 and lines[position - 1].block == line.block and find_stamp(lines[position - 1])
    if beside_stamp:
        return following[0].block != line.block and _looks_like_headline(following, 0)
    if position > 0 or not (_INFORMS.search(line.text) or find_stamp(following[0])):
        return False
    if _INFORMS.search(line.text):
        return _looks_like_headline(following, 0)
    in_capitals = line.text.isupper() and not following[1].text.isupper()
    return (following[0].block == line.block or in_capitals) and _looks_like_headline(following, 1)


def _looks_like_headline(lines: list[Line], position: int) -> bool:
    """A line alone in its block, without a full stop, with a story after it."""
    line = lines[position]
    starts = position == 0 or lines[position - 1].block != line.block
    alone = starts and position + 1 < len(lines) and lines[position + 1].block != line.block
    return alone and len(line.text) <= _LONGEST_HEADLINE and not _CLOSED.search(line.text)


def _is_headline(title: str, lines: list[Line], position: int, *, decorated: bool) -> bool:
    """A closed line is a headline only as one sentence alone in its paragraph; after an emoji it is a post."""
    if not title or len(title) > _LONGEST_HEADLINE or position + 1 >= len(lines):
        return False
    if not _CLOSED.search(title):
        return True
    alone = lines[position + 1].block != lines[position].block
    whole = title[-1] in '.!»”"' and not _SENTENCE_INSIDE.search(title)
    is_post = decorated and title.endswith(".")
    return alone and whole and not is_post and len(title) <= _LONGEST_CLOSED_HEADLINE
