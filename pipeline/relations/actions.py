"""Rules for actions: what was agreed, signed, planned, proposed, instructed (SPEC 7)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.ner.phrases import CLOSING, is_noun, quoted_end
from pipeline.relations.action_frames import FRAMES
from pipeline.relations.actors import find_actors
from pipeline.relations.clauses import clause_end, clause_opener, clause_start, is_relative
from pipeline.relations.complements import find_items
from pipeline.relations.lists import list_after
from pipeline.relations.refusals import (
    announces,
    headline,
    in_headline,
    is_marked,
    marked,
    refusal,
    repeats,
    told_before,
)
from pipeline.relations.sentences import read_sentences
from pipeline.relations.subjects import doer_end, phrase_start
from pipeline.relations.tasks import Scope, find_tasks
from pipeline.relations.triggers import Triggers, find_in
from pipeline.relations.verbs import is_finite, is_future, is_infinitive, lemma_of, predicate_of, verb
from pipeline.relations.words import action_words, clause_words, is_paper

_PAST_OR_PRESENT = {"past", "present", "impersonal"}


def link_actions(doc: Doc) -> list[Relation]:
    """Relations of kind ``action`` in text order, without overlaps; refused candidates as kind ``refused``.

    Triggers of the lexicon come first, then what is told in the future or with `має` and a date.
    """
    found: list[Relation] = []
    taken: set[int] = set()
    for rule in (_by_trigger, _by_body_list, _by_future):
        for sentence in read_sentences(doc):
            for relation in rule(doc, sentence):
                positions = set(range(relation.start_char, relation.end_char))
                if relation.kind == "action" and not taken.isdisjoint(positions):
                    continue
                if relation.kind == "action":
                    taken |= positions
                found.append(relation)
    return sorted(_without_repeats(doc, found), key=lambda relation: relation.start_char)


def _without_repeats(doc: Doc, found: list[Relation]) -> list[Relation]:
    """A headline gives way to the text that tells the same, a short repeat to the full phrase."""
    title = headline(doc)
    actions = [r for r in found if r.kind == "action"]
    kept = []
    for relation in found:
        if relation.kind == "action" and _is_repeat(doc, relation, actions, title):
            relation = replace(relation, kind="refused", value="repeat")
        kept.append(relation)
    return kept


def _is_repeat(doc: Doc, relation: Relation, actions: list[Relation], title: tuple[int, int] | None) -> bool:
    others = [a for a in actions if a is not relation and a.value == relation.value and not _of_one_list(a, relation)]
    headed = title is not None and title[0] <= relation.start_char < title[1]
    if title is not None and not headed:
        others = [a for a in others if not title[0] <= a.start_char < title[1]]
    if title is not None and title[0] <= relation.start_char < title[1]:
        return bool(others)
    mine = _content(doc, relation)
    if relation.value == "signed" and any(mine < _content(doc, a) for a in others):
        return True
    return any(repeats(mine, _content(doc, a), relation.start_char > a.start_char) for a in others)


def _of_one_list(one: Relation, other: Relation) -> bool:
    """`[очолить ліцей]; [очолить філію ліцею]`: items of a list do not repeat one another."""
    return one.rule == other.rule == "link_action_list" and one.evidence_start == other.evidence_start


def _content(doc: Doc, relation: Relation) -> frozenset[str]:
    span = doc.char_span(relation.start_char, relation.end_char, alignment_mode="expand")
    return frozenset(lemma_of(t) for t in span or () if t.is_alpha and t.pos_ not in {"ADP", "CCONJ"})


@cache
def _triggers() -> Triggers[lexicons.ActionTrigger]:
    return Triggers({tuple(row.form.split()): row for row in lexicons.action_triggers()})


def _by_trigger(doc: Doc, sentence: Span) -> Iterator[Relation]:
    for trigger, row in find_in(sentence, _triggers()):
        if not _stands(doc, trigger, row):
            continue
        reason = refusal(doc, sentence, trigger) or _announcement(doc, sentence, trigger, row)
        reason = reason or _subordinate(doc, sentence, trigger, row)
        for frame in row.frames:
            scopes = [scope for scope in FRAMES[frame](doc, sentence, trigger) if scope.end > scope.start]
            if scopes and row.status == "proposed" and _is_contact(doc, scopes[0]):
                break
            if scopes:
                scopes = [_cut(doc, scope, row.status) for scope in scopes]
                rule = f"link_action_{frame}"
                yield from (_relation(doc, sentence, trigger, row.status, rule, scope, reason) for scope in scopes)
                break


def _announcement(doc: Doc, sentence: Span, trigger: Span, row: lexicons.ActionTrigger) -> str:
    """`Початок заходу заплановано на 10:00` in the announcement of that event is no plan of its own."""
    starts = any(token.lemma_.lower() in action_words("beginning") for token in doc[sentence.start : trigger.start])
    return "announced event" if "planned" in row.frames and starts and _is_announced(doc, sentence) else ""


def _is_contact(doc: Doc, scope: Scope) -> bool:
    """`просимо [телефонувати за номером …]`, `[звертатися до Олі]`, `[зайти на сайт]`: how to reach the issuer."""
    return any(lemma_of(token) in action_words("contact") for token in doc[scope.start : scope.start + 2])


def _subordinate(doc: Doc, sentence: Span, trigger: Span, row: lexicons.ActionTrigger) -> str:
    """`ті, [які вимагають] відстояти правду`, `розповіли, [чому вирішили] долучитися`: who or why, no commitment."""
    reading = verb(trigger.root)
    if reading is None or reading.form == "impersonal":
        return ""
    opener = clause_opener(doc, trigger.start, sentence.start)
    asks = opener in {"чому", "як", "навіщо"} and row.status in {"agreed", "planned"}
    wants = opener == "який" and row.status == "proposed" and reading.form == "present"
    return "subordinate" if asks or wants else ""


def _cut(doc: Doc, scope: Scope, status: str) -> Scope:
    """Without a clause that tells another plan (`групу, [яка до липня має звести …]`); requests stay requests."""
    end = scope.end
    for i in range(scope.start + 1, scope.end - 2):
        if doc[i].text == "," and any(is_relative(t) for t in doc[i + 1 : i + 3]):
            head = next((t for t in doc[i + 1 : scope.end] if is_finite(t)), None)
            if head is not None and lemma_of(head) in action_words("plan"):
                end = i
                break
    return Scope(scope.start, end, "" if status == "proposed" and scope.status == "instructed" else scope.status)


def _stands(doc: Doc, trigger: Span, row: lexicons.ActionTrigger) -> bool:
    """A verb counts when it is told as done or doing; a noun when it is not an item of what was discussed."""
    head = next((token for token in trigger if verb(token) is not None), None)
    if head is not None:
        reading = verb(head)
        return reading is not None and (reading.form in _PAST_OR_PRESENT or "gerund" in reading.form)
    return not any(t.start_char <= trigger.start_char < t.end_char for t in document.relations(doc, "topic"))


def _by_body_list(doc: Doc, sentence: Span) -> Iterator[Relation]:
    """`Рада:` and bullets that begin with what it did: `– [надала допуск]; – [утворила робочу групу]`."""
    colon = next((t.i for t in sentence if t.text == ":"), None)
    if colon is None or not _names_body(doc, sentence, colon):
        return
    items = list_after(doc, colon)
    first = verb(doc[items[0][0]]) if items else None
    if first is None or first.form not in {"past", "impersonal"} or len(items) < 2 or is_marked(first.lemma, "event"):
        return
    for scope in find_items(doc, colon):
        trigger = doc[colon : colon + 1]
        reason = refusal(doc, sentence, trigger)
        yield _relation(doc, sentence, trigger, "agreed", "link_action_body_list", scope, reason)


def _names_body(doc: Doc, sentence: Span, colon: int) -> bool:
    """A body that decides right before the colon, at most with `також`, `зокрема` between them."""
    near = doc[max(sentence.start, colon - 4) : colon]
    return not any(verb(t) is not None for t in near) and any(t.lemma_.lower() in action_words("decides") for t in near)


def _by_future(doc: Doc, sentence: Span) -> Iterator[Relation]:
    """`[Наступна зустріч відбудеться в травні]`, `компанія [навчить лікарів]`, `угоду має бути підписано`."""
    if in_headline(doc, sentence):
        return
    i = sentence.start
    while i < sentence.end:
        if _is_due(doc, i, sentence):
            end = max(clause_end(doc, i, sentence.end), i + 1)
            yield from _due(doc, sentence, i)
            i = end
        elif is_future(doc, i, sentence.end) and not _in_name(doc, i):
            start, end = phrase_start(doc, i, sentence.start), clause_end(doc, i, sentence.end)
            scope = Scope(start, max(end, i + 1))
            status = "signed" if _by_paper(doc, sentence, i) else "planned"
            yield _relation(
                doc, sentence, doc[i : i + 1], status, "link_action_future", scope, _unreal(doc, sentence, i)
            )
            i = max(end, i + 1)
        else:
            i += 1


def _is_due(doc: Doc, i: int, sentence: Span) -> bool:
    """`має завершитися до 1 грудня`: an obligation with a date."""
    reading = verb(doc[i])
    if reading is None or reading.lemma not in action_words("obliges") or reading.form != "present":
        return False
    end = clause_end(doc, i, sentence.end)
    if end > i + 1 and is_noun(doc[i + 1]) and not is_dated(doc, i + 1):
        return False  # `має приємність`, `мають намір`
    start = clause_start(doc, i, sentence.start)
    dated = any(start <= m.start < end for m in document.mentions(doc, "DATE", "PERIOD"))
    dated = dated or any(t.lower_ in action_words("regular") for t in doc[start:end])
    return dated and any(is_inf for is_inf in (_is_infinitive_at(doc, k) for k in range(i + 1, min(end, i + 8))))


def is_dated(doc: Doc, i: int) -> bool:
    """The token is part of a date."""
    dates = document.mentions(doc, "DATE", "TIME", "PERIOD")
    return doc[i].lower_ in action_words("regular") or any(m.start <= i < m.end for m in dates)


def _due(doc: Doc, sentence: Span, i: int) -> Iterator[Relation]:
    """`департамент має до 24 березня [оновити мапу]` is an instruction, `[звіт має бути готовий]` a plan."""
    start, end = phrase_start(doc, i, sentence.start), clause_end(doc, i, sentence.end)
    floor = clause_start(doc, i, sentence.start)
    reason = refusal(doc, sentence, doc[i : i + 1])
    done = next((k for k in range(i + 1, end) if _is_infinitive_at(doc, k)), i)
    if doer_end(doc, floor, i) > floor and lemma_of(doc[done]) != "бути":
        for scope in find_tasks(doc, done, sentence.end):
            yield _relation(doc, sentence, doc[i : i + 1], "instructed", "link_action_due", scope, reason)
    else:
        yield _relation(doc, sentence, doc[i : i + 1], "planned", "link_action_due", Scope(start, end), reason)


def _in_name(doc: Doc, i: int) -> bool:
    """Inside a short quotation: the name of something (`переходу «Кречів – Збереже»`)."""
    opening = next((k for k in range(i, max(0, i - 4), -1) if doc[k].text in CLOSING), None)
    if opening is None:
        return False
    close = quoted_end(doc, opening)
    return close is not None and i < close <= opening + 7


def _is_infinitive_at(doc: Doc, k: int) -> bool:
    reading = verb(doc[k])
    return reading is not None and reading.form == "infinitive"


def _by_paper(doc: Doc, sentence: Span, i: int) -> bool:
    """`Згідно з договором підприємство розробить план`: told of a paper."""
    for token in doc[sentence.start : i]:
        if token.lower_ in {"згідно", "відповідно", "за"} and any(is_paper(t) for t in doc[token.i + 1 : token.i + 4]):
            return True
    return False


def _unreal(doc: Doc, sentence: Span, i: int) -> str:
    """Why a future is no plan: a condition, a wish, an effect, a question; empty when it is one."""
    reason = refusal(doc, sentence, doc[i : i + 1])
    if reason:
        return reason
    core, reading = predicate_of(doc, i, sentence.end), verb(doc[i])
    if is_marked(lemma_of(doc[core]), "effect") or _is_effect(doc, i, core):
        return "effect"
    end = clause_end(doc, i, sentence.end)
    if (reading is not None and reading.person == 2) or any(t.lower_ in action_words("address") for t in doc[i:end]):
        return "address"
    if is_marked(lemma_of(doc[core]), "event") and _is_announced(doc, sentence):
        return "announced event"
    if end - i < 2:
        return "empty phrase"
    opener = clause_opener(doc, i, sentence.start)
    if opener.startswith(tuple(clause_words("unreal"))) or opener == "який":
        return "subordinate"
    if sentence.text.rstrip().endswith("?"):
        return "question"
    return marked(doc[sentence.start : i + 1], "wish")


def _is_announced(doc: Doc, sentence: Span) -> bool:
    """The event that the release announces: nothing was told as done before it, and it is not the next one."""
    is_next = any(token.lemma_.lower() in {"наступний", "черговий"} for token in sentence[:4])
    return not is_next and (announces(doc) or not told_before(doc, sentence))


def _is_effect(doc: Doc, i: int, core: int) -> bool:
    """`це прискорить процедури`, `надасть можливість`, `буде потрібно`, `можна буде`."""
    before = doc[max(document.sentence(doc, i).start, i - 3) : i]
    around = {token.lower_ for token in doc[max(0, i - 2) : min(len(doc), core + 3)]}
    return any(token.lower_ in {"це", "який"} for token in before) or bool(around & action_words("modal"))


def _relation(doc: Doc, sentence: Span, trigger: Span, status: str, rule: str, scope: Scope, reason: str) -> Relation:
    span = doc[scope.start : scope.end]
    status = scope.status or status
    return Relation(
        "refused" if reason else "action", rule, span.start_char, span.end_char,
        value=reason or status, evidence_start=min(sentence.start_char, span.start_char),
        evidence_end=max(sentence.end_char, span.end_char),
        links=(*_actors(doc, sentence, trigger, span, status), *_deadline(doc, trigger, span)),
    )  # fmt: skip


def _actors(doc: Doc, sentence: Span, trigger: Span, span: Span, status: str) -> Iterator[tuple[str, str]]:
    for mention in find_actors(doc, sentence, trigger, span, status):
        yield "actor", mention.id_


def _deadline(doc: Doc, trigger: Span, span: Span) -> Iterator[tuple[str, str]]:
    """A date after `до` in the phrase, or between its trigger and it: `має до 1 березня [оновити мапу]`."""
    between = doc[trigger.end : span.start] if trigger.end < span.start else ()
    start = span.start if any(is_infinitive(token) for token in between) else min(trigger.start, span.start)
    for mention in document.mentions(doc, "DATE"):
        before = doc[mention.start - 1].lower_ if mention.start else ""
        if start <= mention.start < span.end and before in {"до", "пізніше"}:
            yield "deadline", mention.id_
