"""Where people are named: the sentence and clause around a name, its case, and the event that the release tells of."""

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.dates import DateExpression, find_dates
from pipeline.names.morphology import readings, verb_readings
from pipeline.ner.phrases import DASHES, case_of, is_break
from pipeline.relations.event.days import published_day
from pipeline.relations.event.reading import HEADLINE, Told, read_told
from pipeline.relations.verbs import is_finite, is_future, verb
from pipeline.relations.words import clause_words

_WHICH = re.compile(r"(як|чи)(ий|а|е|є|і|ї|ого|ої|ому|ій|им|ою|их|ими|у|ю)$")
_CLOSING_QUOTES = frozenset({"»", "”", ","})
_NAME_MARKS = frozenset({"Name", "Surn", "Patr"})
_ELSEWHERE = 99


@dataclass(frozen=True)
class Scene:
    """What a release tells, as far as it bears on who takes part."""

    doc: Doc
    told: tuple[Told, ...]
    dates: tuple[DateExpression, ...]
    day: str | None
    """First day of the main event where the text tells it."""
    is_ahead: bool
    """The release announces what is still to come."""

    @classmethod
    def of(cls, doc: Doc) -> "Scene":
        """Read the scene of a Doc whose event is known."""
        told = tuple(read_told(doc))
        dates = tuple(find_dates(document.text(doc), published_day(doc)))
        day = _event_day(doc, dates)
        return cls(doc, told, dates, day, _is_ahead(doc, told, day))

    def sentence(self, person: Span) -> Span:
        """The whole sentence of a name, those cut too early joined."""
        found = (told.span for told in self.told if _holds(told.span, person))
        return next(found, document.sentence(self.doc, person.start))

    def number(self, person: Span) -> int:
        """The number of the sentence of a name under the headline; `HEADLINE` in it, a high one outside the story."""
        return next((told.number for told in self.told if _holds(told.span, person)), _ELSEWHERE)


def _holds(sentence: Span, person: Span) -> bool:
    return bool(sentence.start <= person.start < sentence.end)


def _event_day(doc: Doc, dates: tuple[DateExpression, ...]) -> str | None:
    days = document.relations(doc, "event_date")
    found = (e.start for e in dates for r in days if e.start_char < r.end_char and r.start_char < e.end_char)
    return next((day[:10] for day in found if day is not None), None)


def _is_ahead(doc: Doc, told: tuple[Told, ...], day: str | None) -> bool:
    published = published_day(doc)
    if day is not None and published is not None and day > published.isoformat():
        return True
    lead = [sentence.span for sentence in told if HEADLINE < sentence.number <= 0]
    return any(is_future(doc, token.i, span.end) for span in lead for token in span if is_finite(token))


@dataclass(frozen=True)
class Naming:
    """One mention of a person with the sentence, the clause and the other names around it."""

    person: Span
    sentence: Span
    clause: Span
    number: int
    others: tuple[Span, ...]

    @classmethod
    def of(cls, person: Span, scene: Scene) -> "Naming":
        """Read what stands around a name."""
        sentence = scene.sentence(person)
        named = document.mentions(person.doc, "PERS")
        others = tuple(m for m in named if m.id_ != person.id_ and _holds(sentence, m))
        return cls(person, sentence, clause_around(person), scene.number(person), others)

    @cached_property
    def cases(self) -> frozenset[str]:
        """Cases the name may stand in."""
        return cases_of(self.person)

    @property
    def is_subject_form(self) -> bool:
        """The name may stand in the nominative."""
        return not self.cases or "Nom" in self.cases

    def stands_in(self, *cases: str) -> bool:
        """The name is in none but these cases, as far as one can tell."""
        found = self.cases
        return "Nom" not in found and (not found or bool(found & set(cases)))


def cases_of(person: Span) -> frozenset[str]:
    """Cases a name may stand in: the tagger's where the dictionary allows it, else those that its words share.

    `Романа Хвилю` → Acc, though `Романа` is a woman's name in the nominative too; `Айше Куртумеровій` → Nom, Dat.
    """
    allowed = _shared_cases(document.span_text(person)) - {"Voc"}
    tagged = {case for token in person if (case := case_of(token))}
    fitting = tagged & allowed if allowed else tagged
    return frozenset(fitting) or allowed


@lru_cache(maxsize=20_000)
def _shared_cases(name: str) -> frozenset[str]:
    found = []
    for word in re.split(r"[\s-]+", name):
        known = [r for r in readings(word) if r.known and r.number == "s" and r.marks & _NAME_MARKS]
        if known:
            found.append({reading.case for reading in known})
    if not found:
        return frozenset()
    return frozenset(set.intersection(*found) or set.union(*found))


