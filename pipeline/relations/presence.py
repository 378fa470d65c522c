"""Who takes part and who is only mentioned: a rule a mechanism, each answers with the word that tells it, or None."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.ner.phrases import possible_cases
from pipeline.relations.event.reading import has_kind
from pipeline.relations.scenes import (
    Naming,
    Scene,
    brackets_around,
    has_finite,
    is_denied,
    is_told,
    is_word,
    kinds_of,
    opens_relative,
    words_of,
)
from pipeline.relations.verbs import is_finite, is_future, is_infinitive, lemma_of, verb

Find = Callable[[Naming, Scene], Token | None]

# Words before or behind a name in which a marker counts, or the word that somebody is honoured by.
_WINDOW, _NEAR, _TITLE = 4, 7, 14
_BESIDE = 8
_MAX_LINE = 220
_ABLE, _TAKE = frozenset({"змогти", "могти"}), frozenset({"взяти", "брати"})
_PART = frozenset({"участь", "участі"})
_REACH_ME = re.compile(
    r"\+\s?\d{2,3}[\s\d(]|\(0\d{2,3}\)|\b0\d{2}[\s-]\d{2,3}|\bтел\b|[\w.]@\w|\be-?mail\b", re.IGNORECASE
)
_LABEL = re.compile(r"\W*((?:[\w'-]+ ?){1,4})\s?[:–—]")
_ITEM = re.compile(r"\s*(?:\d+[.)]|[–—•▪-])")
_NO_DAY_BEFORE = re.compile(r"\b(?:від|до|на|з|із|по|після|протягом|за)\s$", re.IGNORECASE)
_OPENING = frozenset({"ADV", "ADP", "CCONJ", "PUNCT", "SPACE", "PART"})
_GRAINS = frozenset({"day", "time", "range", "month"})
_WORDS_OF = frozenset({"словами", "думку", "переконання", "інформацією", "даними"})


@dataclass(frozen=True)
class Rule:
    """A mechanism: its name in a record, its verdict, and whether that holds whatever other mentions say."""

    name: str
    verdict: str
    find: Find
    sure: bool = False


def find_absent(naming: Naming, scene: Scene) -> Token | None:
    """`Ірина Коваль, на яку чекали, не [з'явилася]`, `голова, який [планував] приїхати`."""
    invited = words_of(scene.doc[naming.sentence.start : naming.person.start], "away")
    if not naming.is_subject_form and not invited:
        return None
    coming = (t for t in words_of(naming.sentence, "come") if _is_coming(t))
    stayed = (t for t in coming if is_denied(t) and _is_doer(naming, t))
    return next(stayed, None) or _meant_to_come(naming)


def _is_coming(token: Token) -> bool:
    """`прибула`, `взяла участь`, `змогла приїхати`; not `могли б допомогти`."""
    near = token.doc[max(0, token.i - _TITLE) : token.i + _WINDOW]
    if lemma_of(token) in _ABLE:
        return any((is_word(t, "come") and is_infinitive(t)) or t.lower_.startswith("присутн") for t in near)
    return lemma_of(token) not in _TAKE or any(t.lower_ in _PART for t in near)


def _is_doer(naming: Naming, token: Token) -> bool:
    """The name before the verb with no other verb between, or right behind it with no name before.

    `директорка, [на яку чекали], не з'явилася`, but not `директор зазначив, що батьки не прийшли`.
    """
    doc, person = token.doc, naming.person
    if token.i >= person.end:
        return not has_finite(doc[_aside_end(doc, person.end, token.i) : token.i])
    gap = doc[token.i : person.start]
    return not any(t.text in {",", ";", ":"} for t in gap) and not any(o.start < person.start for o in naming.others)


def _aside_end(doc: Doc, start: int, limit: int) -> int:
    """End of the relative clause that begins with the comma at ``start``, else ``start``."""
    if doc[start].text != "," or not opens_relative(doc, start + 1):
        return start
    return next((i for i in range(start + 1, limit) if doc[i].text == ","), start)


def _meant_to_come(naming: Naming) -> Token | None:
    doc, end = naming.person.doc, naming.person.end
    if doc[end : end + 1].text != "," or not opens_relative(doc, end + 1):
        return None
    near = doc[end : min(naming.sentence.end, end + _NEAR)]
    comes = any(is_word(token, "come") and is_infinitive(token) for token in near)
    return next((token for token in near if comes and is_word(token, "away") and is_finite(token)), None)


def find_greeting(naming: Naming, scene: Scene) -> Token | None:
    """`Вітання учасникам [надіслав] посол Іван Коваль`: who writes is not there."""
    sent = next((t for t in words_of(naming.clause, "send") if is_finite(t)), None)
    if sent is None or not naming.is_subject_form:
        return None
    near = scene.doc[max(naming.clause.start, sent.i - _BESIDE) : min(naming.clause.end, sent.i + _BESIDE)]
    return sent if any(is_word(token, "greeting") for token in near) else None


def find_contact(naming: Naming, scene: Scene) -> Token | None:
    """`[Контакт] для преси: Ірина Коваль, тел. 044 000 00 00`: a line that tells nothing but whom to ask."""
    return next((word for line in _lines_of(naming) if (word := _asks(naming, line)) is not None), None)


def _lines_of(naming: Naming) -> list[Span]:
    """The line of a name and its sentence, those of them that are short."""
    text, person = document.text(naming.person.doc), naming.person
    start = text.rfind("\n", 0, person.start_char) + 1
    end = (text + "\n").find("\n", person.end_char)
    line = person.doc.char_span(start, end, alignment_mode="expand")
    spans = (line, document.sentence(person.doc, person.start))
    return [span for span in spans if span is not None and span.end_char - span.start_char <= _MAX_LINE]


def _asks(naming: Naming, line: Span) -> Token | None:
    if has_finite(line):
        return None
    words_of_line = document.span_text(line)
    label = _LABEL.match(words_of_line)
    if label is not None and line.start_char + label.end() <= naming.person.start_char:
        words = re.findall(r"[\w'-]+", label[1])
        if any("contact" in kinds_of(word) for word in words):
            return line[0]
    return naming.person[0] if _REACH_ME.search(words_of_line) else None


def find_honoured(naming: Naming, scene: Scene) -> Token | None:
    """`вшанували [пам'ять] Дениса Куца`, `Іван Коваль, який [загинув] під Ізюмом`, `не [стало] Івана Коваля`."""
    doc, person = scene.doc, naming.person
    for token in words_of(doc[max(naming.sentence.start, person.start - _NEAR) : person.start], "dead"):
        if _is_about(naming, token):
            return token
    gone = (t for t in naming.sentence if t.lower_ == "стало" and t.i and t.nbor(-1).lower_ == "не")
    return _who_died(naming) or (next(gone, None) if "Gen" in naming.cases else None)


def _is_about(naming: Naming, token: Token) -> bool:
    """The word governs the name: no clause and no other name stands between, and it is in no name of a body."""
    gap = token.doc[token.i + 1 : naming.person.start]
    if has_finite(gap) or any(t.text in {";", ":"} for t in gap) or _is_in(token, "ORG"):
        return False
    if any(token.i < other.start < naming.person.start for other in naming.others):
        return False
    return not naming.is_subject_form or not len(gap) or token.pos_ == "ADV"


def _is_in(token: Token, *labels: str) -> bool:
    return any(m.start <= token.i < m.end for m in document.mentions(token.doc, *labels))


def _who_died(naming: Naming) -> Token | None:
    doc, end = naming.person.doc, naming.person.end
    if doc[end : end + 1].text != "," or not opens_relative(doc, end + 1):
        return None
    for token in doc[end + 1 : min(naming.sentence.end, end + _NEAR)]:
        if token.text == "," or (is_word(token, "dead") and is_finite(token)):
            return token if token.text != "," else None
    return None


def find_marker(naming: Naming, scene: Scene) -> Token | None:
    """`[Нагадаємо], торік інститут очолив Іван Коваль`, `[попередній] директор Іван Коваль`."""
    scopes = _scopes(naming)
    texts = {name: document.span_text(scope).lower() for name, scope in scopes.items()}
    for row in lexicons.participation_markers():
        if row.phrase in texts[row.scope]:
            scope = scopes[row.scope]
            at = texts[row.scope].index(row.phrase) + scope.start_char
            return next((token for token in scope if token.idx + len(token) > at), scope[0])
    return None


def _scopes(naming: Naming) -> dict[str, Span]:
    """The words in which a marker counts, by the scope that its row names."""
    doc, person = naming.person.doc, naming.person
    sentence = document.sentence(doc, person.start)
    return {
        "sentence": sentence,
        "before": doc[max(sentence.start, person.start - _WINDOW) : person.start],
        "after": doc[person.end : min(sentence.end, person.end + _WINDOW)],
    }


def find_quoted(naming: Naming, scene: Scene) -> Token | None:
    """A name inside a quotation of a sentence and more: whom a speaker names is not thereby present."""
    text, start = document.text(scene.doc), naming.person.start_char
    before = text[max(0, start - 600) : start]
    opened, closed = before.rfind("«"), before.rfind("»")
    inside = opened > closed and len(before) - opened > 25 and "\n" not in before[opened:]
    return naming.person[0] if inside else None


def find_other_day(naming: Naming, scene: Scene) -> Token | None:
    """`[Напередодні], у неділю, посол відвідав школу`, `[3 травня] його прийняв мер` beside an event on the 4th."""
    if naming.number <= 0:
        return None
    words = [t for t in naming.sentence if not t.is_punct and not t.is_space][:_WINDOW]
    before = (t for t in words if t.i < naming.person.start and is_word(t, "then") and not _before_feast(t))
    return next(before, None) or _earlier_day(naming, scene)


def _before_feast(token: Token) -> bool:
    """`Напередодні [Великодня]`, `напередодні [свята]`: said of the day of the event itself."""
    following = token.doc[token.i + 1 : token.i + 3]
    return any(t.is_title or is_word(t, "feast") for t in following) and token.lower_ != "раніше"


def _earlier_day(naming: Naming, scene: Scene) -> Token | None:
    """The date that opens the sentence, when it is before that of the event."""
    sentence, text = naming.sentence, document.text(scene.doc)
    for date in scene.dates:
        if not sentence.start_char <= date.start_char < min(sentence.end_char, naming.person.start_char):
            continue
        if date.kind == "deadline" or date.end is None or date.granularity not in _GRAINS:
            continue
        words = scene.doc.char_span(date.start_char, date.end_char, alignment_mode="expand")
        opens = words is not None and all(t.pos_ in _OPENING for t in scene.doc[sentence.start : words.start])
        if words is None or not opens or _NO_DAY_BEFORE.search(text[: date.start_char]):
            continue
        if scene.day is not None and date.end[:10] < scene.day and has_finite(sentence):
            return words[0]
    return None


def find_speaker(naming: Naming, scene: Scene) -> Token | None:
    """`[зазначила] Ірина Коваль`, `за [словами] Івана Коваля`."""
    doc, person = scene.doc, naming.person
    for token in doc[max(naming.clause.start + 1, person.start - _TITLE) : person.start]:
        gap = doc[token.i + 1 : person.start]
        if token.lower_ in _WORDS_OF and token.nbor(-1).lower_ in {"за", "на"} and "," not in [t.text for t in gap]:
            return token
    if not naming.is_subject_form:
        return None
    said = (t for t in words_of(naming.clause, "say") if is_told(t) and not is_denied(t))
    return next((token for token in said if _is_next(naming, token)), None)


def _is_next(naming: Naming, token: Token) -> bool:
    """No other finite verb stands between the verb and the name."""
    first, last = min(token.i + 1, naming.person.end), max(token.i, naming.person.start)
    return not has_finite(naming.person.doc[first:last])


def find_thanked(naming: Naming, scene: Scene) -> Token | None:
    """`[Дякуємо] волонтерці Ірині Коваль`: whom the release thanks; not `[подякував] послові`, who is there."""
    for token in words_of(naming.clause, "thank"):
        reading = verb(token)
        if reading is not None and (reading.form not in {"present", "future"} or reading.person == 3):
            continue
        gap = scene.doc[token.i + 1 : naming.person.start]
        near = token.i < naming.person.start and not has_finite(gap) and "," not in [t.text for t in gap]
        if "Dat" in naming.cases or near:
            return token
    return None


def find_appointed(naming: Naming, scene: Scene) -> Token | None:
    """`[призначено] директоркою Ірину Коваль`, `[делегувати] Івана Коваля`: whom a decision is about."""
    if naming.is_subject_form:
        return None
    before = scene.doc[naming.clause.start : naming.person.start]
    found = (t for t in words_of(before, "appoint") if not has_finite(scene.doc[t.i + 1 : naming.person.start]))
    return next(found, None)


def find_owner(naming: Naming, scene: Scene) -> Token | None:
    """`[указ] Президента Івана Коваля`, `[роман] Івана Багряного`, `лауреат [премії] Василя Стуса`."""
    if not naming.stands_in("Gen", "Dat"):
        return None
    first = max(naming.clause.start, naming.person.start - _TITLE)
    for i in range(naming.person.start - 1, first - 1, -1):
        token = scene.doc[i]
        if any(other.start <= i < other.end for other in naming.others):
            return None
        if _is_in(token, "JOB", "ORG", "LOC"):
            continue
        if is_word(token, "owned"):
            return token
        if token.text in {",", ";", ":", "(", ")"} or _is_foreign(token) or token.is_title or is_finite(token):
            return None
    return None


def _is_foreign(token: Token) -> bool:
    """A preposition, but for that of a place: `візит [до] Києва міністра`."""
    return token.pos_ == "ADP" and not _is_in(token.doc[token.i + 1], "LOC")


def find_head(naming: Naming, scene: Scene) -> Token | None:
    """`Наглядову раду банку [очолює] Ірина Коваль`: an aside about a body."""
    if not naming.is_subject_form or naming.number <= 0:
        return None
    verbs = [token for token in naming.clause if is_finite(token)]
    alone = verbs[0] if len(verbs) == 1 else None
    return alone if alone is not None and is_word(alone, "head") and _is_aside(alone) else None


def _is_aside(token: Token) -> bool:
    """`очолює` in the present; `делегацію очолювала` tells who came."""
    reading = verb(token)
    return reading is not None and (reading.form == "present" or reading.lemma == "заснувати")


def find_recalled(naming: Naming, scene: Scene) -> Token | None:
    """`[пригадав] зустріч, яку провів Іван Коваль`, `[тодішній] голова Іван Коваль`, `як [відомо], …`."""
    before = scene.doc[naming.sentence.start : naming.person.start]
    for token in before:
        if is_word(token, "recall") and is_finite(token):
            return token
        if token.lower_ == "відомо" and token.i and token.nbor(-1).lower_ == "як":
            return token
    return next((t for t in words_of(before, "past") if t.i >= naming.clause.start), None)


def find_bracketed(naming: Naming, scene: Scene) -> Token | None:
    """`[доручити] відділу освіти (начальниця – Ірина Коваль)`: told only to say whose the department is."""
    inside = brackets_around(naming.person)
    if inside is None or inside[0] < 2:
        return None
    told = next(iter(words_of(naming.sentence, "instruct")), None)
    first = next((token for token in naming.sentence if token.is_alpha), naming.person[0])
    is_item = _ITEM.match(naming.sentence.text) and "Dat" in possible_cases(first.text)
    return told or (scene.doc[inside[0]] if is_item else None)


def find_later(naming: Naming, scene: Scene) -> Token | None:
    """`Наступний тренінг [проведе] Іван Коваль`: a report tells what is still to come."""
    if scene.is_ahead or not naming.is_subject_form:
        return None
    verbs = [token for token in naming.clause if is_finite(token)]
    ahead = all(is_future(scene.doc, token.i, naming.sentence.end) for token in verbs)
    return verbs[0] if verbs and ahead else None


def find_doer(naming: Naming, scene: Scene) -> Token | None:
    """`Засідання [провів] Іван Коваль`, `на читку [прийшли] Ганна Дурново і Лев Коваль`."""
    if not naming.is_subject_form:
        return None
    done = (t for t in naming.clause if is_told(t) and not is_denied(t))
    return next((t for t in done if is_word(t, "act") or _is_of_event(t)), None)


def _is_of_event(token: Token) -> bool:
    """`зустрілася`, `долучився`; not what events do (`відбулася`, `пройшов`), nor `був затриманий`."""
    return has_kind(token, "verb", "join") and not has_kind(token, "happen") and lemma_of(token) != "бути"


def find_company(naming: Naming, scene: Scene) -> Token | None:
    """`зустрівся [з] Іваном Ковалем`, `за [участі] Ірини Коваль`, `делегація на [чолі] з Іваном Ковалем`."""
    before = scene.doc[max(naming.clause.start, naming.person.start - _TITLE) : naming.person.start]
    if naming.is_subject_form:
        return None
    if "Ins" in naming.cases and (found := [t for t in before if t.lower_ in {"з", "із", "зі"}]):
        return found[-1]
    return next(reversed(words_of(before, "company")), None)


RULES: tuple[Rule, ...] = (
    Rule("link_participation_of_absent", "mentioned", find_absent, sure=True),
    Rule("link_participation_of_greeting", "mentioned", find_greeting, sure=True),
    Rule("link_participation_of_contact", "mentioned", find_contact, sure=True),
    Rule("link_participation_of_honoured", "mentioned", find_honoured, sure=True),
    Rule("link_participation_by_marker", "mentioned", find_marker),
    Rule("link_participation_in_quote", "mentioned", find_quoted),
    Rule("link_participation_of_other_day", "mentioned", find_other_day),
    Rule("link_participation_of_speaker", "participant", find_speaker, sure=True),
    Rule("link_participation_of_thanked", "mentioned", find_thanked),
    Rule("link_participation_of_appointed", "mentioned", find_appointed),
    Rule("link_participation_of_owner", "mentioned", find_owner),
    Rule("link_participation_of_head", "mentioned", find_head),
    Rule("link_participation_of_recalled", "mentioned", find_recalled),
    Rule("link_participation_in_brackets", "mentioned", find_bracketed),
    Rule("link_participation_of_later", "mentioned", find_later),
    Rule("link_participation_of_doer", "participant", find_doer, sure=True),
    Rule("link_participation_in_company", "participant", find_company),
)
