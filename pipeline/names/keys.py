"""Keys for comparing: the same key for two spellings, or for two cases, of one name."""

import re
from functools import lru_cache

from pipeline.names.morphology import Reading, plain, readings
from pipeline.names.people import INITIAL, PersonName

_QUOTES = re.compile(r"[«»\"“”„]")
_ENDINGS = re.compile(
    r"(?:ого|ому|ими|ими|ові|еві|єві|ами|ями|ах|ях|ам|ям|ою|ею|єю|ої|ій|им|ім|ом|ем|єм|их|ів|їв|ий|[аеиіїоуюяєйь])$"
)


def fold(text: str) -> str:
    """Comparison key of a spelling: lower case, one apostrophe, no quotes, plain dashes and blanks.

    ``«Зернолан-Південь»`` and ``"Зернолан–Південь"`` have the same key.
    """
    bare = re.sub(r"[–—−]", "-", _QUOTES.sub("", plain(text)))
    return re.sub(r"\s+", " ", bare).strip()


@lru_cache(maxsize=20_000)
def lemma_key(text: str) -> str:
    """Key free of inflection: the same for ``Міністерства юстиції`` and ``Міністерство юстиції``.

    Only a key: its words need not be words.
    """
    return " ".join(_word_key(word) for word in re.findall(r"[\w'\-]+", fold(text)))


@lru_cache(maxsize=50_000)
def _word_key(word: str) -> str:
    known = [r for r in readings(word) if r.known]
    if not known or len(word) < 3:
        return _ENDINGS.sub("", word) if len(word) > 4 else word
    return min(known, key=_key_order).lemma


def _key_order(reading: Reading) -> tuple[bool, bool, int, str]:
    """Common words before names; of the lemmas that remain the longest, so that every form meets the same one."""
    return (bool(reading.marks & {"Name", "Surn"}), reading.is_adjective, -len(reading.lemma), reading.lemma)


def same_person(a: PersonName, b: PersonName) -> bool:
    """Whether two nominative names may be one human: nothing in them disagrees, and the family names are the same.

    ``О. Баньков``, ``Баньков`` and ``Олександр Баньков`` agree; ``Олена Баньков`` does not. Where one has no family
    name the given names must be the same.
    """
    if a.gender and b.gender and a.gender != b.gender:
        return False
    if a.family is None or b.family is None:
        return _same(a.given, b.given) and _agree(a.patronymic, b.patronymic)
    return _same(a.family, b.family) and _agree(a.given, b.given) and _agree(a.patronymic, b.patronymic)


def _same(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and fold(a) == fold(b)


def _agree(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return True
    if INITIAL.fullmatch(a) or INITIAL.fullmatch(b):
        return fold(a)[0] == fold(b)[0]
    return _same(a, b)
