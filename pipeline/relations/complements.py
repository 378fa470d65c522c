"""What a verb or noun of agreeing takes: infinitives, clauses, lists, objects, phrases with a preposition."""

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.ner.phrases import CLOSING, case_of, is_break, is_noun, right_edge
from pipeline.relations.clauses import clause_end, clause_start, split_nouns, starts_infinitive
from pipeline.relations.lists import bullet_of, list_after
from pipeline.relations.subjects import is_animate
from pipeline.relations.tasks import (
    Scope,
    Scopes,
    delegating,
    find_item,
    find_tasks,
    heading_status,
    infinitive_in,
    promises,
    with_negation,
)
from pipeline.relations.verbs import is_finite, is_impersonal, is_infinitive, lemma_of
from pipeline.relations.words import (
    action_words,
    clause_words,
    is_dash,
    is_noun_word,
    is_paper,
    is_preposition,
    may_stand_in,
    stands_in,
)

_NEAR = 12
_FAR = 30
_DOING = ("ння", "ття")


def find_list(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися:` and bullets, `вирішили: створити штаб; провести форум`."""
    for token in doc[trigger.end : min(len(doc), trigger.end + _FAR)]:
        if token.text == ":":
            yield from find_items(doc, token.i)
            return
        if is_break(token):
            yield from _tasks_below(doc, trigger, token.i)
            return
        if is_paper(token) and lemma_of(trigger.root) in {"підписати", "укласти"}:
            return
        if (token.text in {".", ";"} and token.i >= sentence.end - 1) or is_infinitive(token) or is_finite(token):
            return


def _tasks_below(doc: Doc, trigger: Span, line_end: int) -> Scopes:
    """`закликає всіх членів ⏎ * [направити листи] ⏎ * [долучитися до акцій]`: the colon is forgotten."""
    items = list_after(doc, line_end - 1, bulleted=True)
    if lemma_of(trigger.root) in delegating() and items and starts_infinitive(doc, items[0][0]):
        yield from find_items(doc, line_end - 1, bulleted=True)


def find_items(doc: Doc, colon: int, *, bulleted: bool | None = None) -> Scopes:
    """Items of a list of decisions; one that ends with a colon lends its executor to those under it.

    `1. Департаменту освіти: 1.1. [подати звіт]` instructed · `Рекомендувати уряду: 1) [затвердити програму]` proposed.
    With ``bulleted`` the line may end without a colon, but only lines with bullets are items.
    """
    status, mark = "", None
    for start, end in list_after(doc, colon, bulleted=bulleted):
        if end < len(doc) and doc[end].text.endswith(":"):
            status, mark = heading_status(doc, start, end), bullet_of(doc, start)
            continue
        if bullet_of(doc, start) == mark:
            status, mark = "", None
        for scope in find_item(doc, start, end):
            yield Scope(scope.start, scope.end, scope.status or status)


def find_infinitive(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися [продовжувати діалог] та [посилювати співпрацю]`."""
    first = infinitive_in(doc, trigger.end, sentence.end)
    if first is not None:
        if any(is_complementizer(doc, trigger, i) for i in range(trigger.end, first)):
            return
        told = next((i for i in range(trigger.end, first) if is_dash(doc[i])), None)
        yield from find_tasks(doc, with_negation(doc, first, trigger.end) if told is None else told + 1, sentence.end)
    elif is_impersonal(trigger.root):
        yield from _infinitive_before(doc, sentence, trigger)


def find_appeal(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`звертається до уряду [засудити напади]`; `звертається з пропозицією …` is left to the noun."""
    first = infinitive_in(doc, trigger.end, sentence.end)
    if first is not None and not any(token.lower_ in {"з", "із", "зі"} for token in doc[trigger.end : first]):
        yield from find_infinitive(doc, sentence, trigger)


