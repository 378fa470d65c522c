"""Headline and issuer of a plain text: what stands above the story."""

import re

from pipeline.debris import is_byline, is_heading_word
from pipeline.ingest.stamps import HEADER_LINES, SEPARATORS, WORD, Line, find_stamp, is_date

_LONGEST_HEADLINE = 300
_LONGEST_CLOSED_HEADLINE = 160
_LONGEST_ISSUER = 90
_CLOSED = re.compile(r"[.;:,!][»”\"')]*$")
_SENTENCE_INSIDE = re.compile(r"[.!?…]\s+[А-ЯІЇЄҐA-Z\d]")
_INFORMS = re.compile(r" (?:інформує|повідомляє)$")
_DECORATION = re.compile(r"^(?:[^\w«“„\"'(№#]|[\u2100-\u2115\u2117-\u214f])+")
_DECORATION_AFTER = re.compile(r"[^\w\s!-~«»“”„‘’…—–]+\s*$")


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


def find_issuer(lines: list[Line]) -> str | None:
    """The body named over the story, as it stands there: ``31.10.2024 11:05 | Рахункова палата``; None when none is."""
    last = _skip_header(lines)
    for position, line in enumerate(lines[: HEADER_LINES if last is None else last]):
        if not is_rubric(line.text) and (_is_issuer(lines, position) or find_stamp(line)):
            for part in SEPARATORS.split(f" {line.text} "):
                if _may_be_issuer(part.strip()):
                    return _INFORMS.sub("", part.strip())
    return None


def _may_be_issuer(part: str) -> bool:
    """Words that are no date, no section of the site and no press office."""
    return bool(WORD.search(part)) and not (
        find_stamp(Line(part, 0, 0)) or is_date(part) or is_heading_word(part.split()[0]) or is_byline(part)
    )


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
    for position, line in enumerate(lines[:HEADER_LINES]):
        is_outside = find_stamp(line) or is_date(line.text) or is_rubric(line.text) or _has_no_words(line.text)
        if not is_outside and not _is_issuer(lines, position):
            return position
    return None


def _has_no_words(line: str) -> bool:
    """Emoji, signs and hashtags only."""
    return not WORD.search(re.sub(r"#\w+", "", line))


def is_rubric(line: str) -> bool:
    """A path of a site (``Головна → Новини``), a form of document (``ПРЕСРЕЛІЗ № 47``) or a counter of views."""
    parts = [part for part in SEPARATORS.split(f" {line} ") if part.strip()]
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
