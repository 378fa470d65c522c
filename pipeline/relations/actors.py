"""Who is to do what was agreed: those it is laid upon, else the subject of the doing, else the subject of the telling.

SPEC 7: the people and bodies that are to do it; where none is named, those who agreed, signed or proposed.
"""

from collections.abc import Iterator
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.ner.phrases import case_of, features_of, is_abbreviation, is_break, is_noun, possible_cases
from pipeline.relations.clauses import clause_start
from pipeline.relations.subjects import body_nouns, is_doer, is_subject
from pipeline.relations.verbs import is_impersonal, is_infinitive, lemma_of, verb
from pipeline.relations.words import action_words, is_preposition

_LAY_UPON = "покласти"
_RELATIVE = frozenset({"який", "яка", "яке", "які", "що"})
# How many tokens before a common noun the name it stands for may be.
_FAR = 400
_TOLD_CASES, _NAMING_CASES = frozenset({"Dat", "Acc"}), frozenset({"Nom", ""})
_PERSONS = {"він": "Masc", "вона": "Fem"}
_SMALL = frozenset({"CCONJ", "SCONJ", "ADV", "PART", "PUNCT", "SPACE"})
# How many joined verbs may share a subject that stands before the first.
_SHARED = 3
_JOINING = frozenset({"та", "і", "й", ",", "а", "також", "разом", "з", "із", "спільно"})


def find_actors(doc: Doc, sentence: Span, trigger: Span, scope: Span, status: str) -> list[Span]:
    """Mentions of those who are to do what ``scope`` says; empty when none of them is named.

    `Артеменко доручив [Департаменту ЖКГ] провести ревізію`; `[Безсмертному] доручено`; `контроль покласти на [Рибак]`;
    `домовилися, що [поліція] перекриє рух`; `[Комітет] планує розглянути документ`;
    `[Департамент] має оновити мапу`. Who instructs does not do it.
    """
    return _outermost(list(_find_actors(doc, sentence, trigger, scope, status)))


def _find_actors(doc: Doc, sentence: Span, trigger: Span, scope: Span, status: str) -> list[Span]:
    obliged = lemma_of(trigger[0]) in action_words("obliges")
    if status in {"instructed", "proposed"} and not obliged:
        told = _told(doc, sentence, trigger, scope)
        if told or status == "instructed" or _told_nobody_named(doc, trigger, scope):
            return told
    sides = _sides(doc, scope) if status == "signed" else []
    found = sides or _subjects_inside(doc, scope) or _subjects(doc, sentence, trigger)
    # The subject of `Він передбачає` is the paper.
    return found if found or status == "signed" else _by_tree(doc, trigger)


def _outermost(found: list[Span]) -> list[Span]:
    """`відділення «Молодь НААУ»` without the body inside its name."""
    return [m for m in found if not any(o.start <= m.start and m.end <= o.end and len(o) > len(m) for o in found)]


def _sides(doc: Doc, scope: Span) -> list[Span]:
    """`меморандум між [міською радою] та [компанією]`: the sides of a paper."""
    start = next((t.i + 1 for t in scope if t.lower_ == "між"), None)
    if start is None:
        return []
    found = _outermost(_mentions(doc, start, scope.end))
    first = next((m for m in found if not any(t.is_alpha and t.text[:1].isupper() for t in doc[start : m.start])), None)
    sides = [first] if first is not None else []
    while sides and (further := next((m for m in found if _joins(doc, m, sides[-1:])), None)) is not None:
        sides.append(further)
    return sides if len(sides) > 1 else []


def _mentions(doc: Doc, start: int, end: int) -> list[Span]:
    return [m for m in document.mentions(doc, "PERS", "ORG") if start <= m.start and m.end <= end]


