"""Mentions of people: what the model found, checked and mended, and what patterns of Ukrainian names add."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.ner.phrases import is_abbreviation, is_break, word_end, word_start
from pipeline.names.morphology import readings

_CAPITAL = "А-ЯІЇЄҐA-Z"
_SURNAME = rf"[{_CAPITAL}][\w'’]+(?:-[{_CAPITAL}][\w'’]+)?"
_INITIALS_FIRST = re.compile(rf"\b[{_CAPITAL}]\. ?(?:[{_CAPITAL}]\. ?)?{_SURNAME}")
_INITIALS_LAST = re.compile(rf"\b{_SURNAME} [{_CAPITAL}]\. ?[{_CAPITAL}]\.")
_PATRONYMIC = re.compile(r"(?:ович|йович|ьович|івн|ївн|ілліч|кузьмич|лукич|іллінічн|савич)[а-яіїє]*$")
# Markers before a capitalised word that make it the name of a thing or place: `імені Ольги Кобилянської`.
_NAMED_AFTER = {"імені", "ім.", "ім", "вулиця", "вул", "проспект", "площа", "пам'яті", "премія"}
# A surname in another case keeps all but its last letters: `Баньков` / `Баньковим`, `Павелко` / `Павелка`.
_INFLECTION = 4
_CASE_ENDING = re.compile(r"|ь|[аеєиіїоуюяй][а-яіїє]{0,3}|ець|ц[яюі]|ц?ем|ц?еві|к[ауоі]|ком|кові|в|ва")
_MAX_WORDS = 4


def is_capitalised(token: Token) -> bool:
    """True for words that start with a capital letter (`Баньков`, `БАНЬКОВ`)."""
    return token.text[:1].isupper() and token.text[:1].isalpha()


@cache
def _given_names() -> frozenset[str]:
    return frozenset(row.name.lower() for row in lexicons.given_names())


@cache
def _particles() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.name_particles())


@cache
def _common_heads() -> frozenset[str]:
    """Words that make a phrase the name of a body or place even when they are names too (`Рада`, `Віра`)."""
    bodies = {row.lemma for row in lexicons.organization_heads()}
    places = {word.lower() for row in lexicons.places() if row.kind in {"country", "oblast"} for word in row.name.split()}
    return frozenset(bodies | places)


@lru_cache(maxsize=20_000)
def _name_class(word: str) -> str:
    """``given`` for a form of a known given name, ``other`` for a common word or place, ``name`` for the rest."""
    found = readings(word)
    if any(r.known and r.lemma in _common_heads() for r in found):
        return "other"
    if any(r.lemma in _given_names() or (r.known and "Name" in r.marks) for r in found):
        return "given"
    known = [r for r in found if r.known]
    if known and not any(r.marks & {"Surn", "Name", "Patr"} for r in known):
        return "common"
    return "name"


def is_given_name(token: Token) -> bool:
    """True for a capitalised form of a known given name in any case (`Олександром`)."""
    return is_capitalised(token) and len(token.text) > 1 and _name_class(token.text) == "given"


def find_people(doc: Doc) -> list[Span]:
    """Mentions of people in text order, not overlapping."""
    certain = _longest([*_by_initials(doc), *_by_given_name(doc)])
    people = _longest([*certain, *_by_model(doc, certain)])
    named = _longest([*people, *_by_surname(doc, people)])
    return [person for person in named if not _is_namesake(person)]


def _is_namesake(person: Span) -> bool:
    """True for a name that a thing bears: `університет імені [Тараса Шевченка]`, `вулиця [Олени Теліги]`."""
    before = [token.lower_ for token in person.doc[max(0, person.start - 2) : person.start]]
    lemmas = [token.lemma_.lower() for token in person.doc[max(0, person.start - 1) : person.start]]
    return bool(_NAMED_AFTER & {*before[-1:], *lemmas}) or before == ["ім", "."]


def _by_given_name(doc: Doc) -> Iterator[Span]:
    """A known given name and one or two capitalised words: `Еліна Сокіл`, `Яків Прокопович Таран`."""
    for token in doc:
        if not is_given_name(token) or (token.i and word_start(doc, token.i) != token.i):
            continue
        end = _name_end(doc, token.i)
        if end is not None:
            start = _family_before(doc, token.i, end)
            yield Span(doc, start, end, label="PERS", kb_id="find_people_by_given_name")


def _family_before(doc: Doc, start: int, end: int) -> int:
    """Start of `[Ворона] Галина Степанівна`: the family name goes first when a patronymic ends the name."""
    ends_with_patronymic = end - start == 2 and _PATRONYMIC.search(doc[end - 1].lower_)
    if ends_with_patronymic and start > 0 and _may_be_surname(doc, start - 1) and not is_given_name(doc[start - 1]):
        return word_start(doc, start - 1)
    return start


def _name_end(doc: Doc, start: int) -> int | None:
    """End of the name that a given name opens, or None when no surname follows."""
    end = word_end(doc, start)
    words = 1
    while end < len(doc) and words < _MAX_WORDS:
        if _is_particle(doc, end):
            end += 1
        elif not _may_be_surname(doc, end) or (words > 1 and not _name_goes_on(doc, end)):
            break
        else:
            end = word_end(doc, end)
            words += 1
    return end if words > 1 else None


def _is_particle(doc: Doc, i: int) -> bool:
    """`ван`, `дер`, `аль` before further words of the name."""
    following = doc[i + 1 : i + 4]
    return doc[i].lower_ in _particles() and any(is_capitalised(token) for token in following)


def _name_goes_on(doc: Doc, end: int) -> bool:
    """True behind a patronymic, or behind a second given name when a surname follows: `Мирослав Іван [Любачівський]`."""
    if _PATRONYMIC.search(doc[end - 1].lower_):
        return True
    return is_given_name(doc[end - 1]) and _name_class(doc[end].text) == "name"


def _may_be_surname(doc: Doc, i: int) -> bool:
    """True for a capitalised word that may end a name; abbreviations and names of bodies and countries do not."""
    if not 0 <= i < len(doc):
        return False
    token = doc[i]
    if not is_capitalised(token) or len(token.text) < 2 or not token.text[-1].isalpha():
        return False
    if is_abbreviation(token):
        return len(token.text) > 4
    return _name_class(token.text) != "other"


def _by_initials(doc: Doc) -> Iterator[Span]:
    """`О. В. Пилипчук`, `Т. Мороз`, `Пилипчук О. В.`."""
    for pattern in (_INITIALS_FIRST, _INITIALS_LAST):
        for match in pattern.finditer(doc.text):
            span = doc.char_span(match.start(), match.end(), label="PERS", kb_id="find_people_by_initials")
            if span is not None and _may_have_initials(span) and not _after_place_marker(doc, span):
                yield span


def _may_have_initials(span: Span) -> bool:
    """False for `В. о. [Голови]`: a title behind a marker that looks like initials."""
    lemmas = {r.lemma for r in readings(span[-1].text)}
    titles = {row.lemma for row in lexicons.roles()}
    return _name_class(span[-1].text) != "other" and not (lemmas & titles and span.text[:1] in "ВвОо")


def _after_place_marker(doc: Doc, span: Span) -> bool:
    return span.text[:2].lower() in {"м.", "с."} or (span.start > 0 and doc[span.start - 1].lower_ in {"вул", "вул."})


def _by_model(doc: Doc, certain: list[Span]) -> Iterator[Span]:
    """People only the model saw: two words and more that may be names; a word alone is checked by surname."""
    taken = {token.i for span in certain for token in span}
    for entity in doc.ents:
        if entity.label_ != "PERS" or not taken.isdisjoint(range(entity.start, entity.end)):
            continue
        last = _with_particles(doc, word_end(doc, entity.end - 1))
        for start, end in _name_runs(doc, word_start(doc, entity.start), last):
            start, end = _without_common(doc, start, end)
            if _is_plausible(doc, start, end):
                yield Span(doc, start, end, label="PERS", kb_id="find_people_by_model")


def _with_particles(doc: Doc, end: int) -> int:
    """Take in `ван дер Меєр` behind a given name that the model found alone."""
    while end < len(doc) and _is_particle(doc, end):
        end += 1
        if end < len(doc) and is_capitalised(doc[end]):
            return word_end(doc, end)
    return end


def _name_runs(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of name words within a model's entity: without titles before it and split at `та` and commas."""
    first: int | None = None
    for i in range(start, end + 1):
        inside = i < end and (is_capitalised(doc[i]) or doc[i].lower_ in _particles() or doc[i].text in {"-", "'"})
        if inside and first is None:
            first = i
        elif not inside and first is not None:
            yield first, i
            first = None


