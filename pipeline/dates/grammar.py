"""Building blocks of the patterns: months, years and word classes as regular expressions from the lexicons."""

import re
from collections.abc import Iterable
from functools import cache

from pipeline import lexicons

DASH = r"\s?[-–—]\s?"
DAY = r"(?<!\d)(?<!\d[.,:/])(?:0?[1-9]|[12]\d|3[01])"
FULL_YEAR = r"(?:1[5-9]|20)\d\d"
# `2022 року`, `2022-го`, `2022 р.`, bare `2022` only where the pattern around it already is a date
YEAR_WORD = r"(?:\s?(?:року|році|рік|роком|роки|років|роках|рр\.|р\.))"
_SUFFIX = r"(?:-(?:го|му|й|ий|е|х))"


@cache
def months() -> dict[str, int]:
    """Month number by form (`травні` → 5)."""
    return {form: row.number for row in lexicons.months() for form in row.forms}


@cache
def words(kind: str) -> dict[str, int]:
    """Value by lower-case form of the date words of one kind."""
    return {form.lower(): row.value for row in lexicons.date_words() if row.kind == kind for form in row.form}


def one_of(forms: dict[str, int]) -> str:
    """A group that matches any of the forms, the longest first."""
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) + ")"


def month() -> str:
    """Any form of a month."""
    return one_of(months())


def genitive_month() -> str:
    """The form after a day (`5 травня`)."""
    return one_of({row.forms[1]: row.number for row in lexicons.months()})


def year(name: str) -> str:
    """A year after a month: a number with or without `року`, or a word (`ц. р.`, `минулого року`)."""
    return rf"(?P<{name}>{FULL_YEAR}{_SUFFIX}?(?!\d){YEAR_WORD}?|{one_of(words('year'))}(?!\w))"


def compile_rule(pattern: str) -> re.Pattern[str]:
    """A pattern that ignores case and starts and ends at word borders."""
    return re.compile(rf"(?<![\w’'])(?:{pattern})(?!\w)", re.IGNORECASE)


def compile_any(rules: Iterable[str]) -> re.Pattern[str]:
    """One pattern out of those of compiled rules, without the names of their groups."""
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", rule) for rule in rules), re.IGNORECASE)
