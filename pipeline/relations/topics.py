"""Rules for topics: what was discussed, considered, raised or presented (SPEC 7)."""

from collections.abc import Callable, Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.debris import find_debris
from pipeline.document import Relation
from pipeline.ner.phrases import case_of, is_break, is_noun
from pipeline.relations.clauses import clause_end, split_at, starts_noun_in
from pipeline.relations.lists import list_after
from pipeline.relations.triggers import find_in, is_negated
from pipeline.relations.verbs import is_finite

_NEAR = 9
_EMPTY = {"питання", "тема", "низка", "ряд", "аспект", "проблема"}
_VAGUE = {"актуальний", "нагальний", "такий", "наступний", "важливий", "різний", "інший", "ключовий", "основний"}

Parts = Iterator[tuple[int, int]]


def link_topics(doc: Doc) -> list[Relation]:
    """Relations of kind ``topic`` in text order, without overlaps; refused candidates as kind ``refused``."""
    found: list[Relation] = []
    taken: set[int] = set()
    for sentence in doc.sents:
        for trigger, row in find_in(sentence, _triggers()):
            for relation in _topics_of(doc, sentence, trigger, row.frames):
                positions = set(range(relation.start_char, relation.end_char))
                if relation.kind == "topic" and not taken.isdisjoint(positions):
                    continue
                if relation.kind == "topic":
                    taken |= positions
                found.append(relation)
    return found


@cache
def _triggers() -> dict[tuple[str, ...], lexicons.TopicTrigger]:
    return {tuple(row.form.split()): row for row in lexicons.topic_triggers()}


def _topics_of(doc: Doc, sentence: Span, trigger: Span, frames: tuple[str, ...]) -> Iterator[Relation]:
    if is_negated(trigger) or _in_debris(doc, trigger):
        return
    for frame in ("list", *frames):
        if frame == "list" and "list" not in frames and not is_finite(trigger.root):
            continue
        parts = [part for part in FRAMES[frame](doc, sentence, trigger) if part[1] > part[0]]
        if parts:
            yield from (_relation(doc, sentence, trigger, frame, part) for part in parts)
            return


def _in_debris(doc: Doc, trigger: Span) -> bool:
    return any(start <= trigger.start_char < end for start, end in find_debris(doc.text))


def _relation(doc: Doc, sentence: Span, trigger: Span, frame: str, part: tuple[int, int]) -> Relation:
    span = doc[part[0] : part[1]]
    kind = "refused" if _is_empty(span) else "topic"
    return Relation(
        kind, f"link_topic_{frame.replace(' ', '_')}", span.start_char, span.end_char,
        value="empty phrase" if kind == "refused" else trigger.text,
        evidence_start=sentence.start_char, evidence_end=max(sentence.end_char, span.end_char),
    )  # fmt: skip


def _is_empty(span: Span) -> bool:
    """`актуальні питання`, `низку важливих тем`: nothing is said."""
    words = {token.lemma_.lower() for token in span if token.is_alpha}
    return not words - _EMPTY - _VAGUE - {"та", "і"}


