"""Lines to paragraphs: hard-wrapped lines, lone emoji and torn-out links put back where they belong.

Bullets, headings and lists of names stay on lines of their own: a line is joined only when the layout of the whole
text shows that it was broken by a machine.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

_ITEM = re.compile(r"\s*(?:\d\u20e3|[-–—•·*●▪◦‣►✓+]\s?|\\-|\d{1,2}[.)]\s|[а-яіїєґa-z]\)\s|\W*$)")
_HAS_WORD = re.compile(r"(?![\u2100-\u2115\u2117-\u214f])[^\W_]")
_KEYCAP = re.compile(r"\d\u20e3")
_RULE_LINE = re.compile(r"\s*([-–—_=*~.•·#])(?:\s*\1){2,}\s*")
_CLOSED = re.compile(r"[.!?…:;][»”\"')\]]*\s*$")
_TAIL = re.compile(r"\s?[.,;:!?)\]»”](?!\w)")
_OPENING = re.compile(r"[(«„“\[]\s*$")
_SEPARATOR = re.compile(r"\s*[/|·•]\s*")
_WIDTHS = range(50, 101)
_SHORT_LINK = 60


@dataclass(frozen=True)
class _Layout:
    """How a text was broken: ``width`` is the longest broken line in characters, 0 when nothing was broken."""

    width: int


def join_lines(text: str) -> str:
    """The text with broken lines joined; blanks at line ends may remain."""
    lines = _without_gaps(text.split("\n"))
    layout = _find_layout(lines)
    pieces = [lines[0]]
    for position in range(1, len(lines)):
        glue = _glue(lines, position, layout)
        if glue is None:
            pieces += ["\n", lines[position]]
        else:
            pieces[-1] = pieces[-1].rstrip()
            pieces += [glue, lines[position].lstrip()]
    return "".join(pieces)


def _without_gaps(lines: list[str]) -> list[str]:
    """Lines without the blank ones (a lone blank, not an empty line) that follow an emoji torn from its text."""
    kept: list[str] = []
    for line in lines:
        is_gap = line != "" and not line.strip()
        if not (is_gap and kept and kept[-1].strip() and _is_lone_mark(kept[-1])):
            kept.append(line)
    return kept


def _glue(lines: list[str], position: int, layout: _Layout) -> str | None:
    """What to put between a line and the one before it; None when the line starts a paragraph or an item."""
    before, line = lines[position - 1], lines[position]
    if not before.strip() or not line.strip() or _RULE_LINE.fullmatch(before) or _RULE_LINE.fullmatch(line):
        return None
    if _is_lone_mark(before):
        return " "
    if _TAIL.match(line) and not _CLOSED.search(before):
        return ""
    if _is_item(line) and not _SEPARATOR.fullmatch(line):
        return None
    if _is_wrapped(before, line, layout):
        return "" if _splits_word(before, line) else " "
    if _is_torn(lines, position):
        return " "
    return None


def _is_lone_mark(line: str) -> bool:
    """An emoji, a dash or a bullet alone on its line belongs to the text after it."""
    return not _HAS_WORD.search(_KEYCAP.sub("", line))


def _is_item(line: str) -> bool:
    """Does the line start with a bullet, a number, an emoji or another sign that is no quote?"""
    first = line.lstrip()[0]
    return bool(_ITEM.match(line)) or not (first.isalnum() or first in "«“„\"'(#@№$€£[‘’`/|&%§+")


def _is_torn(lines: list[str], position: int) -> bool:
    """Was a link torn out of its sentence? Pages copied from messengers leave the blanks that stood round it.

    `…делегації у ПАРЄ ⏎ Марія Мезенцева ⏎ . ` — a line that ends with a blank, a short line, then a blank or a stop.
    """
    before, line = lines[position - 1], lines[position]
    if _SEPARATOR.fullmatch(line) or _SEPARATOR.fullmatch(before) or _OPENING.search(before):
        return True
    if _CLOSED.search(before):
        return False
    first = line.lstrip()[0]
    if line[0] == " " and (first.islower() or before.lstrip().startswith("#") or _was_torn(lines, position - 1)):
        return True
    if before[-1] != " ":
        return False
    return first.islower() or (len(line) <= _SHORT_LINK and not _CLOSED.search(line) and _goes_on(lines, position))


def _was_torn(lines: list[str], position: int) -> bool:
    """Did the line before this one end with a blank, and this one go on with a small letter?"""
    return position > 0 and lines[position - 1][-1:] == " " and lines[position].lstrip()[:1].islower()


def _goes_on(lines: list[str], position: int) -> bool:
    """After a torn link: the end of the text or the rest of the sentence."""
    after = lines[position + 1] if position + 1 < len(lines) else ""
    if not after.strip():
        return position + 2 >= len(lines)
    return after[0] == " " or bool(_TAIL.match(after))


def _find_layout(lines: list[str]) -> _Layout:
    """The width at which the text was broken, from all places where a sentence goes on in the next line.

    The text counts as broken when at nine in ten of these places the first word of the next line would not have
    fitted, and one of them stands before a small letter or after a dash or a short word (a single place: both).
    """
    open_pairs = [pair for pair in pairwise(lines) if _is_open(*pair)]
    widths = [len(before.rstrip()) for before, _ in open_pairs]
    if not widths or max(widths) not in _WIDTHS:
        return _Layout(0)
    width = max(widths)
    kept = sum(1 for before, after in open_pairs if not _fits(before, after, width))
    small = any(after.lstrip()[0].islower() for _, after in open_pairs)
    amid_phrase = any(_ends_amid_phrase(before) for before, _ in open_pairs)
    evident = small and amid_phrase if len(open_pairs) == 1 else small or amid_phrase
    return _Layout(width if evident and kept * 10 >= len(open_pairs) * 9 else 0)


def _is_open(before: str, after: str) -> bool:
    """Two lines of one block, the first without a full stop and the second no item."""
    if not before.strip() or not after.strip() or _CLOSED.search(before):
        return False
    return len(before.rstrip()) <= _WIDTHS[-1] and not _is_item(after) and not _is_lone_mark(before)


def _ends_amid_phrase(line: str) -> bool:
    """A dash or a short small word (`та`, `у`, `до`) at the end: the phrase goes on. A comma may end an item."""
    last = line.split()[-1]
    return last[-1] in "-–—" or (len(last) <= 3 and last.isalpha() and last.islower())


def _fits(before: str, after: str, width: int) -> bool:
    """Would the next word have found room? Programs that break lines leave up to two characters unused."""
    return len(before.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) < width - 1


def _is_wrapped(before: str, line: str, layout: _Layout) -> bool:
    length = len(before.rstrip())
    return layout.width > 0 and length <= layout.width + 2 and not _fits(before, line, layout.width)


def _splits_word(before: str, line: str) -> bool:
    """Does a hyphen at the line end stand inside a word (`соціально-⏎економічний`)? It stays: both are spellings."""
    stripped = before.rstrip()
    return len(stripped) > 1 and stripped[-1] == "-" and stripped[-2].isalpha() and line.lstrip()[0].isalpha()
