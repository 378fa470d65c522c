"""What normalisation makes of the right spans: names, posts, bodies and dates of gold, found in the text by words.

Gold has no offsets. A span of gold is where the words of a gold answer stand in the text in any case; each form counts
once. What the text nowhere says in those words (a completed or written-out name) is not counted.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from pipeline.dates import find_dates
from pipeline.gazetteer import resolve_organization
from pipeline.names import fold, lemma_key, nominative_organization, nominative_person, nominative_role
from pipeline.scoring import Report, answers

_WORD = re.compile(r"[\w'-]+")
_ENDING = 3
Item = dict[str, Any]


def score_spans(name: str, text: str, published: str | None, gold: Item, report: Report) -> None:
    """Add the counts of ``name_on_spans``, ``role_on_spans``, ``organization_on_spans`` and ``date_on_spans``."""
    known = len(report.errors)
    words = [(m.start(), m.end(), m[0], lemma_key(m[0])) for m in _WORD.finditer(text)]
    people = [answers(person["name"]) for person in gold["participants"]]
    roles = [answers(person.get("role")) for person in gold["participants"]]
    bodies = [answers(body["name"]) for body in gold["organizations"]]
    _count("name_on_spans", people, text, words, lambda span: nominative_person(span).name, report)
    _count("role_on_spans", roles, text, words, nominative_role, report)
    _count("organization_on_spans", bodies, text, words, _body, report)
    _count_dates(gold["dates"], published, report)
    report.errors[known:] = [f"{name} {error}" for error in report.errors[known:]]


def find_spans(phrase: str, text: str, words: list[tuple[int, int, str, str]]) -> Iterator[str]:
    """Forms in which a phrase stands in a text: `Олександр Баньков` → `Олександром Баньковим`."""
    wanted = [(word, lemma_key(word)) for word in _WORD.findall(phrase)]
    for first in range(len(words) - len(wanted) + 1):
        window = words[first : first + len(wanted)]
        if all(_is_form(have[2], have[3], *want) for have, want in zip(window, wanted, strict=True)):
            yield text[window[0][0] : window[-1][1]]


def _is_form(have: str, have_key: str, word: str, key: str) -> bool:
    """The same key, or a capitalised word that differs at its end only (surnames that no dictionary has)."""
    if have_key == key:
        return True
    stem = word[: max(_ENDING, len(word) - _ENDING)].lower()
    named = have[:1].isupper() and word[:1].isupper() and len(have) < len(word) + _ENDING
    return named and have.lower().startswith(stem)


def _count(
    figure: str, gold: list[list[Any]], text: str, words: list[tuple[int, int, str, str]],
    normalise: Callable[[str], str], report: Report,
) -> None:  # fmt: skip
    for accepted in gold:
        right = {fold(answer) for answer in accepted if answer}
        spans = {span for answer in accepted if answer and " " in answer for span in find_spans(answer, text, words)}
        for span in sorted(spans):
            _mark(figure, fold(normalise(span)) in right, f"{span!r}: {normalise(span)!r}", report)


def _body(span: str) -> str:
    known = resolve_organization(span)
    return known.name if known is not None else nominative_organization(span)


def _count_dates(gold: list[Item], published: str | None, report: Report) -> None:
    day = date.fromisoformat(published[:10]) if published else None
    for item in gold:
        mention = answers(item["mention"])[0]
        found = next(iter(find_dates(mention, day)), None) if mention else None
        right = found is not None and found.start in answers(item["start"]) and found.end in answers(item["end"])
        _mark("date_on_spans", right, f"{mention!r}: {found and (found.start, found.end)}", report)


def _mark(figure: str, right: bool, shown: str, report: Report) -> None:
    if right:
        report.counts[figure].hits += 1
    else:
        report.counts[figure].missed += 1
        report.errors.append(f"{figure} WRONG {shown}")
