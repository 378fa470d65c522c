"""Mentions of people: what the model found, checked and mended, and what patterns of Ukrainian names add."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.gazetteer import resolve_organization, resolve_place
from pipeline.names.morphology import is_other_word, readings
from pipeline.ner.phrases import CLOSING, is_abbreviation, is_break, is_modifier, quoted_end, word_end, word_start

_CAPITAL = "А-ЯІЇЄҐA-Z"
_SURNAME = rf"[{_CAPITAL}][\w'’]+(?:-[{_CAPITAL}][\w'’]+)?"
_INITIALS_FIRST = re.compile(rf"\b[{_CAPITAL}]\. ?(?:[{_CAPITAL}]\. ?)?{_SURNAME}")
_INITIALS_LAST = re.compile(rf"\b{_SURNAME} [{_CAPITAL}]\. ?[{_CAPITAL}]\.")
_PATRONYMIC = re.compile(r"(?:ович|йович|ьович|івн|ївн|ілліч|кузьмич|лукич|іллінічн|савич)[а-яіїє]*$")
# Markers before a capitalised word that make it the name of a thing or place: `імені Ольги Кобилянської`.
_NAMED_AFTER = {
    "імені", "ім.", "ім", "вулиця", "вул.", "проспект", "просп.", "площа", "пл.", "бульвар", "провулок", "пров.",
    "пам'яті", "премія", "пам'ятник", "погруддя", "бюст", "музей", "фонд", "медаль", "кубок", "собор", "храм",
}  # fmt: skip
# These bear a name only when they are capitalised: `Фонд Фрідріха Науманна`, but `директор фонду Інгрід Хауген`.
_COMMON_BEARERS = {"фонд", "музей", "собор", "храм"}
# Names of streets go in lists: `на вулицях Проскурівській та [Володимира Винниченка]`.
_STREETS = {"вулиця", "проспект", "площа", "бульвар", "провулок"}
_ROMAN = re.compile(r"[IVXІХ]+")
# `д'Арсі`, `аль-Хаддад`: a particle grown together with a capitalised name.
_GROWN = re.compile(rf"(?:д'|л'|аль-|ель-|бен-|ібн-)[{_CAPITAL}]|(?:аль|ель)$")
_MAX_TITLE_GAP = 12
# A surname in another case keeps all but its last letters: `Баньков` / `Баньковим`, `Павелко` / `Павелка`.
_INFLECTION = 4
_STEM = 3
_CASE_ENDING = re.compile(r"|ь|[аеєиіїоуюяй][а-яіїє]{0,3}|ець|ц[яюі]|ц?ем|ц?еві|к[ауоі]|ком|кові|в|ва")
_MAX_WORDS = 4


def is_capitalised(token: Token) -> bool:
    """True for words that start with a capital letter (`Баньков`, `БАНЬКОВ`, `д'Арсі`)."""
    return _has_capital(token.text)


@lru_cache(maxsize=50_000)
def _has_capital(word: str) -> bool:
    return (word[:1].isupper() and word[:1].isalpha()) or _GROWN.match(word) is not None


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
    places = (row.name for row in lexicons.places() if row.kind in {"country", "oblast"})
    return frozenset(bodies | {word.lower() for name in places for word in name.split()})


@cache
def _foreign_given_names() -> frozenset[str]:
    return frozenset(row.name.lower() for row in lexicons.given_names() if row.origin != "ukrainian")


def _is_foreign_given_name(token: Token) -> bool:
    names = _foreign_given_names()
    return token.lower_ in names or any(reading.lemma in names for reading in readings(token.text))


@lru_cache(maxsize=20_000)
def _name_class(word: str) -> str:
    """``given`` for a form of a known given name, ``other`` for a common word or place, ``name`` for the rest.

    A plural is no given name (`Стефан [Романів]`).
    """
    found = readings(word)
    if any(r.known and r.lemma in _common_heads() for r in found):
        return "other"
    if any((r.lemma in _given_names() or (r.known and "Name" in r.marks)) and r.number != "p" for r in found):
        return "given"
    known = [r for r in found if r.known]
    if is_other_word(word):
        return "common"
    if known and not any(r.marks & {"Surn", "Name", "Patr"} for r in known):
        return "common"
    return "name"


def is_given_name(token: Token) -> bool:
    """True for a capitalised form of a known given name in any case (`Олександром`)."""
    return is_capitalised(token) and len(token.text) > 1 and _name_class(token.text) == "given"


@lru_cache(maxsize=2)
def capitalised(doc: Doc) -> tuple[Token, ...]:
    """The capitalised words of a Doc, remembered: most rules for names start at one."""
    return tuple(token for token in doc if is_capitalised(token))


@lru_cache(maxsize=2)
def _given_names_of(doc: Doc) -> tuple[Token, ...]:
    return tuple(token for token in capitalised(doc) if is_given_name(token))


def find_people(doc: Doc) -> list[Span]:
    """Mentions of people in text order, not overlapping."""
    certain = _longest([*_by_initials(doc), *_by_given_name(doc), *_by_church_name(doc), *_by_nickname(doc)])
    people = _longest([*certain, *_by_model(doc, certain)])
    people = _longest([*people, *_behind_title(doc, people)])
    people = [person for person in people if not _is_namesake(person) and not _is_salute(person)]
    return _longest([*people, *_by_surname(doc, people)])


def _is_namesake(person: Span) -> bool:
    """True for a name that a thing bears: `університет імені [Тараса Шевченка]`, `вулиця [Олени Теліги]`."""
    doc = person.doc
    before = [token.lower_ for token in doc[max(0, person.start - 2) : person.start]]
    lemmas = _lemmas(doc[person.start - 1]) if person.start else set()
    common = lemmas & _COMMON_BEARERS and not doc[person.start - 1].text[:1].isupper()
    if (_NAMED_AFTER & {*before[-1:], *lemmas} or "".join(before) in _NAMED_AFTER) and not common:
        if {"імені", "ім.", "ім"} & set(before):
            return True
        return "Gen" in _cases(person[0]) or "Dat" in _cases(person[0]) or not _cases(person[0])
    return _is_in_list_of_streets(doc, person.start)


def _is_salute(person: Span) -> bool:
    """`Слава Нації!`, `Христос Раждається!`: praise takes the dative, a name would agree (`Слава Вакарчук`)."""
    if person[0].text == "Слава" and len(person) > 1:
        return all(r.case != "Nom" or r.number == "p" for r in readings(person[1].text))
    return person[0].text == "Христос"


def _cases(token: Token) -> frozenset[str]:
    return frozenset(r.case for r in readings(token.text) if r.known)


def _lemmas(token: Token) -> set[str]:
    return {token.lemma_.lower(), *(r.lemma for r in readings(token.text) if r.known)}


def _is_in_list_of_streets(doc: Doc, start: int) -> bool:
    """True behind a plural word for streets with nothing but names, commas and conjunctions between."""
    for i in range(start - 1, max(start - 12, -1), -1):
        token = doc[i]
        if _lemmas(token) & _STREETS:
            return any(r.number == "p" for r in readings(token.text))
        if not (is_capitalised(token) or token.text in {",", "-", "."} or token.pos_ == "CCONJ"):
            return False
    return False


def _by_church_name(doc: Doc) -> Iterator[Span]:
    """`Любомир (Гузар)`: a bishop or monk with the family name in brackets; `Венедикт XVI`."""
    for token in _given_names_of(doc):
        if token.i + 1 == len(doc):
            break
        following = doc[token.i + 1]
        if _ROMAN.fullmatch(following.text) and len(following.text) > 1:
            yield Span(doc, token.i, token.i + 2, label="PERS", kb_id="find_people_by_church_name")
        inside = doc[token.i + 2 : token.i + 4]
        if following.text == "(" and len(inside) == 2 and inside[1].text == ")" and _may_be_surname(doc, token.i + 2):
            if resolve_organization(inside[0].text) is not None:  # `Катерина Бойко (Мінфін)`
                continue
            start = token.i - 1 if token.i and is_given_name(doc[token.i - 1]) else token.i
            yield Span(doc, start, token.i + 4, label="PERS", kb_id="find_people_by_church_name")


def _by_nickname(doc: Doc) -> Iterator[Span]:
    """`Назар «Сивий» Притула`: a nickname in quotes between given and family name."""
    for token in _given_names_of(doc):
        if token.i + 3 < len(doc) and doc[token.i + 1].text in CLOSING:
            end = quoted_end(doc, token.i + 1)
            if end is not None and end - token.i <= 5 and _may_be_surname(doc, end):
                yield Span(doc, token.i, word_end(doc, end), label="PERS", kb_id="find_people_by_nickname")


@cache
def _title_forms() -> frozenset[str]:
    return frozenset(form for row in lexicons.roles() for form in (row.lemma, row.feminine) if form)


def _may_be_title(token: Token) -> bool:
    return token.lemma_.lower() in _title_forms() or _has_title_lemma(token.text)


@lru_cache(maxsize=50_000)
def _has_title_lemma(word: str) -> bool:
    return any(reading.lemma in _title_forms() for reading in readings(word) if reading.known)


def _behind_title(doc: Doc, people: list[Span]) -> Iterator[Span]:
    """Names no list knows, behind a title: `президент Федерації [Ґіорґі Хурцилава]`, `Президентом [Порошенком]`."""
    taken = {i for person in people for i in range(person.start, person.end)}
    for token in doc:
        if not _may_be_title(token) or token.i in taken:
            continue
        for i in range(token.i + 1, min(token.i + _MAX_TITLE_GAP, len(doc))):
            if i in taken or is_break(doc[i]) or doc[i].text in {".", ",", ";", ":", "–", "—"} or doc[i].pos_ == "VERB":
                break
            end = _unlisted_name_end(doc, i, alone=i == token.i + 1)
            if end is not None and taken.isdisjoint(range(i, end)):
                yield Span(doc, i, end, label="PERS", kb_id="find_people_behind_title")
                break


def _unlisted_name_end(doc: Doc, start: int, *, alone: bool) -> int | None:
    """End of two capitalised words that no dictionary has as common ones, or of one surname right behind a title."""
    if not _is_name_word(doc[start]) or word_start(doc, start) != start:
        return None
    end = word_end(doc, start)
    if end < len(doc) and _is_name_word(doc[end]):
        end = word_end(doc, end)
        return end if end == len(doc) or not _is_name_word(doc[end]) else None
    surname = any("Surn" in r.marks and r.known for r in readings(doc[start].text))
    return end if alone and surname else None


def _is_name_word(token: Token) -> bool:
    if not is_capitalised(token) or is_abbreviation(token) or len(token.text) < 3 or token.text.isascii():
        return False
    return _name_class(token.text) in {"name", "given"} and resolve_place(token.text) is None and not is_modifier(token)


def _by_given_name(doc: Doc) -> Iterator[Span]:
    """A known given name and one or two capitalised words: `Еліна Сокіл`, `Яків Прокопович Таран`."""
    for token in _given_names_of(doc):
        inside = token.i and word_start(doc, token.i) != token.i
        if inside or _is_town_before_name(doc, token.i):
            continue
        end = _name_end(doc, token.i)
        if end is not None:
            start = _family_before(doc, token.i, end)
            yield Span(doc, start, end, label="PERS", kb_id="find_people_by_given_name")


def _is_town_before_name(doc: Doc, i: int) -> bool:
    """`консул у [Львові] Агнєшка Домбровська`: the dictionary has forms of Лев and Кий for towns."""
    if i + 2 >= len(doc) or not is_given_name(doc[i + 1]) or not _may_be_surname(doc, i + 2):
        return False
    return resolve_place(doc[i].text) is not None


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
            while _is_particle(doc, end) or doc[end].text == "-":
                end += 1
            end = word_end(doc, end)
            words += 1
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
    """True behind a patronymic, or a second given name when a surname follows: `Мирослав Іван [Любачівський]`."""
    if _PATRONYMIC.search(doc[end - 1].lower_):
        return True
    surname = "Sur" in doc[end].morph.get("NameType", [])
    unknown = (_name_class(doc[end].text) == "name" or surname) and resolve_place(doc[end].text) is None
    previous = doc[end - 2] if end > 1 else doc[end - 1]
    if is_given_name(doc[end - 1]):
        return unknown
    return unknown and _is_foreign_given_name(previous) and not doc[end].is_sent_start


def _may_be_surname(doc: Doc, i: int) -> bool:
    """True for a capitalised word that may end a name; abbreviations and names of bodies and countries do not."""
    if not 0 <= i < len(doc):
        return False
    token = doc[i]
    if not is_capitalised(token) or len(token.text) < 2 or not token.text[-1].isalpha():
        return False
    if is_abbreviation(token):
        return len(token.text) > 4
    return _name_class(token.text) != "other" and not is_other_word(token.text)


def _by_initials(doc: Doc) -> Iterator[Span]:
    """`О. В. Пилипчук`, `Т. Мороз`, `Пилипчук О. В.`."""
    for pattern in (_INITIALS_FIRST, _INITIALS_LAST):
        for match in pattern.finditer(document.text(doc)):
            span = doc.char_span(match.start(), match.end(), label="PERS", kb_id="find_people_by_initials")
            if span is not None and _may_have_initials(span) and not _after_place_marker(doc, span):
                yield span


def _may_have_initials(span: Span) -> bool:
    """False for `В. о. [Голови]`: a title behind a marker that looks like initials."""
    lemmas = {r.lemma for r in readings(span[-1].text)}
    return _name_class(span[-1].text) != "other" and not (lemmas & _title_lemmas() and span.text[:1] in "ВвОо")


@cache
def _title_lemmas() -> frozenset[str]:
    return frozenset(row.lemma for row in lexicons.roles())


def _after_place_marker(doc: Doc, span: Span) -> bool:
    return span.text[:2] in {"м.", "с."} or (span.start > 0 and doc[span.start - 1].lower_ in {"вул", "вул."})


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
    while end - start > 2 and _leads_to_name(doc, start, end):
        start += 1
    if end - start == 2 and _name_class(doc[start].text) == "given" and _may_be_surname(doc, end):
        end = word_end(doc, end) if _PATRONYMIC.search(doc[end - 1].lower_) else end
    return start, end


def _leads_to_name(doc: Doc, start: int, end: int) -> bool:
    """A title, common word or place before a name; any word that is no given name before given and family name."""
    word = doc[start]
    if _name_class(word.text) in {"common", "other"}:
        return True
    before_name = end - start == 3 and is_given_name(doc[start + 1]) and not _PATRONYMIC.search(doc[end - 1].lower_)
    return before_name and (not is_given_name(word) or resolve_place(word.text) is not None)


def _is_plausible(doc: Doc, start: int, end: int) -> bool:
    words = [token for token in doc[start:end] if token.text != "-" and token.lower_ not in _particles()]
    classes = [_name_class(token.text) for token in words]
    if len(words) < 2 or "other" in classes or any(is_abbreviation(t) and len(t.text) < 5 for t in words):
        return False
    if all(token.text.isascii() for token in words):
        return False
    return classes[0] in {"given", "name"} and classes.count("common") < len(classes)


def _by_surname(doc: Doc, people: Iterable[Span]) -> Iterator[Span]:
    """A surname alone, or a given name with patronymic, of somebody whose full name stands elsewhere: `[Тараном]`."""
    known = [span for span in people if len(span) > 1]
    surnames = {_surname(span) for span in known}
    stems = {surname.lower()[:_STEM] for surname in surnames}
    for token in capitalised(doc) if stems else ():
        if len(token.text) < 4:
            continue
        start, end = word_start(doc, token.i), word_end(doc, token.i)
        word = doc[start:end].text
        if start != token.i or word.lower()[:_STEM] not in stems:
            continue
        if _may_be_title(token) and token.text not in surnames:
            continue
        if any(same_stem(word, surname) for surname in surnames):
            yield Span(doc, start, end, label="PERS", kb_id="find_people_by_surname")
    for token in _given_names_of(doc):
        following = doc[token.i + 1 : token.i + 2]
        if len(following) and _PATRONYMIC.search(following[0].lower_) and is_capitalised(following[0]):
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
    return shared >= _STEM and all(len(rest) <= _INFLECTION and _CASE_ENDING.fullmatch(rest) for rest in rests)


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlaps, the longest kept, in text order."""
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-len(s), s.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            chosen.append(span)
            taken.update(range(span.start, span.end))
    return sorted(chosen, key=lambda s: s.start)
