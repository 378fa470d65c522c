"""Rules for actions: what was agreed, signed, planned, proposed, instructed (SPEC 7)."""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.ner.phrases import case_of
from pipeline.relations.action_frames import FRAMES, is_paper
from pipeline.relations.clauses import clause_end, clause_opener, clause_start
from pipeline.relations.refusals import in_headline, is_marked, marked, refusal
from pipeline.relations.subjects import phrase_start
from pipeline.relations.tasks import Scope
from pipeline.relations.triggers import find_in
from pipeline.relations.verbs import is_future, lemma_of, predicate_of, verb

_PAST_OR_PRESENT = {"past", "present", "impersonal"}
_UNREAL = (
    "якщо",
    "якби",
    "коли",
    "щойно",
    "доки",
    "поки",
    "допоки",
    "щоб",
    "аби",
    "чи",
    "хто",
    "скільки",
    "де",
    "як",
    "хай",
    "нехай",
)


def link_actions(doc: Doc) -> list[Relation]:
    """Relations of kind ``action`` in text order, without overlaps; refused candidates as kind ``refused``.

    Triggers of the lexicon come first, then what is told in the future or with `має` and a date.
    """
    found: list[Relation] = []
    taken: set[int] = set()
    for rule in (_by_trigger, _by_future):
        for sentence in doc.sents:
            for relation in rule(doc, sentence):
                positions = set(range(relation.start_char, relation.end_char))
                if relation.kind == "action" and not taken.isdisjoint(positions):
                    continue
                if relation.kind == "action":
                    taken |= positions
                found.append(relation)
    return sorted(found, key=lambda relation: relation.start_char)


@cache
def _triggers() -> dict[tuple[str, ...], lexicons.ActionTrigger]:
    return {tuple(row.form.split()): row for row in lexicons.action_triggers()}


def _by_trigger(doc: Doc, sentence: Span) -> Iterator[Relation]:
    for trigger, row in find_in(sentence, _triggers()):
        if not _stands(doc, trigger, row):
            continue
        reason = refusal(doc, sentence, trigger)
        for frame in row.frames:
            scopes = [scope for scope in FRAMES[frame](doc, sentence, trigger) if scope.end > scope.start]
            if scopes:
                rule = f"link_action_{frame}"
                yield from (_relation(doc, sentence, trigger, row.status, rule, scope, reason) for scope in scopes)
                break


def _stands(doc: Doc, trigger: Span, row: lexicons.ActionTrigger) -> bool:
    """A verb counts when it is told as done or doing; a noun when it is not an item of what was discussed."""
    head = next((token for token in trigger if verb(token) is not None), None)
    if head is not None:
        reading = verb(head)
        return reading is not None and (reading.form in _PAST_OR_PRESENT or "gerund" in reading.form)
    return not any(t.start_char <= trigger.start_char < t.end_char for t in document.relations(doc, "topic"))


def _by_future(doc: Doc, sentence: Span) -> Iterator[Relation]:
    """`[Наступна зустріч відбудеться в травні]`, `компанія [навчить лікарів]`, `угоду має бути підписано до 1 травня`."""
    if in_headline(doc, sentence):
        return
    i = sentence.start
    while i < sentence.end:
        if is_future(doc, i, sentence.end) or _is_due(doc, i, sentence):
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
    if reading is None or reading.lemma not in {"мати", "повинен", "мусити"} or reading.form != "present":
        return False
    end = clause_end(doc, i, sentence.end)
    dated = any(
        m.start < end and clause_start(doc, i, sentence.start) <= m.start for m in document.mentions(doc, "DATE")
    )
    return dated and any(is_inf for is_inf in (_is_infinitive_at(doc, k) for k in range(i + 1, min(end, i + 8))))


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
    core = predicate_of(doc, i, sentence.end)
    if is_marked(lemma_of(doc[core]), "effect"):
        return "effect"
    opener = clause_opener(doc, i, sentence.start)
    if opener.startswith(_UNREAL) or opener == "який":
        return "subordinate"
    if sentence.text.rstrip().endswith("?"):
        return "question"
    return marked(sentence, "wish")


def _relation(doc: Doc, sentence: Span, trigger: Span, status: str, rule: str, scope: Scope, reason: str) -> Relation:
    span = doc[scope.start : scope.end]
    status = scope.status or status
    return Relation(
        "refused" if reason else "action", rule, span.start_char, span.end_char,
        value=reason or status, evidence_start=min(sentence.start_char, span.start_char),
        evidence_end=max(sentence.end_char, span.end_char),
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
