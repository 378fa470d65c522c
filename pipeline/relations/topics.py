"""Rules for topics: what was discussed, considered, raised or presented (SPEC 7)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.ner.phrases import CLOSING, case_of, features_of, is_noun
from pipeline.relations.clauses import is_relative, trim
from pipeline.relations.objections import objection
from pipeline.relations.refusals import headline, repeats
from pipeline.relations.sentences import read_sentences
from pipeline.relations.subjects import is_doer, is_only_animate
from pipeline.relations.topic_frames import FRAMES, asks_question
from pipeline.relations.topic_phrases import is_party
from pipeline.relations.triggers import Triggers, find_in
from pipeline.relations.verbs import lemma_of, verb
from pipeline.relations.words import clause_words, is_noun_word, may_stand_in, topic_words

_LONG = 5
_FRONTED = {"object", "issue", "object_gen", "subject", "instrumental", "на"}


def link_topics(doc: Doc) -> list[Relation]:
    """Relations of kind ``topic`` in text order, without overlaps; refused candidates as kind ``refused``."""
    found: list[Relation] = []
    taken: set[int] = set()
    for sentence in read_sentences(doc):
        for trigger, row in find_in(sentence, _triggers()):
            for relation in _topics_of(doc, sentence, trigger, row.frames):
                positions = set(range(relation.start_char, relation.end_char))
                if relation.kind == "topic" and not taken.isdisjoint(positions):
                    continue
                if relation.kind == "topic":
                    taken |= positions
                found.append(relation)
    return sorted(_without_repeats(doc, found), key=lambda relation: relation.start_char)


@cache
def _triggers() -> Triggers[lexicons.TopicTrigger]:
    return Triggers({tuple(row.form.split()): row for row in lexicons.topic_triggers()})


def _topics_of(doc: Doc, sentence: Span, trigger: Span, frames: tuple[str, ...]) -> Iterator[Relation]:
    reason = objection(doc, sentence, trigger, frames)
    told = any(verb(token) is not None for token in trigger)
    ask = "issue" in frames
    for frame in _in_order(frames, told, told and _has_object_before(doc, sentence, trigger)):
        parts = [part for part in FRAMES[frame](doc, sentence, trigger) if part[1] > part[0]]
        if ask and frame == "fronted" and not any(asks_question(doc[start:end]) for start, end in parts):
            continue
        parts = [_tidy(doc, *part) for part in parts]
        found = [_relation(doc, sentence, trigger, frame, part, reason) for part in parts if part[1] > part[0]]
        yield from found
        if (found and reason) or any(relation.kind == "topic" for relation in found):
            return


def _in_order(frames: tuple[str, ...], told: bool, before: bool) -> tuple[str, ...]:
    """Lists first; what stands before a verb last, and only of verbs with an object (not `говорити про`)."""
    listed = ("list",) if told or "list" in frames or "theme" in frames else ()
    fronted = ("fronted",) if told and _FRONTED & set(frames) else ()
    return (*listed, *fronted, *frames) if before else (*listed, *frames, *fronted)


def _has_object_before(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """`[Співпрацю] обговорило керівництво`: a form that is only accusative opens the sentence, a doer follows."""
    following = doc[trigger.end] if trigger.end < sentence.end else None
    first = next((t for t in doc[sentence.start : trigger.start] if is_noun_word(t)), None)
    if first is None or following is None or not is_doer(following):
        return False
    return may_stand_in(first, ("Acc",)) and not may_stand_in(first, ("Nom", "Gen", "Loc", "Dat", "Ins"))


def _tidy(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without `питання` before a genitive, a bracket or a long relative clause at the end."""
    while start < end - 1 and (doc[start].is_punct and doc[start].text not in CLOSING):
        start += 1
    while end - start > 1 and doc[start].lemma_.lower() in topic_words("heading") and case_of(doc[start + 1]) == "Gen":
        start += 1
    return start, _end_of_core(doc, start, end)


