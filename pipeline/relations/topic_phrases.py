"""Where the phrase of a topic begins and ends, and its coordinated parts."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.ner.phrases import CLOSING, DASHES, case_of, is_break, is_noun
from pipeline.relations.clauses import clause_end, is_relative, split_nouns
from pipeline.relations.complements import past_prepositional
from pipeline.relations.subjects import is_doer
from pipeline.relations.verbs import is_finite, lemma_of, verb
from pipeline.relations.words import (
    clause_words,
    is_dash,
    is_noun_word,
    is_preposition,
    may_stand_in,
    stands_in,
    topic_words,
)

Parts = Iterator[tuple[int, int]]
_FAR = 20


def phrase_after(doc: Doc, start: int, limit: int, cases: Sequence[str]) -> int | None:
    """Start of the first noun phrase in one of the cases, past doers, people, bodies and adverbs; None without one."""
    if start + 1 < limit and doc[start].lower_ in clause_words("joining") and is_finite(doc[start + 1]):
        start += 2  # `розглянули [та схвалили] звіт`
    found = _phrase_after(doc, start, limit, cases, greedy=True)
    return found if found is not None else _phrase_after(doc, start, limit, cases, greedy=False)


def _phrase_after(doc: Doc, start: int, limit: int, cases: Sequence[str], *, greedy: bool) -> int | None:
    """``greedy`` takes the genitives behind a preposition's noun for its complements: `з працівниками [центру]`."""
    skipped = {i for m in document.mentions(doc, "PERS", "JOB") for i in range(m.start, m.end)}
    bodies = {m.start: m for m in document.mentions(doc, "ORG")}
    i = start
    while i < min(limit, start + _FAR):
        token = doc[i]
        if token.text in {".", ";", ":", "!", "?"} or is_break(token) or is_finite(token):
            return None
        if token.text == "," and i + 1 < limit and is_relative(doc[i + 1]):
            return None
        if i in bodies and case_of(bodies[i].root) not in cases:
            i = bodies[i].end
            continue
        if is_preposition(token):
            i = past_prepositional(doc, i, limit if greedy else min(limit, i + 3))
            continue
        if i not in skipped and _opens(doc, i, cases) and not is_party(token):
            return i
        i += 1
    return None


def _opens(doc: Doc, i: int, cases: Sequence[str]) -> bool:
    token = doc[i]
    if token.text in CLOSING:
        return True
    if token.text in DASHES or is_finite(token) or not (token.pos_ in {"ADJ", "DET", "NUM"} or is_noun_word(token)):
        return False
    if (
        is_noun(token)
        and is_doer(token)
        and case_of(token) == "Nom"
        and "Acc" in cases
        and token.dep_.startswith("nsubj")
    ):
        return False
    if stands_in(token, (*cases, "")):
        return token.dep_ != "nsubj" or "Nom" in cases
    return _dictionary_allows(doc, i, cases)


def _dictionary_allows(doc: Doc, i: int, cases: Sequence[str]) -> bool:
    """Taggers mix up dative and locative (`присвячену підготовці`), and case behind a verb (`розглянули умови`)."""
    token = doc[i]
    if "Dat" in cases:
        return case_of(token) in {"Loc", "Gen", "Ins"} and may_stand_in(token, ("Dat",))
    return "Acc" in cases and is_finite(doc[i - 1]) and may_stand_in(token, ("Acc",))


def is_party(token: Token) -> bool:
    """`сторони`, `учасники`: who discusses, not what."""
    return token.lemma_.lower() in topic_words("party")


def _before_gap(doc: Doc, start: int, end: int) -> int:
    """`про зміни, [а Орест Палінчак — про кредити]`: where somebody else's topic begins."""
    for i in range(start, end - 3):
        if doc[i].text == "," and doc[i + 1].lower_ == "а":
            dash = next((k for k in range(i + 2, min(i + 14, end)) if is_dash(doc[k])), None)
            if dash is not None and not any(doc[k].text == "," for k in range(i + 2, dash)):
                return i
    return end


def split(doc: Doc, start: int, end: int, cases: Sequence[str], preposition: str = "") -> Parts:
    """Coordinated topics without the preposition that is repeated before them."""
    wide = {*cases, "Loc"} if "Dat" in cases else set(cases)
    end = _before_gap(doc, start, end)
    for first, last in split_nouns(doc, start, end, tuple(wide), preposition):
        first = first + 1 if preposition and doc[first].lower_ == preposition and first + 1 < last else first
        yield first, last


def after_preposition(doc: Doc, sentence: Span, trigger: Span, words: set[str], cases: tuple[str, ...]) -> Parts:
    inside = {i for m in document.mentions(doc, "PERS", "JOB", "ORG") for i in range(m.start, m.end)}
    for token in doc[trigger.end : min(sentence.end, trigger.end + _FAR)]:
        if token.lower_ in words and token.i not in inside:
            start = token.i + 1
            if start < sentence.end and not _is_person(doc, start):
                end = before_verb(doc, trigger, start, clause_end(doc, start, sentence.end))
                yield from split(
                    doc, start, _through_relatives(doc, start, end, sentence.end, token.lower_), cases, token.lower_
                )
                return
        if token.text in {".", ";", ":"} or is_break(token) or (is_finite(token) and token.i not in inside):
            return


def before_verb(doc: Doc, trigger: Span, start: int, end: int) -> int:
    """`доповідь про [стан моря] виголосила директорка`: behind a noun the topic ends where the verb stands."""
    if any(verb(token) is not None for token in trigger):
        return end
    return next((i for i in range(start, end) if is_finite(doc[i]) and not in_relative(doc, start, i)), end)


def _through_relatives(doc: Doc, start: int, end: int, limit: int, preposition: str) -> int:
    """`про газети до сіл, куди не доїжджає пошта, [про рекламу]`: the enumeration goes on behind a clause."""
    while end + 1 < limit and doc[end].text in {",", ";"}:
        after = end + 2 if doc[end + 1].lower_ in {"а", "та", "і", "й"} else end + 1
        after = after + 1 if after < limit and doc[after].lower_ == "також" else after
        if after >= limit or doc[after].lower_ != preposition:
            break
        end = clause_end(doc, after + 1, limit)
    return end


def _is_person(doc: Doc, i: int) -> bool:
    return any(m.start == i for m in document.mentions(doc, "PERS", "JOB"))


def in_relative(doc: Doc, start: int, i: int) -> bool:
    return any(doc[k].text == "," and any(is_relative(t) for t in doc[k + 1 : k + 3]) for k in range(start, i))


def is_link(token: Token) -> bool:
    return lemma_of(token) in topic_words("link")