def _without_common(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Drop titles and common words before a name: `[Послом] Мартіном Тамме`."""
    while end - start > 2 and _name_class(doc[start].text) in {"common", "other"}:
        start += 1
    if end - start == 2 and _name_class(doc[start].text) == "given" and _may_be_surname(doc, end):
        end = word_end(doc, end) if _PATRONYMIC.search(doc[end - 1].lower_) else end
    return start, end


def _is_plausible(doc: Doc, start: int, end: int) -> bool:
    words = [token for token in doc[start:end] if token.text != "-" and token.lower_ not in _particles()]
    classes = [_name_class(token.text) for token in words]
    if len(words) < 2 or "other" in classes or any(is_abbreviation(t) and len(t.text) < 5 for t in words):
        return False
    if all(token.text.isascii() for token in words):
        return len(words) <= 3
    return classes[0] in {"given", "name"} and classes.count("common") < len(classes)


def _by_surname(doc: Doc, people: Iterable[Span]) -> Iterator[Span]:
    """A surname alone, or a given name with patronymic, of somebody whose full name stands elsewhere: `[Тараном]`."""
    known = [span for span in people if len(span) > 1]
    surnames = {_surname(span) for span in known}
    for token in doc:
        if not is_capitalised(token) or len(token.text) < 4 or is_break(token):
            continue
        start, end = word_start(doc, token.i), word_end(doc, token.i)
        if start == token.i and any(same_stem(doc[start:end].text, surname) for surname in surnames):
            yield Span(doc, start, end, label="PERS", kb_id="find_people_by_surname")
    for token in doc[:-1]:
        if is_given_name(token) and _PATRONYMIC.search(doc[token.i + 1].lower_) and is_capitalised(doc[token.i + 1]):
            yield Span(doc, token.i, token.i + 2, label="PERS", kb_id="find_people_by_patronymic")


def _surname(span: Span) -> str:
    return span.doc[word_start(span.doc, span.end - 1) : span.end].text


def same_stem(left: str, right: str) -> bool:
    """True when two forms may be one surname in two cases: `Таран` and `Тараном`, but not `Таран` and `Тарасюк`."""
    left, right = left.lower(), right.lower()
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    rests = (left[shared:], right[shared:])
    return shared >= 3 and all(len(rest) <= _INFLECTION and _CASE_ENDING.fullmatch(rest) for rest in rests)


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlaps, the longest kept, in text order."""
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-len(s), s.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            chosen.append(span)
            taken.update(range(span.start, span.end))
    return sorted(chosen, key=lambda s: s.start)
