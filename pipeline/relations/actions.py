"""Rules for actions: what was agreed, signed, planned, proposed, instructed (SPEC 7)."""

from collections.abc import Callable, Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.debris import find_debris
from pipeline.document import Relation
from pipeline.ner.phrases import case_of, is_break, is_noun
from pipeline.relations.clauses import (
    clause_end,
    split_at,
    starts_infinitive,
    starts_noun_in,
)
from pipeline.relations.lists import list_after
from pipeline.relations.triggers import find_in, is_negated
from pipeline.relations.verbs import is_finite, is_infinitive

_NEAR = 12
_BACKGROUND = ("нагада", "довідк", "раніше", "торік", "минулого року", "як відомо", "ще у", "тоді", "історі")
_REJECTED = {"відхилити", "відхилено", "відмовитися", "відмовилися", "відкласти", "передчасний"}
_DOCUMENTS = {
    "меморандум", "угода", "договір", "документ", "протокол", "план", "програма", "контракт", "рішення", "резолюція",
    "постанова", "проєкт", "проект", "закон", "лист", "декларація", "заява", "акт", "положення", "стратегія", "бюджет",
    "указ", "розпорядження", "наказ", "петиція", "карта", "концепція", "графік", "статут", "склад", "звернення", "кошторис",
}  # fmt: skip

Parts = Iterator[tuple[int, int]]


def link_actions(doc: Doc) -> list[Relation]:
    """Relations of kind ``action`` in text order, without overlaps; refused candidates as kind ``refused``."""
    found: list[Relation] = []
    taken: set[int] = set()
    for sentence in doc.sents:
        for trigger, row in find_in(sentence, _triggers()):
            for relation in _actions_of(doc, sentence, trigger, row):
                positions = set(range(relation.start_char, relation.end_char))
                if relation.kind == "action" and not taken.isdisjoint(positions):
                    continue
                if relation.kind == "action":
                    taken |= positions
                found.append(relation)
    return found


@cache
def _triggers() -> dict[tuple[str, ...], lexicons.ActionTrigger]:
    return {tuple(row.form.split()): row for row in lexicons.action_triggers()}


def _actions_of(doc: Doc, sentence: Span, trigger: Span, row: lexicons.ActionTrigger) -> Iterator[Relation]:
    reason = refusal(doc, sentence, trigger)
    for frame in ("list", *(name for name in row.frames if name != "list")):
        if frame == "list" and "list" not in row.frames:
            continue
        parts = [part for part in FRAMES[frame](doc, sentence, trigger) if part[1] - part[0] > 0]
        if parts:
            yield from (_relation(doc, sentence, trigger, row.status, frame, part, reason) for part in parts)
            return


def refusal(doc: Doc, sentence: Span, trigger: Span) -> str:
    """Why what follows a trigger is no commitment of this release; empty when it is one."""
    lowered = sentence.text.lower()
    if is_negated(trigger):
        return "negated"
    if any(token.lemma_.lower() in _REJECTED or token.lower_ in _REJECTED for token in sentence):
        return "rejected"
    if any(marker in lowered for marker in _BACKGROUND):
        return "background"
    if any(start <= trigger.start_char < end for start, end in find_debris(doc.text)):
        return "debris"
    return "hypothesis" if any(token.lower_ in {"якби", "б", "би"} for token in sentence) else ""


def _relation(
    doc: Doc, sentence: Span, trigger: Span, status: str, frame: str, part: tuple[int, int], reason: str
) -> Relation:
    span = doc[part[0] : part[1]]
    return Relation(
        "refused" if reason else "action", f"link_action_{frame}", span.start_char, span.end_char,
        value=reason or status, evidence_start=sentence.start_char, evidence_end=max(sentence.end_char, span.end_char),
        links=(*_actors(doc, sentence, trigger, status), *_deadline(doc, span)),
    )  # fmt: skip


def _actors(doc: Doc, sentence: Span, trigger: Span, status: str) -> Iterator[tuple[str, str]]:
    """Who is to do it: the one told to (`доручив [Вербицькій]`), else the subject before the trigger."""
    inside = [m for m in document.mentions(doc, "PERS", "ORG") if sentence.start <= m.start < sentence.end]
    told = [
        m for m in inside if m.start >= trigger.end and m.start - trigger.end < 3 and case_of(m.root) in {"Dat", "Acc"}
    ]
    subjects = [m for m in inside if m.end <= trigger.start and m.root.dep_.startswith(("nsubj", "conj"))]
    chosen = told if status in {"instructed", "proposed"} and told else subjects
    for mention in chosen:
        yield "actor", mention.id_


def _deadline(doc: Doc, span: Span) -> Iterator[tuple[str, str]]:
    for mention in document.mentions(doc, "DATE"):
        before = doc[mention.start - 1].lower_ if mention.start else ""
        if span.start <= mention.start < span.end and before in {"до", "пізніше"}:
            yield "deadline", mention.id_