def clause_around(person: Span) -> Span:
    """The clause a name stands in, or the brackets; a relative clause that is closed before the name is part of it.

    `документ, [який підписав Іван Коваль], передбачає` · `[посол, який прибув учора, та Іван Коваль]`.
    """
    doc, sentence = person.doc, document.sentence(person.doc, person.start)
    inside = brackets_around(person)
    low, high = inside or (sentence.start, sentence.end)
    return doc[_clause_start(person, low) : _clause_end(person, high)]


def _clause_start(person: Span, low: int) -> int:
    doc, i = person.doc, person.start
    commas: list[int] = []
    while i > low:
        token = doc[i - 1]
        if token.text in {";", ":"} or is_break(token) or _ends_quotation(doc, i - 1):
            break
        if token.text == ",":
            if _opens_clause(doc, i) and not (_is_subordinate(doc, i) and _has_verb_before(doc, i, commas)):
                break
            commas.append(i - 1)
        i -= 1
    return i


def _has_verb_before(doc: Doc, start: int, commas: list[int]) -> bool:
    return any(is_finite(token) for comma in commas for token in doc[start:comma])


def _ends_quotation(doc: Doc, i: int) -> bool:
    """The dash of `…», – сказав`."""
    return doc[i].text in DASHES and doc[i].text != "-" and i > 0 and doc[i - 1].text in _CLOSING_QUOTES


def _clause_end(person: Span, high: int) -> int:
    doc, i = person.doc, person.end
    while i < high:
        token = doc[i]
        if token.text in {";", ":"} or is_break(token) or (token.text == "," and _opens_clause(doc, i + 1)):
            break
        i += 1
    return i


def _opens_clause(doc: Doc, i: int) -> bool:
    """The word behind a comma opens another clause: `але`, `що`, `який`, `до якої`."""
    if i >= len(doc):
        return False
    is_joined = doc[i].lower_ == "а" and doc[i + 1 : i + 2].text.lower() != "також"
    return is_joined or doc[i].lower_ in clause_words("main") or _is_subordinate(doc, i)


def _is_subordinate(doc: Doc, i: int) -> bool:
    if doc[i].lower_ in clause_words("subordinator") or _WHICH.match(doc[i].lower_):
        return True
    return doc[i].pos_ == "ADP" and i + 1 < len(doc) and bool(_WHICH.match(doc[i + 1].lower_))


def opens_relative(doc: Doc, i: int) -> bool:
    """`який`, `чиє`, `що`, `до якої` at a token."""
    return i < len(doc) and (doc[i].lower_ == "що" or _is_subordinate(doc, i))


def brackets_around(person: Span) -> tuple[int, int] | None:
    """The tokens between the brackets that a name stands in: `відділ освіти ([начальниця – Віта Горох])`."""
    doc = person.doc
    opening = next((i for i in range(person.start - 1, -1, -1) if doc[i].text in {"(", ")"} or is_break(doc[i])), None)
    if opening is None or doc[opening].text != "(":
        return None
    closing = next((i for i in range(person.end, len(doc)) if doc[i].text in {"(", ")"} or is_break(doc[i])), None)
    return (opening + 1, closing) if closing is not None and doc[closing].text == ")" else None


@cache
def _words() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for row in lexicons.participation_words():
        kinds.setdefault(row.lemma, set()).add(row.kind)
    return {lemma: frozenset(found) for lemma, found in kinds.items()}


@lru_cache(maxsize=50_000)
def kinds_of(word: str) -> frozenset[str]:
    """Kinds of the words of participation that a form can be of: `надіслала` → send, `дякуємо` → thank."""
    lemmas = {reading.lemma for reading in readings(word)} | {reading.lemma for reading in verb_readings(word)}
    return frozenset().union(*(_words().get(lemma, frozenset()) for lemma in {word.lower(), *lemmas}))


def is_word(token: Token, *kinds: str) -> bool:
    """True when a token is a word of participation of one of these kinds."""
    return not kinds_of(token.text).isdisjoint(kinds)


def words_of(span: Span, kind: str) -> list[Token]:
    """The words of participation of a kind that stand in a span: most kinds have none in a text."""
    places = _places_of(span.doc).get(kind, ())
    return [span.doc[i] for i in places if span.start <= i < span.end]


@lru_cache(maxsize=2)
def _places_of(doc: Doc) -> dict[str, list[int]]:
    """The tokens of each kind."""
    places: dict[str, list[int]] = {}
    for token in doc:
        for kind in kinds_of(token.text):
            places.setdefault(kind, []).append(token.i)
    return places


def is_told(token: Token) -> bool:
    """A finite verb of what is or was: `провів`, `каже`."""
    reading = verb(token)
    return reading is not None and reading.form in {"past", "present"}


def is_denied(token: Token) -> bool:
    """`не` right before the word or one word away."""
    return any(before.lower_ == "не" for before in token.doc[max(0, token.i - 2) : token.i])


def has_finite(span: Span) -> bool:
    """A finite verb stands in the span."""
    return any(is_finite(token) for token in span)