def find_list(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорили такі питання:` and bullets, in the next lines or in the same one."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.text == ":":
            for start, end in list_after(doc, token.i):
                yield from _split(doc, start, end) if not is_break(doc[token.i + 1]) else iter([(start, end)])
            return
        if token.text in {".", ";"}:
            return


def find_object(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорили [відбудову ліцею] та [навчання вчителів]`."""
    start = _noun_phrase(doc, sentence, trigger.end, ("Acc", "Nom", "Gen"))
    if start is not None:
        yield from _split(doc, start, clause_end(doc, start, sentence.end))


def find_subject(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорювалися [питання безпеки]`; before the verb when nothing follows it."""
    start = _noun_phrase(doc, sentence, trigger.end, ("Nom", "Acc"))
    if start is not None:
        yield from _split(doc, start, clause_end(doc, start, sentence.end))


def find_about(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`говорили про [безпеку] та [оборону]`."""
    yield from _after_preposition(doc, sentence, trigger, {"про"}, ("Acc", "Nom"))


def find_with(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`ознайомив із [роботою центру]`."""
    yield from _after_preposition(doc, sentence, trigger, {"з", "із", "зі"}, ("Ins",))


def find_on(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`зосередилися на [питаннях безпеки]`."""
    yield from _after_preposition(doc, sentence, trigger, {"на"}, ("Loc", "Acc"))


def find_concerning(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обмінялися думками щодо [безпеки]`."""
    yield from _after_preposition(doc, sentence, trigger, {"щодо", "про", "стосовно"}, ("Gen", "Acc"))


def find_questions(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`нарада з питань [відбудови громад]`."""
    for i in range(trigger.end, min(sentence.end - 2, trigger.end + 3)):
        if doc[i].lower_ in {"з", "із", "зі"} and doc[i + 1].lower_ in {"питань", "питання"}:
            yield i + 2, clause_end(doc, i + 2, sentence.end)
            return


def find_dative(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`присвячена [розвитку освіти]`."""
    start = _noun_phrase(doc, sentence, trigger.end, ("Dat",))
    if start is not None:
        yield from _split(doc, start, clause_end(doc, start, sentence.end), ("Dat",))


def find_genitive(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорення [проєкту бюджету]`."""
    start = _noun_phrase(doc, sentence, trigger.end, ("Gen",), reach=2)
    if start is not None:
        yield start, clause_end(doc, start, sentence.end)


def find_nominal(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`темою зустрічі стала [співпраця]`, `у центрі уваги – [обробіток ґрунту]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lemma_.lower() in {"стати", "бути", "є"} or token.text in {"–", "—", "-"}:
            start = _noun_phrase(doc, sentence, token.i + 1, ("Nom", "Acc"))
            if start is not None:
                yield from _split(doc, start, clause_end(doc, start, sentence.end))
            return
        if is_finite(token):
            return


def _after_preposition(doc: Doc, sentence: Span, trigger: Span, words: set[str], cases: tuple[str, ...]) -> Parts:
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lower_ in words:
            start = token.i + 1
            yield from _split(doc, start, clause_end(doc, start, sentence.end), cases)
            return
        if token.text in {".", ";", ":"} or is_finite(token):
            return


def _noun_phrase(doc: Doc, sentence: Span, start: int, cases: tuple[str, ...], reach: int = _NEAR) -> int | None:
    """Start of the first noun phrase in one of the cases, past subjects, people and adverbs; None when there is none."""
    people = {i for m in document.mentions(doc, "PERS", "JOB") for i in range(m.start, m.end)}
    for i in range(start, min(sentence.end, start + reach)):
        token = doc[i]
        if token.text in {".", ";", ":", "!", "?"} or is_break(token) or is_finite(token):
            return None
        if i not in people and _opens_phrase(doc, i, cases) and not _is_party(token):
            return i
    return None


def _opens_phrase(doc: Doc, i: int, cases: tuple[str, ...]) -> bool:
    token = doc[i]
    if token.text in {"«", "“", "„", '"'}:
        return True
    if doc[i - 1].pos_ == "ADP":
        return False
    if token.pos_ in {"ADJ", "DET", "NUM"} or is_noun(token):
        return case_of(token) in {*cases, ""} and token.dep_ != "nsubj"
    return False


def _is_party(token: Token) -> bool:
    return token.lemma_.lower() in {
        "сторона",
        "учасник",
        "посадовець",
        "співрозмовник",
        "присутній",
        "також",
        "час",
        "хід",
    }


def _split(doc: Doc, start: int, end: int, cases: tuple[str, ...] = ("Acc", "Nom")) -> Parts:
    yield from split_at(doc, start, end, starts_noun_in(cases))


FRAMES: dict[str, Callable[[Doc, Span, Span], Parts]] = {
    "list": find_list,
    "object": find_object,
    "object_gen": find_object,
    "subject": find_subject,
    "про": find_about,
    "з": find_with,
    "на": find_on,
    "щодо": find_concerning,
    "з питань": find_questions,
    "dative": find_dative,
    "genitive": find_genitive,
    "nominal": find_nominal,
}