def find_list(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`домовилися:` and bullets, `вирішили: створити штаб; провести форум`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.text == ":":
            for start, end in list_after(doc, token.i):
                yield from split_at(doc, start, end, starts_infinitive)
            return
        if token.text in {".", ";"} or is_infinitive(token):
            return


def find_infinitive(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`домовилися [продовжувати діалог] та [посилювати співпрацю]`; a date before the infinitive goes with it."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if is_infinitive(token):
            yield from _infinitives(doc, token.i, sentence.end)
            return
        if token.text in {".", ";", ":"} or (is_finite(token) and token.lemma_ != "бути"):
            return
    if trigger.start > sentence.start and is_infinitive(doc[sentence.start]):
        yield sentence.start, trigger.start


def _infinitives(doc: Doc, start: int, limit: int) -> Parts:
    end = clause_end(doc, start, limit)
    yield from split_at(doc, start, end, starts_infinitive)


def find_object(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`підписали [меморандум про співпрацю]`, `затверджено [положення] й [план]`."""
    people = {i for m in document.mentions(doc, "PERS") for i in range(m.start, m.end)}
    for i in range(trigger.end, min(sentence.end, trigger.end + _NEAR)):
        token = doc[i]
        if token.text in {".", ";", ":", ","} or is_break(token) or is_finite(token) or is_infinitive(token):
            return
        if i not in people and _is_object(token, doc[i - 1]):
            end = clause_end(doc, i, sentence.end)
            yield from split_at(doc, i, end, starts_noun_in(("Acc", "Nom")))
            return


def _is_object(token: Token, before: Token) -> bool:
    if before.pos_ == "ADP" or token.dep_.startswith("nsubj"):
        return False
    return (token.pos_ in {"ADJ", "DET", "NUM"} or is_noun(token)) and case_of(token) in {"Acc", "Nom", "Gen", ""}


def find_about(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`домовилися про [спільні тренінги] та [обмін студентами]`."""
    yield from _after(doc, sentence, trigger, {"про"}, ("Acc", "Nom"))


def find_concerning(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`дійшли згоди щодо [оновлення графіка]`."""
    yield from _after(doc, sentence, trigger, {"щодо"}, ("Gen",))


def find_towards(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`закликали до [посилення санкцій]`."""
    yield from _after(doc, sentence, trigger, {"до"}, ("Gen",))


def _after(doc: Doc, sentence: Span, trigger: Span, words: set[str], cases: tuple[str, ...]) -> Parts:
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lower_ in words:
            end = clause_end(doc, token.i + 1, sentence.end)
            yield from split_at(doc, token.i + 1, end, starts_noun_in(cases))
            return
        if token.text in {".", ";", ":"} or is_finite(token) or is_infinitive(token):
            return


def find_clause(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`домовилися, що [до кінця червня разом напишемо план дій]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + 4)]:
        if token.lower_ in {"що", "щоб", "аби"}:
            yield token.i + 1, _sentence_end(doc, token.i + 1, sentence.end)
            return


def _sentence_end(doc: Doc, start: int, limit: int) -> int:
    end = limit
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in {".", "!", "»", ";"}):
        end -= 1
    return end


def find_whole(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`[Наступну зустріч заплановано на травень]`, `[головою обрано Івана Коваля]`: the clause with its subject."""
    start = trigger.start
    while (
        start > sentence.start and doc[start - 1].text not in {",", ";", ":", "–", "—"} and not doc[start - 1].is_space
    ):
        start -= 1
    yield start, clause_end(doc, trigger.end, sentence.end)


def find_signed_document(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`підписання [меморандуму про співпрацю]`: only papers are signed."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + 3)]:
        if token.lemma_.lower() in _DOCUMENTS:
            yield token.i, clause_end(doc, token.i, sentence.end)
            return


def _has_document_subject(doc: Doc, sentence: Span, trigger: Span) -> bool:
    return any(token.lemma_.lower() in _DOCUMENTS for token in doc[sentence.start : trigger.start])


def find_provision(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`меморандум передбачає [обмін студентами], [спільні проєкти]`."""
    if _has_document_subject(doc, sentence, trigger):
        yield from find_object(doc, sentence, trigger)


def find_provision_clause(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`документ передбачає, що [сторони обмінюватимуться даними]`."""
    if _has_document_subject(doc, sentence, trigger):
        yield from find_clause(doc, sentence, trigger)


def find_nominal(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`наступний крок – [навчання вчителів]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + 4)]:
        if token.text in {"–", "—", "-"} or token.lemma_.lower() in {"стати", "бути"}:
            yield token.i + 1, clause_end(doc, token.i + 1, sentence.end)
            return


def find_future(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`[Наступна зустріч відбудеться в травні]`, `[у травні розпочнуть ремонт]`: a finite verb in the future."""
    verb = trigger.root
    if "Fut" in verb.morph.get("Tense") and document.release(doc).title != sentence.text.strip():
        yield from find_whole(doc, sentence, trigger)


FRAMES: dict[str, Callable[[Doc, Span, Span], Parts]] = {
    "list": find_list,
    "infinitive": find_infinitive,
    "object": find_object,
    "про": find_about,
    "щодо": find_concerning,
    "до": find_towards,
    "clause": find_clause,
    "whole": find_whole,
    "genitive_document": find_signed_document,
    "document_object": find_provision,
    "document_clause": find_provision_clause,
    "nominal": find_nominal,
    "future": find_future,
}