def _told(doc: Doc, sentence: Span, trigger: Span, scope: Span) -> list[Span]:
    """Those it is laid upon: in the item before the thing to be done, before an impersonal verb, or behind `на`."""
    start = max(trigger.end, _item_start(doc, scope.start, trigger.end))
    between = [m for m in _mentions(doc, start, scope.start) if _may_be_told(doc, m)]
    if between:
        return between
    laid = next((t.i for t in scope if lemma_of(t) == _LAY_UPON), None)
    if laid is not None:
        return [m for m in _mentions(doc, laid, scope.end) if doc[m.start - 1].lower_ == "на"]
    if scope.start < trigger.start and (behind := list(_right_behind(doc, trigger.end, sentence.end, _TOLD_CASES))):
        return behind
    first = clause_start(doc, trigger.start, sentence.start)
    cases = _TOLD_CASES if is_impersonal(trigger[0]) else frozenset({"Dat"})
    return [m for m in _mentions(doc, first, trigger.start) if _is_addressee(doc, m, first, cases)]


def _is_addressee(doc: Doc, mention: Span, first: int, cases: frozenset[str]) -> bool:
    """`а [Департаменту] доручила`, `[Секретаря комісії Зозулю] зобов'язано`: by the tagger, or first by the dictionary.

    A body in the title of a person is not told to.
    """
    if _after_preposition(doc, mention):
        return False
    titles = [m for m in document.mentions(doc, "JOB") if first <= m.start and m.end <= mention.start]
    if mention.label_ == "ORG" and any(m.start < mention.start < m.end for m in document.mentions(doc, "JOB")):
        return False
    if case_of(mention.root) == "Dat":
        return True
    between = [t for t in doc[first : mention.start] if not any(m.start <= t.i < m.end for m in titles)]
    return all(t.pos_ in _SMALL for t in between) and bool(possible_cases(mention[0].text) & cases)


def _told_nobody_named(doc: Doc, trigger: Span, scope: Span) -> bool:
    """`закликав [батьків] повідомляти`, `запропонувала [колегам] провести`: those who are to do it have no name."""
    between = doc[trigger.end : scope.start] if trigger.end < scope.start else ()
    before = takewhile(lambda token: not is_infinitive(token), between)
    return any(is_noun(t) and case_of(t) in _TOLD_CASES | {"Gen"} and not _has_preposition(t) for t in before)


def _has_preposition(token: Token) -> bool:
    return any(is_preposition(child) for child in token.children)


def _item_start(doc: Doc, end: int, floor: int) -> int:
    """Start of the item of a list that ``end`` stands in."""
    start = end
    while start > floor and doc[start - 1].text != ";" and not is_break(doc[start - 1]):
        start -= 1
    return start


def _may_be_told(doc: Doc, mention: Span) -> bool:
    """`[Департаменту] провести` may be a dative by the dictionary, `[ДСНС] провести` anything."""
    if _after_preposition(doc, mention):
        return False
    if is_abbreviation(mention[0]) or case_of(mention.root) in _TOLD_CASES:
        return True
    return any(possible_cases(token.text) & _TOLD_CASES for token in mention)


def _after_preposition(doc: Doc, mention: Span) -> bool:
    return mention.start > 0 and is_preposition(doc[mention.start - 1])


def _subjects_inside(doc: Doc, scope: Span) -> list[Span]:
    """Subjects of the finite verb that the phrase itself holds: `[поліція] перекриє рух`, `[X] очолить школу`."""
    predicate = next((t.i for t in scope if (found := verb(t)) is not None and found.form == "future"), None)
    if predicate is None:
        return []
    start = clause_start(doc, predicate, scope.sent.start)
    return _nominatives(doc, start, predicate) or _called(doc, start, predicate) or _antecedent(doc, start)


def _subjects(doc: Doc, sentence: Span, trigger: Span) -> list[Span]:
    """Subjects of the verb that tells it, before it or right behind it (`Домовилися [А] та [Б]`)."""
    start = clause_start(doc, trigger.start, sentence.start)
    found = _nominatives(doc, start, trigger.start) or _called(doc, start, trigger.start)
    return found or _antecedent(doc, start) or list(_right_behind(doc, trigger.end, sentence.end, _NAMING_CASES))