def _infinitive_before(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[роботу органів визнати задовільною] вирішено`."""
    start = clause_start(doc, trigger.start, sentence.start)
    if any(is_infinitive(token) for token in doc[start : trigger.start]):
        yield Scope(start, trigger.start)


def find_clause(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися, що [до кінця червня разом напишемо план дій]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if is_complementizer(doc, trigger, token.i):
            found = list(promises(doc, token.i + 1, sentence.end))
            if not found and token.lower_ != "що":
                found = list(find_tasks(doc, token.i + 1, sentence.end))
            yield from found
            return
        if is_finite(token) or token.text in {";", ":"}:
            return


def is_complementizer(doc: Doc, trigger: Span, i: int) -> bool:
    """`домовилися, [що]`, `попросив міністра, [щоб]`; not `закликав громадян, [що] проживають`, `план, [щоб]`."""
    if doc[i].lower_ not in clause_words("complement"):
        return False
    people = {k for m in document.mentions(doc, "PERS", "JOB", "ORG") for k in range(m.start, m.end)}
    between = [t for t in doc[trigger.end : i] if t.i not in people and not t.is_punct]
    if doc[i].lower_ == "що":
        return lemma_of(trigger.root) not in delegating()
    return not any(is_noun(token) and case_of(token) in {"Acc", "Gen"} and not is_animate(token) for token in between)


def find_object(doc: Doc, sentence: Span, trigger: Span, *, subject: bool = False) -> Scopes:
    """`запропонував [створення штабу] та [спільні навчання]`: noun phrases after the trigger.

    With ``subject`` it may be that of a passive verb: `планується [відкриття центру]`.
    """
    start = object_start(doc, trigger.end, sentence.end, subject=subject)
    if start is not None:
        for first, last in split_nouns(doc, start, clause_end(doc, start, sentence.end), ("Acc", "Nom")):
            yield Scope(first, last)


def find_verbal_noun(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`планують [відкриття центру]`: only nouns of doing."""
    found = list(find_object(doc, sentence, trigger))
    if any(_is_doing(token) for scope in found for token in doc[scope.start : min(scope.end, scope.start + 3)]):
        yield from found


def _is_doing(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return is_noun(token) and (lemma.endswith(_DOING) or lemma in action_words("doing"))


def object_start(doc: Doc, start: int, limit: int, *, subject: bool = False) -> int | None:
    """Start of the object after a verb, past people, bodies, adverbs and phrases with a preposition."""
    skipped = {i for m in document.mentions(doc, "PERS", "JOB", "ORG") for i in range(m.start, m.end)}
    i = start
    while i < min(limit, start + _NEAR):
        token = doc[i]
        if token.text in {".", ";", ":", "?"} or is_break(token) or is_finite(token) or is_infinitive(token):
            return None
        if token.text in CLOSING or (i not in skipped and _is_object(token, doc[i - 1], subject)):
            return i
        i = past_prepositional(doc, i, limit) if is_preposition(token) and i not in skipped else i + 1
    return None


def past_prepositional(doc: Doc, i: int, limit: int) -> int:
    """Behind the phrase that a preposition opens: `обговорили [з колегами] план`."""
    for k in range(i + 1, min(limit, i + 5)):
        if is_noun(doc[k]):
            return max(k + 1, right_edge(doc, k, limit))
        if doc[k].is_punct or doc[k].pos_ == "VERB":
            break
    return i + 2


def _is_object(token: Token, before: Token, subject: bool) -> bool:
    following = token.doc[min(token.i + 1, len(token.doc) - 1)]
    if token.pos_ == "NUM" and case_of(following) == "Ins":
        return False
    if is_preposition(before) or (not subject and token.dep_.startswith("nsubj") and case_of(token) == "Nom"):
        return False
    if not (token.pos_ in {"ADJ", "DET", "NUM"} or is_noun_word(token)):
        return False
    return stands_in(token, ("Acc", "Nom", "")) or (is_finite(before) and may_stand_in(token, ("Acc",)))


def find_about(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися про [спільні тренінги] та [обмін студентами]`."""
    yield from _after(doc, sentence, trigger, {"про"}, ("Acc", "Nom"))


def find_concerning(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`дійшли згоди щодо [оновлення графіка]`."""
    yield from _after(doc, sentence, trigger, {"щодо", "стосовно"}, ("Gen",))


def find_towards(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`закликали до [посилення санкцій]`."""
    yield from _after(doc, sentence, trigger, {"до"}, ("Gen",))


def find_onto(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`погодилися на [обмін студентами]`."""
    yield from _after(doc, sentence, trigger, {"на"}, ("Acc",))


def _after(doc: Doc, sentence: Span, trigger: Span, words: set[str], cases: tuple[str, ...]) -> Scopes:
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lower_ in words:
            start = token.i + 1
            for first, last in split_nouns(doc, start, clause_end(doc, start, sentence.end), cases, token.lower_):
                yield Scope(first + 1 if doc[first].lower_ in words else first, last)
            return
        if token.text in {".", ";", ":"} or is_finite(token) or is_infinitive(token):
            return
