"""Short forms that a release explains by the full name it gives elsewhere: `НРКУ` is the `Національна радіокомпанія
України` of another sentence, with no brackets between.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.document import Relation
from pipeline.gazetteer import resolve_organization
from pipeline.names import nominative_organization

# A name of two words is too easily met by chance.
_SHORTEST, _LONGEST = 3, 8
_SHORT_FORM = re.compile(r"[А-ЯІЇЄҐ]{3,8}")
_WORD = re.compile(r"[\w']+")
# Latin capitals that stand for Cyrillic ones in a short form typed on the wrong keyboard: `CYOA`.
_LOOK_ALIKES = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
# Words that a short form leaves out; of those in `_ENDING` and behind it nothing is told.
_LEFT_OUT = frozenset({"і", "й", "та", "з", "із", "зі", "у", "в", "по", "для", "при", "на", "до", "від"})
_ENDING = frozenset({"при", "у", "в", "імені", "ім", "україни", "на"})
# A long word may give a second letter, that of its second stem: `радіокомпанія` → РК.
_COMPOUND = 9


def link_abbreviations(doc: Doc) -> list[Relation]:
    """``same`` for a short form whose letters are the initials of a body's full name in the release.

    `[НРКУ] просить підтримки` in a release on the `Національна радіокомпанія України`; two full names that fit
    equally well explain nothing.
    """
    bodies = document.mentions(doc, "ORG")
    full = [body for body in bodies if len(body) >= _SHORTEST - 1]
    return [found for body in bodies if _is_short(body) for found in _explained(doc, body, full)]


def _is_short(body: Span) -> bool:
    return len(body) == 1 and bool(_SHORT_FORM.fullmatch(folded(body.text))) and not resolve_organization(body.text)


def folded(short: str) -> str:
    """`CYOA` in Latin letters → `СУОА`."""
    return short.translate(_LOOK_ALIKES)


def _explained(doc: Doc, short: Span, bodies: list[Span]) -> Iterator[Relation]:
    fitting = [body for body in bodies if is_short_form(short.text, body.text)]
    names = {_full_name(body.text).lower() for body in fitting}
    if len(names) == 1:
        sentence = document.sentence(short.doc, short.start)
        yield Relation(
            "same", "link_abbreviations", short.start_char, short.end_char, short.id_, max(fitting, key=len).id_, "",
            sentence.start_char, sentence.end_char,
        )  # fmt: skip


@lru_cache(maxsize=20_000)
def _full_name(text: str) -> str:
    known = resolve_organization(text)
    return known.name if known is not None else nominative_organization(text)


@lru_cache(maxsize=20_000)
def is_short_form(short: str, full: str) -> bool:
    """True when ``short`` has the initials of the name of ``full``, all of them but those of its tail.

    `НРКУ` of `Національної радіокомпанії України`, `КОВА` of `Київської ОВА`, `НІБ` of `Національного інформаційного
    бюро при Мінреінтеграції`.
    """
    words = [word.lower() for word in _WORD.findall(_full_name(full).replace("-", " "))]
    return bool(words) and _fits(folded(short).lower(), tuple(words))


def _fits(letters: str, words: tuple[str, ...]) -> bool:
    if not letters:
        return not words or words[0] in _ENDING
    if not words:
        return False
    first, rest = words[0], words[1:]
    if first in _LEFT_OUT and _fits(letters, rest):
        return True
    if first[0] != letters[0]:
        return False
    compound = len(letters) > 1 and len(first) >= _COMPOUND and letters[1] in first[3:]
    return _fits(letters[1:], rest) or (compound and _fits(letters[2:], rest))