def _by_tree(doc: Doc, trigger: Span) -> list[Span]:
    """The subject that the parser gives the verb, or the one that it is joined to.

    `[Коваль], своєю чергою, порадив`; `[Надь] прийняв запрошення й запевнив`; `[Він] запропонував`.
    """
    token = next((t for t in trigger if verb(t) is not None), trigger[0])
    if is_impersonal(token):
        return []
    for _ in range(_SHARED):
        subjects = [child for child in token.children if child.dep_.startswith("nsubj")]
        if subjects:
            return _named_by(doc, subjects[0])
        if token.dep_ != "conj":
            return []
        token = token.head
    return []


def _named_by(doc: Doc, subject: Token) -> list[Span]:
    """Mentions of a subject: around it, behind its title (`директор [Назарій Гуль]`), or what `він` stands for."""
    if subject.lower_ in _PERSONS:
        return _last_person(doc, subject)
    heads = [subject, *(child for child in subject.children if child.dep_.startswith(("flat", "appos")))]
    people = document.mentions(doc, "PERS", "ORG")
    found = [m for head in heads for m in people if m.start <= head.i < m.end]
    return [m for m in people if m in found or _joins(doc, m, found)]


def _last_person(doc: Doc, pronoun: Token) -> list[Span]:
    """The last subject among the people before a pronoun whose names have its gender."""
    before = [m for m in document.mentions(doc, "PERS") if m.end <= pronoun.sent.start and pronoun.i - m.end < _FAR]
    fitting = [m for m in before if case_of(m.root) == "Nom" and _PERSONS[pronoun.lower_] in _genders(m)]
    return fitting[-1:]


def _genders(mention: Span) -> set[str]:
    return {gender for token in mention for gender in features_of(token).get("Gender", ())}


def _antecedent(doc: Doc, start: int) -> list[Span]:
    """`[компанія «Ліра»], яка збудує цех`: whom a relative pronoun in the nominative stands for."""
    if start >= len(doc) or doc[start].lower_ not in _RELATIVE or start < 2:
        return []
    ending = [m for m in document.mentions(doc, "PERS", "ORG") if m.end == start - 1]
    return [max(ending, key=len)] if ending else []


def _called(doc: Doc, start: int, end: int) -> list[Span]:
    """The body that a common noun in the place of the subject stands for: `[фонд] планує` → БФ «Теплий поріг»."""
    for token in doc[start:end]:
        if is_doer(token) and lemma_of(token) in body_nouns():
            before = [m for m in document.mentions(doc, "ORG") if m.end <= token.i and token.i - m.end < _FAR]
            named = [m for m in before if any(lemma_of(word) == lemma_of(token) for word in m)]
            return named[-1:]
    return []


def _nominatives(doc: Doc, start: int, end: int) -> list[Span]:
    found = _mentions(doc, start, end)
    firsts = [m for m in found if is_subject(doc, m.root, m.start, start)]
    return [m for m in found if m in firsts or _joins(doc, m, firsts)]


def _joins(doc: Doc, mention: Span, firsts: list[Span]) -> bool:
    """`Мінцифри, [Держспецзв'язку] та [Latvijas Dati] підписали`."""
    return any(f.end <= mention.start and all(t.lower_ in _JOINING for t in doc[f.end : mention.start]) for f in firsts)


def _right_behind(doc: Doc, start: int, end: int, cases: frozenset[str]) -> Iterator[Span]:
    for mention in _mentions(doc, start, end):
        if mention.start > start and any(t.lower_ not in _JOINING for t in doc[start : mention.start]):
            return
        if case_of(mention.root) not in cases:
            return
        yield mention
        start = mention.end
