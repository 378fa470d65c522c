"""Subjects of predicates: who does it, and where the phrase of an action starts behind its doer."""

from functools import cache

from spacy.tokens import Doc, Token

from pipeline import document, lexicons
from pipeline.names.morphology import readings
from pipeline.ner.phrases import CLOSING, case_of, features_of, is_noun, left_edge, quoted_end, right_edge
from pipeline.relations.clauses import clause_start
from pipeline.relations.verbs import is_impersonal, is_passive_participle, predicate_of
from pipeline.relations.words import action_words, clause_words, is_preposition, may_stand_in


@cache
def body_nouns() -> frozenset[str]:
    """Lemmas of nouns that name bodies: `міністерство`, `рада`, `сторона`."""
    return action_words("body") | {row.lemma for row in lexicons.organization_heads()}


def doer_end(doc: Doc, start: int, predicate: int) -> int:
    """End of the last doer between ``start`` and the predicate (`[Лісівники] у травні висадять`), else ``start``."""
    end = start
    for mention in document.mentions(doc, "PERS", "ORG", "JOB"):
        if start <= mention.start and mention.end <= predicate and is_subject(doc, mention.root, mention.start, start):
            end = max(end, mention.end)
    for i in range(end, predicate):
        if is_doer(doc[i]) and not _after_preposition(doc, i, start):
            end = max(end, right_edge(doc, i, predicate))
    return end


def is_subject(doc: Doc, head: Token, first: int, floor: int) -> bool:
    """Nominative, or of unknown case; a body in the genitive behind another noun is part of its phrase."""
    if case_of(head) in {"Gen", "Dat", "Ins", "Loc"} and first > floor:
        return False
    return not _after_preposition(doc, first, floor)


def is_doer(token: Token) -> bool:
    """A noun or pronoun in the nominative that can act: `депутати`, `рада`, `вона`."""
    if token.lower_ in clause_words("pronoun"):
        return True
    if not is_noun(token) or case_of(token) not in {"Nom", "Acc", ""}:
        return False
    if token.lemma_.lower() in body_nouns():
        return True
    return case_of(token) == "Nom" and is_animate(token)


def is_animate(token: Token) -> bool:
    """By the dictionary where it knows one answer (`стан` may be a name), else by the tagger."""
    known = [r for r in readings(token.text) if r.is_noun and r.known]
    if known and len({r.animate for r in known}) == 1:
        return known[0].animate
    return "Anim" in features_of(token).get("Animacy", ())


def is_only_animate(token: Token) -> bool:
    """Every noun that the dictionary knows by this form is animate: `декана`, not `стан`."""
    known = [r for r in readings(token.text) if r.is_noun and r.known]
    return bool(known) and all(r.animate for r in known)


def _after_preposition(doc: Doc, i: int, floor: int) -> bool:
    first = left_edge(doc, i, floor)
    return first > 0 and is_preposition(doc[first - 1])


def phrase_start(doc: Doc, predicate: int, floor: int) -> int:
    """Where the phrase of an action begins whose predicate is at ``predicate``.

    Behind its doer (`Підрядник [до грудня закінчить опалення]`), with its subject when that is a thing
    (`[Ремонт розпочнеться в травні]`, `[звіт буде оприлюднено]`).
    """
    start = clause_start(doc, predicate, floor)
    core = predicate_of(doc, predicate, len(doc))
    if is_impersonal(doc[core]) or (core != predicate and is_passive_participle(doc[core])):
        return passive_start(doc, start, predicate)
    end = doer_end(doc, start, predicate)
    return adverbs_start(doc, end, predicate) if end > start else start


def adverbs_start(doc: Doc, floor: int, predicate: int) -> int:
    """Start of the adverbs and dates right before a predicate, not past ``floor``: `лікарня [у травні відкриє]`."""
    dates = {i for m in document.mentions(doc, "DATE", "TIME", "PERIOD") for i in range(m.start, m.end)}
    i = predicate
    while i > floor and (doc[i - 1].pos_ in {"ADV", "PART", "ADP", "PRON"} or i - 1 in dates):
        i -= 1
    return i


def _quotations_around(doc: Doc, start: int, i: int) -> list[int | None]:
    """Ends of the quotations that open behind a noun before a token."""
    return [quoted_end(doc, k) for k in range(start + 1, i) if doc[k].text in CLOSING and is_noun(doc[k - 1])]


def passive_start(doc: Doc, start: int, predicate: int) -> int:
    """Start of the object before an impersonal verb (`[акти буде надіслано]`), else the verb itself."""
    for i in range(start, predicate):
        token = doc[i]
        if token.pos_ == "ADP" or not (is_noun(token) or token.pos_ in {"ADJ", "DET", "NUM"}):
            continue
        if any(close is not None and i < close <= predicate for close in _quotations_around(doc, start, i)):
            continue  # `у сервісі «[єдине] вікно» буде створено …`
        if case_of(token) in {"Nom", "Acc", ""} and not _after_preposition(doc, i, start):
            return max(start, left_edge(doc, i, start))
    if not is_impersonal(doc[predicate]) and predicate > start and may_stand_in(doc[predicate - 1], ("Nom",)):
        return predicate - 1
    return predicate