def _end_of_core(doc: Doc, start: int, end: int) -> int:
    for i in range(start + 1, end):
        if doc[i].text == "," and i + 3 < end and doc[i + 2].lower_ in {"з", "із"} and is_relative(doc[i + 3]):
            return i
        if doc[i].text == "(" and doc[end - 1].text.endswith(")"):
            return trim(doc, start, i)
        opens = (
            doc[i].text == "," and i - start > 1 and any(is_relative(token) for token in doc[i + 1 : min(i + 4, end)])
        )
        if opens and end - i > _LONG * (i - start):
            return i
    return end


def _relation(doc: Doc, sentence: Span, trigger: Span, frame: str, part: tuple[int, int], reason: str) -> Relation:
    span = doc[part[0] : part[1]]
    reason = reason or _reason(doc, span, frame)
    return Relation(
        "refused" if reason else "topic", f"link_topic_{frame.replace(' ', '_')}", span.start_char, span.end_char,
        value=reason or trigger.text, evidence_start=min(sentence.start_char, span.start_char),
        evidence_end=max(sentence.end_char, span.end_char),
    )  # fmt: skip


def _reason(doc: Doc, span: Span, frame: str) -> str:
    if (
        is_empty(span)
        or span.text.lower().split()[0] == "що"
        or span.text.lower() == "те"
        or span.text.lower().startswith(("те, що", "те, щоб"))
    ):
        return "empty phrase"
    which = is_relative(span[0]) and span[0].lower_.startswith("як") and span[0].lower_ != "як"
    if which and not (len(span) > 2 and is_noun_word(span[1])):
        return "relative clause"
    if any(m.start == span.start for m in document.mentions(doc, "PERS", "JOB")):
        return "person"
    if frame != "questions" and not any(is_noun_word(t) or t.pos_ == "X" or verb(t) is not None for t in span):
        return "no noun"
    head = next((token for token in span if is_noun(token)), None)
    if head is not None and _is_somebody(head):
        return "person"
    return ""


def _is_somebody(head: Token) -> bool:
    """`представив [нового тренера]`: a person, not an issue."""
    animate = "Anim" in features_of(head).get("Animacy", ()) or is_only_animate(head)
    return is_party(head) or (animate and features_of(head).get("Number", ()) == ("Sing",))


def is_empty(span: Span) -> bool:
    """`актуальні питання`, `46 матеріалів`, `засади діяльності [установи]`: nothing is said."""
    own = lemma_of(span[0]) in {"засада", "діяльність"}
    named = {i for m in document.mentions(span.doc, "ORG", "JOB") for i in range(m.start, m.end) if own}
    words = {lemma_of(token) for token in span if token.is_alpha and token.i not in named}
    return not words - topic_words("empty") - topic_words("vague") - clause_words("joining")


def _without_repeats(doc: Doc, found: list[Relation]) -> list[Relation]:
    """A headline gives way to the text, a short repeat to the full phrase."""
    title = headline(doc)
    topics = [r for r in found if r.kind == "topic"]
    return [
        replace(r, kind="refused", value="repeat") if r.kind == "topic" and _is_repeat(doc, r, topics, title) else r
        for r in found
    ]


def _is_repeat(doc: Doc, relation: Relation, topics: list[Relation], title: tuple[int, int] | None) -> bool:
    others = [t for t in topics if t is not relation]
    mine = _content(doc, relation)
    headed = title is not None and title[0] <= relation.start_char < title[1]
    if title is not None and not headed:
        others = [t for t in others if not title[0] <= t.start_char < title[1]]
    if title is not None and title[0] <= relation.start_char < title[1]:
        body = (_content(doc, t) for t in others if not title[0] <= t.start_char < title[1])
        return any(len(mine & theirs) * 3 >= len(mine) for theirs in body)
    return any(repeats(mine, _content(doc, t), relation.start_char > t.start_char) for t in others)


def _content(doc: Doc, relation: Relation) -> frozenset[str]:
    span = doc.char_span(relation.start_char, relation.end_char, alignment_mode="expand")
    return frozenset(lemma_of(t) for t in span or () if t.is_alpha and t.pos_ not in {"ADP", "CCONJ"})
