"""Things to be done as coordinated infinitives or items of a list, each with its own executor and status."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from pipeline import document, lexicons
from pipeline.ner.phrases import case_of, is_break, is_noun
from pipeline.relations.clauses import clause_end, clause_opener, split_at, starts_infinitive, starts_predicate, trim
from pipeline.relations.subjects import phrase_start
from pipeline.relations.verbs import is_finite, is_future, is_gerund, is_infinitive, lemma_of, verb
from pipeline.relations.words import is_dash, is_preposition

_FAR = 30
_GAP = 16


@dataclass(frozen=True)
class Scope:
    """A candidate phrase: tokens ``start:end``; ``status`` when it differs from that of the trigger."""

    start: int
    end: int
    status: str = ""


Scopes = Iterator[Scope]


@cache
def delegating() -> dict[str, str]:
    """Status by lemma of the verbs that tell somebody to do something: `доручити`, `рекомендувати`."""
    rows = lexicons.action_triggers()
    return {r.form: r.status for r in rows if r.status in {"instructed", "proposed"} and "infinitive" in r.frames}


def infinitive_in(doc: Doc, start: int, end: int) -> int | None:
    """First infinitive of a clause, past names and a clause in commas; None when a new clause starts before it."""
    inside = False
    for i in range(start, min(end, start + _FAR)):
        token = doc[i]
        if is_infinitive(token):
            return None if _is_future_of(doc, i) or _is_of_gerund(doc, start, i) else i
        if token.text == ",":
            inside = not inside
        if (token.text in {".", ";", ":"} and not token.doc[i - 1].is_alpha) or is_break(token):
            return None
        if token.lower_ in {"щоб", "аби"} or (is_finite(token) and not inside and lemma_of(token) != "бути"):
            return None
    return None


def _is_future_of(doc: Doc, i: int) -> bool:
    """`[буде] йти трансляція`: the infinitive makes a future, nothing is told to be done."""
    before = verb(doc[i - 1]) if i else None
    return before is not None and before.lemma == "бути" and before.form == "future"


def _is_of_gerund(doc: Doc, start: int, i: int) -> bool:
    """`зобов'язання, [маючи на меті] не допустити`: the infinitive belongs to the gerund before it in its commas."""
    for token in reversed(doc[start:i]):
        if token.text == ",":
            return False
        if is_gerund(token):
            return True
    return False


def with_negation(doc: Doc, i: int, floor: int) -> int:
    """`[не] допускати`, `[активніше] подавати`: the particle or adverbs right before a verb belong to it."""
    while i > floor and (doc[i - 1].lower_ == "не" or doc[i - 1].pos_ == "ADV"):
        i -= 1
    return i


def find_tasks(doc: Doc, start: int, limit: int) -> Scopes:
    """`до 1 травня [провести ревізію] та [подати звіт], а відділу освіти – [оголосити тендер]`."""
    end = clause_end(doc, start, limit)
    for first, last in split_at(doc, start, end, starts_task):
        yield from resolve(doc, first, last)


def starts_task(doc: Doc, position: int) -> bool:
    """An infinitive, or an executor and a dash before one."""
    if starts_infinitive(doc, position):
        return True
    dash = _dash(doc, position, min(position + _GAP, len(doc)))
    return dash is not None and starts_infinitive(doc, dash + 1)


def _dash(doc: Doc, start: int, end: int) -> int | None:
    for i in range(start, end):
        if is_dash(doc[i]):
            return i
        if doc[i].text in {".", ";"} or is_finite(doc[i]) or is_infinitive(doc[i]):
            return None
    return None


def resolve(doc: Doc, start: int, end: int) -> Scopes:
    """One task: a verb that delegates gives way to what is delegated, a named executor makes it an instruction.

    `доручити відділу [оголосити тендер]` instructed · `Юридичній службі — [підготувати документи]` instructed.
    """
    head = next((i for i in range(start, end) if verb(doc[i]) is not None), None)
    if head is None:
        return
    inner = infinitive_in(doc, head + 1, end)
    status = delegating().get(lemma_of(doc[head]))
    if status is not None and inner is not None and head - start <= 1:
        for first, last in split_at(doc, with_negation(doc, inner, head + 1), end, starts_task):
            yield from (Scope(s.start, s.end, s.status or status) for s in resolve(doc, first, last))
        return
    if not is_infinitive(doc[head]) or lemma_of(doc[head]) == "покласти":
        yield Scope(start, end, "instructed" if is_infinitive(doc[head]) else "")
        return
    dash = _dash(doc, start, head)
    told = has_executor(doc, start, head)
    first = dash + 1 if dash is not None else with_negation(doc, head, start)
    yield Scope(first if told or dash is not None else start, end, "instructed" if told else "")


def has_executor(doc: Doc, start: int, end: int) -> bool:
    """Somebody in the dative right at ``start``: `[Інесі Головатюк] – узагальнити`, `[Департаменту освіти] подати`."""
    if is_preposition(doc[start]):
        return False
    for mention in document.mentions(doc, "PERS", "ORG", "JOB"):
        if start <= mention.start <= start + 2 and mention.end <= end and doc[mention.start - 1].pos_ != "ADP":
            return True
    for i in range(start, min(end, start + 4)):
        if is_noun(doc[i]):
            return case_of(doc[i]) == "Dat"
        if doc[i].pos_ == "ADP":
            return False
    return False


def find_item(doc: Doc, start: int, end: int) -> Scopes:
    """What an item of a list of decisions says: tasks, decisions (`створено групу`), promises, or a noun phrase."""
    first = next((i for i in range(start, end) if verb(doc[i]) is not None and not _in_relative(doc, start, i)), None)
    if first is None:
        yield Scope(start, end)
    elif is_infinitive(doc[first]):
        yield from _task_item(doc, start, end)
    elif is_future(doc, first, end) or doc[first].lower_ in {"має", "мають"}:
        yield from promises(doc, start, end)
    else:
        yield from _decision_item(doc, start, end, first)


def heading_status(doc: Doc, start: int, end: int) -> str:
    """Status that `Рекомендувати Кабінету Міністрів:` or `Департаменту освіти:` gives to the items under it."""
    status = next((delegating()[key] for t in doc[start:end] if (key := lemma_of(t)) in delegating()), "")
    return status or ("instructed" if has_executor(doc, start, end) else "")


def _in_relative(doc: Doc, start: int, i: int) -> bool:
    return any(
        doc[k].text == "," and k + 1 < i and doc[k + 1].lower_.startswith(("як", "що", "щоб")) for k in range(start, i)
    )


def _task_item(doc: Doc, start: int, end: int) -> Scopes:
    for first, last in split_at(doc, start, end, starts_task):
        stop = clause_end(doc, first, last)
        yield from resolve(doc, first, stop if stop > first else last)


def _decision_item(doc: Doc, start: int, end: int, head: int) -> Scopes:
    if lemma_of(doc[head]) in delegating() and infinitive_in(doc, head + 1, end) is not None:
        status = delegating()[lemma_of(doc[head])]
        inner = infinitive_in(doc, head + 1, end) or head
        for scope in find_tasks(doc, with_negation(doc, inner, head + 1), end):
            yield Scope(scope.start, scope.end, scope.status or status)
        return
    for first, last in split_at(doc, start, end, starts_predicate):
        stop = clause_end(doc, first, last)
        yield Scope(first, stop if stop > first else last)


def promises(doc: Doc, start: int, limit: int) -> Scopes:
    """Every clause with a predicate to come: `поліція [посилить патрулі], а служба [надсилатиме перелік]`."""
    i = start
    while i < limit:
        token = doc[i]
        if token.text in {".", "!", "?"} and i + 1 < len(doc) and (is_break(doc[i + 1]) or doc[i + 1].is_sent_start):
            return
        if is_promise(doc, i, start, limit):
            first = max(start, phrase_start(doc, i, start))
            end = max(clause_end(doc, i, limit), i + 1)
            yield Scope(first, trim(doc, first, end))
            i = end
        else:
            i += 1


def is_promise(doc: Doc, i: int, floor: int, limit: int) -> bool:
    """A future, a present or a `має` + infinitive: all that follows `домовилися, що`."""
    reading = verb(doc[i])
    if reading is None:
        return False
    if clause_opener(doc, i, floor).startswith(("який", "щоб", "аби", "якщо", "коли", "щойно", "де", "як")):
        return False
    return is_future(doc, i, limit) or (reading.form == "present" and reading.lemma != "бути")
