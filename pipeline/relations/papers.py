"""Papers that are signed, and what they provide for: `підписали меморандум`, `угода передбачає обмін`."""

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.ner.phrases import case_of, is_noun, left_edge
from pipeline.relations.clauses import clause_end, clause_start, split_at
from pipeline.relations.complements import find_clause, find_list, find_object
from pipeline.relations.tasks import Scope, Scopes, promises
from pipeline.relations.verbs import is_finite, lemma_of
from pipeline.relations.words import action_words, clause_words, is_dash, is_paper

_FAR = 30


def find_papers(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`підписали [меморандум про співпрацю]`, `[Угоду] скріпили підписами`: only papers are signed."""
    heads = [t.i for t in doc[trigger.end : min(sentence.end, trigger.end + _FAR)] if is_paper(t) and _acts(t)]
    end = 0
    for head in heads:
        if end and any(_opens_provisions(doc, i) for i in range(heads[0], head)):
            break
        if head >= end and (not end or case_of(doc[head]) == "Acc"):
            scopes = list(_papers_from(doc, head, sentence.end))
            end = scopes[-1].end if scopes else head + 1
            yield from scopes
    if heads:
        return
    floor = clause_start(doc, trigger.start, sentence.start)
    before = [t.i for t in doc[floor : trigger.start] if is_paper(t) and case_of(t) in {"Nom", "Acc", ""}]
    if before and not any(is_finite(token) for token in doc[before[0] : trigger.start]):
        doer = (i for i in range(before[0] + 1, trigger.start) if doc[i].lower_ in clause_words("pronoun"))
        yield Scope(left_edge(doc, before[0], floor), next(doer, trigger.start))


def _opens_provisions(doc: Doc, i: int) -> bool:
    """`меморандум, [у межах якого реалізують 17 проєктів]`: what follows is not signed itself."""
    return doc[i].text == "," and any(token.lower_.startswith("як") for token in doc[i + 1 : i + 4])


def _acts(token: Token) -> bool:
    """Object of the signing, not a genitive of another paper or of a date, nor whom it is signed with."""
    if token.doc[left_edge(token.doc, token.i) - 1].lower_ in {"з", "із", "зі"}:
        return False
    return case_of(token) != "Gen" or (token.i + 1 < len(token.doc) and token.doc[token.i - 1].is_quote)


def _papers_from(doc: Doc, head: int, limit: int) -> Scopes:
    start = left_edge(doc, head)
    end = _paper_end(doc, head, clause_end(doc, start, limit))
    for first, last in split_at(doc, start, end, _starts_paper):
        yield Scope(first, last)


def _paper_end(doc: Doc, start: int, end: int) -> int:
    """Without the relative clause that tells what the paper says: `протокол, [згідно з яким …]`."""
    for i in range(start, end):
        if doc[i].text == "," and any(t.lower_.startswith(("як", "що")) for t in doc[i + 1 : min(end, i + 4)]):
            return i
        if is_dash(doc[i]) and any(i < m.start <= i + 2 for m in document.mentions(doc, "PERS", "JOB")):
            return i
    return end


def _starts_paper(doc: Doc, position: int) -> bool:
    return any(is_paper(token) and case_of(token) in {"Acc", "Nom"} for token in doc[position : position + 3])


def find_signing(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`відбулося підписання [меморандуму про співпрацю]`: only a signing that took place."""
    around = {lemma_of(t) for t in doc[max(sentence.start, trigger.start - 6) : min(sentence.end, trigger.end + 1)]}
    if not around & action_words("signing"):
        return
    for token in doc[trigger.end : min(sentence.end, trigger.end + 3)]:
        if is_paper(token):
            yield Scope(
                left_edge(doc, token.i, trigger.end), _paper_end(doc, token.i, clause_end(doc, token.i, sentence.end))
            )
            return


def _speaks_paper(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """A paper, or `він`, `нею` for one, stands before the trigger; `механізм, який передбачає` is none."""
    if not any(lemma_of(token) in action_words("signed") for token in doc):
        return False
    noun = _antecedent(doc, sentence, trigger)
    if noun is not None and not is_paper(noun) and not _holds_paper(noun):
        return False
    before = doc[max(sentence.start, trigger.start - _FAR) : trigger.start]
    pronoun = any(token.lower_ in action_words("refers") for token in before)
    opens = not any(is_noun(token) or token.pos_ == "PRON" for token in before)
    return any(is_paper(token) for token in before) or ((pronoun or opens) and _paper_before(doc, sentence.start))


def _antecedent(doc: Doc, sentence: Span, trigger: Span) -> Token | None:
    """The noun that `, який` right before the trigger stands for: `розробку [механізму], який передбачає`."""
    which = trigger.start - 1
    if which - 2 < sentence.start or doc[which].lower_ not in action_words("refers") or doc[which - 1].text != ",":
        return None
    return next((doc[i] for i in range(which - 2, sentence.start - 1, -1) if is_noun(doc[i])), None)


def _holds_paper(noun: Token) -> bool:
    """`меморандум про [співпрацю], який передбачає`: the paper stands some words before its last noun."""
    for token in reversed(noun.doc[max(0, noun.i - 12) : noun.i]):
        if token.is_punct and token.text not in {"«", "»"}:
            return False
        if is_paper(token):
            return _acts(token)
    return False


def _paper_before(doc: Doc, i: int) -> bool:
    return any(is_paper(token) for token in doc[max(0, i - 40) : i])


def find_provision(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`меморандум передбачає [обмін студентами], [спільні проєкти]`."""
    if not _speaks_paper(doc, sentence, trigger):
        yield from (Scope(s.start, s.end, s.status or "planned") for s in find_list(doc, sentence, trigger))
        return
    for frame in (find_list, find_clause, find_object):
        found = list(frame(doc, sentence, trigger))
        if found:
            yield from found
            return


def find_provisions(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`угоду, за якою організація [передаватиме копії]`, `протокол, згідно з яким сторони:` and bullets."""
    if any(is_paper(token) for token in doc[max(sentence.start, trigger.start - _FAR) : trigger.start]):
        yield from list(find_list(doc, sentence, trigger)) or promises(doc, trigger.end, sentence.end)


def find_provision_clause(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`угодою визначено, що [роботодавці бронюватимуть вакансії]`."""
    if _speaks_paper(doc, sentence, trigger):
        yield from find_clause(doc, sentence, trigger)
