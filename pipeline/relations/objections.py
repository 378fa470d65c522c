"""Why what follows a trigger of topics was not discussed (SPEC 7): negated, not told as done, nobody's words."""

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.debris import find_debris
from pipeline.ner.phrases import case_of, is_noun
from pipeline.relations.clauses import clause_opener, clause_start
from pipeline.relations.refusals import announces, told_before
from pipeline.relations.subjects import body_nouns, is_doer
from pipeline.relations.topic_phrases import is_party
from pipeline.relations.triggers import is_negated
from pipeline.relations.verbs import is_finite, is_infinitive, lemma_of, verb
from pipeline.relations.words import is_paper, is_preposition, topic_words

_TOLD = {"past", "present", "future", "impersonal"}
_OBJECT = {"object", "issue", "object_gen"}
_NEAR = 8


def objection(doc: Doc, sentence: Span, trigger: Span, frames: tuple[str, ...]) -> str:
    """The reason, or empty when nothing speaks against the trigger.

    `не обговорили` negated · `щоб обговорити` not told · `яка торік розглянула` subordinate · `дискусії про мир
    можуть спровокувати` opinion · `книжка розповідає про` said by nobody ·
    `група також поінформує про результати` in a release of what was done: still to come ·
    `вжити заходів щодо виборів` measure.
    """
    if is_negated(trigger):
        return "negated"
    if any(start <= trigger.start_char < end for start, end in find_debris(document.text(doc))):
        return "debris"
    head = next((token for token in trigger if verb(token) is not None), None)
    return (
        _against_noun(doc, sentence, trigger, frames)
        if head is None
        else _against_verb(doc, sentence, trigger, head, frames)
    )


def _against_noun(doc: Doc, sentence: Span, trigger: Span, frames: tuple[str, ...]) -> str:
    if _only_opinion(doc, sentence, trigger, frames):
        return "opinion"
    if "theme" in frames and _is_measure(doc, trigger):
        return "measure"
    near = doc[max(sentence.start, trigger.start - 2) : trigger.start]
    told_after = any(t.lemma_.lower() in topic_words("aftermath") for t in near)
    return "aftermath" if trigger.root.lemma_.lower() == "обговорення" and told_after else ""


def _against_verb(doc: Doc, sentence: Span, trigger: Span, head: Token, frames: tuple[str, ...]) -> str:
    """A verb counts when it is told as done or doing, and not in a clause about somebody (`яка торік розглянула`)."""
    reading = verb(head)
    before = doc[max(0, head.i - 3) : head.i]
    managed = is_infinitive(head) and any(lemma_of(t) in topic_words("managed") for t in before)
    if reading is None or (reading.form not in _TOLD and not managed):
        return "not told"
    if reading.form == "future" and told_before(doc, sentence) and not announces(doc):
        return "still to come"
    if reading.form == "present" and any(t.lemma_.lower() == "можливість" for t in doc[trigger.end : trigger.end + 4]):
        return "possibility"
    if reading.form == "present" and "про" in frames and _said_by_nobody(doc, sentence, trigger):
        return "said by nobody"
    opener = clause_opener(doc, trigger.start, sentence.start)
    if opener == "що" and _OBJECT & set(frames) and _is_their_object(doc, sentence, trigger):
        return "subordinate"
    if opener == "який":
        if "про" in frames and lemma_of(head) == "йтися" and _told_by_paper(doc, sentence, trigger):
            return "said by a paper"
        told = reading.form == "impersonal" or {"про", "з"} & set(frames) or _on_which(doc, sentence, trigger)
        return "" if told else "subordinate"
    return "subordinate" if opener in {"якщо", "коли", "щоб", "аби"} else ""


def _is_their_object(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """`результати опитування, [що] презентувала компанія`: the word that opens the clause is what was presented."""
    start = clause_start(doc, trigger.start, sentence.start)
    comma = start - 1 if doc[start].lower_ == "що" else start - 2
    return comma > sentence.start and doc[comma].text == "," and is_noun(doc[comma - 1])


def _told_by_paper(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """`наказ, у якому йдеться про відновлення мовлення`: what a paper says nobody discussed."""
    start = clause_start(doc, trigger.start, sentence.start)
    return any(is_paper(token) for token in doc[max(sentence.start, start - _NEAR) : start])


def _is_measure(doc: Doc, trigger: Span) -> bool:
    """`вжити [заходів] щодо …`, `рішення про [заходи] щодо …`: what is to be done, not an event."""
    plural = "Plur" in trigger.root.morph.get("Number", []) or trigger.root.lower_ in {"заходи", "заходів"}
    following = doc[trigger.end].lower_ if trigger.end < len(doc) else ""
    return lemma_of(trigger.root) == "захід" and plural and following in {"щодо", "стосовно", "з", "із"}


def _only_opinion(doc: Doc, sentence: Span, trigger: Span, frames: tuple[str, ...]) -> bool:
    """`Дискусії про мир можуть спровокувати …`, `подасть зі звітом про …`: nothing is told as said or held."""
    forms = [(t, reading) for t in sentence if (reading := verb(t)) is not None and is_finite(t)]
    if not forms or ("theme" in frames and "щодо" not in frames):
        return False
    after = next((lemma_of(t) for t, _ in forms if t.i >= trigger.end), "")
    return after == "могти" or all(reading.form == "future" for _, reading in forms)


def _said_by_nobody(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """`Книжка розповідає про …`, `інформація говорить про …`: a thing is the subject, not a person or body."""
    start = clause_start(doc, trigger.start, sentence.start)
    bodies = {i for m in document.mentions(doc, "PERS", "JOB", "ORG") for i in range(m.start, m.end)}
    nouns = [t for t in doc[start : trigger.start] if is_noun(t) and case_of(t) == "Nom"]
    if not nouns or is_preposition(doc[max(start, nouns[-1].i - 1)]):
        return False
    subject = nouns[-1]
    return not (subject.i in bodies or is_doer(subject) or is_party(subject) or subject.lemma_.lower() in body_nouns())


def _on_which(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """`нарада, на якій обговорили`, `переговори, під час яких розглянули`: the clause tells of the event."""
    start = clause_start(doc, trigger.start, sentence.start)
    near = doc[max(sentence.start, start - 1) : trigger.start]
    return any(t.lower_ in topic_words("setting") for t in near[:4])
