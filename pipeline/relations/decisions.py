"""Formal decisions that stand with their verb: `затвердили бюджет`, `головою обрано Івана Коваля`."""

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.ner.phrases import case_of, features_of, is_noun, left_edge
from pipeline.relations.clauses import clause_end, clause_opener, clause_start
from pipeline.relations.complements import object_start
from pipeline.relations.subjects import doer_end, passive_start
from pipeline.relations.tasks import Scope, Scopes
from pipeline.relations.verbs import is_impersonal
from pipeline.relations.words import action_words, clause_words, is_paper

_NO_DECISION = ("який", "якщо", "коли", "як", "де")


def find_verb(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Депутати [затвердили бюджет]`, `[головою обрано Івана Коваля]`: the decision with its verb."""
    if clause_opener(doc, trigger.start, sentence.start).startswith(_NO_DECISION):
        return
    start = _decision_start(doc, sentence, trigger)
    end = clause_end(doc, trigger.end, sentence.end)
    if start is not None and end - start > 1:
        yield Scope(start, max(trigger.end, end))


def _decision_start(doc: Doc, sentence: Span, trigger: Span) -> int | None:
    """The verb with what stands before it as its object; None when nothing is decided on."""
    floor = clause_start(doc, trigger.start, sentence.start)
    if is_impersonal(trigger.root):
        start = _office_start(doc, floor, trigger.start)
        return start if start < trigger.start else passive_start(doc, floor, trigger.start)
    if object_start(doc, trigger.end, sentence.end) is not None or _has_name_after(doc, sentence, trigger):
        return trigger.start
    start = passive_start(doc, doer_end(doc, floor, trigger.start), trigger.start)
    return start if start < trigger.start else None


def _has_name_after(doc: Doc, sentence: Span, trigger: Span) -> bool:
    return any(
        trigger.end <= m.start < min(sentence.end, trigger.end + 4) for m in document.mentions(doc, "PERS", "JOB")
    )


def _office_start(doc: Doc, floor: int, limit: int) -> int:
    """`[Першим заступником голови] призначено …`: the office in the instrumental."""
    for i in range(floor, limit):
        if is_noun(doc[i]) and case_of(doc[i]) == "Ins" and "Anim" in features_of(doc[i]).get("Animacy", ()):
            first = left_edge(doc, i, floor)
            return first if doc[first - 1].pos_ != "ADP" else limit
    return limit


def find_verb_paper(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Депутати [прийняли звернення до уряду]`: of papers only."""
    before = doc[clause_start(doc, trigger.start, sentence.start) : trigger.start]
    passive = is_impersonal(trigger.root) and any(is_paper(token) and case_of(token) != "Gen" for token in before)
    if passive or any(is_paper(token) for token in doc[trigger.end : min(sentence.end, trigger.end + 6)]):
        yield from find_verb(doc, sentence, trigger)


def find_participle(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[Головою був обраний Михайло Ратушний]`, `[18 осіб були затверджені]`: with `бути` in the past."""
    around = doc[max(sentence.start, trigger.start - 4) : min(sentence.end, trigger.end + 3)]
    if not any(token.lower_ in clause_words("being") for token in around) or case_of(trigger.root) != "Nom":
        return
    start = doer_or_clause(doc, sentence, trigger)
    yield Scope(start, max(trigger.end, clause_end(doc, trigger.end, sentence.end)))


def doer_or_clause(doc: Doc, sentence: Span, trigger: Span) -> int:
    """Start of the clause, behind `під час якого був` and the like."""
    start = clause_start(doc, trigger.start, sentence.start)
    which = [t.i for t in doc[start : trigger.start] if t.lower_ in clause_words("being")]
    opener = clause_opener(doc, trigger.start, sentence.start)
    return which[-1] + 1 if which and opener == "який" else start


def find_body_verb(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Комісія [зареєструвала кандидата]`: decisions only where a body that decides is the subject."""
    bodies = [m for m in document.mentions(doc, "ORG") if sentence.start <= m.start and m.end <= trigger.start]
    deciding = any(m.root.lemma_.lower() in action_words("decides") for m in bodies) or any(
        token.lemma_.lower() in action_words("decides") and case_of(token) in {"Nom", "Ins", "Acc"}
        for token in doc[sentence.start : trigger.start]
    )
    if deciding:
        yield from find_verb(doc, sentence, trigger)
