"""How the thing to be done follows its trigger: one finder a frame of ``action_triggers.csv``."""

from collections.abc import Callable

from spacy.tokens import Doc, Span

from pipeline.ner.phrases import case_of
from pipeline.relations.clauses import clause_end, clause_opener, clause_start, split_nouns
from pipeline.relations.complements import (
    find_about,
    find_appeal,
    find_clause,
    find_concerning,
    find_infinitive,
    find_list,
    find_object,
    find_onto,
    find_towards,
    find_verbal_noun,
)
from pipeline.relations.decisions import find_body_verb, find_participle, find_verb, find_verb_paper
from pipeline.relations.papers import (
    find_papers,
    find_provision,
    find_provision_clause,
    find_provisions,
    find_signing,
)
from pipeline.relations.subjects import passive_start
from pipeline.relations.tasks import Scope, Scopes, promises
from pipeline.relations.verbs import is_finite, lemma_of
from pipeline.relations.words import is_dash

_NEAR = 12


def find_planned(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[Наступну нараду заплановано на червень]`; `заплановано [промивання мереж]` when it stands behind."""
    floor = clause_start(doc, trigger.start, sentence.start)
    start = passive_start(doc, floor, trigger.start)
    if clause_opener(doc, trigger.start, sentence.start) == "який" or case_of(trigger.root) not in {"", "Nom"}:
        return
    if start < trigger.start:
        yield Scope(start, clause_end(doc, trigger.end, sentence.end))
    else:
        yield from find_object(doc, sentence, trigger, subject=True)


def find_nominal(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`наступний крок – [навчання вчителів]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if is_dash(token) or (lemma_of(token) in {"стати", "бути"} and is_finite(token)):
            yield Scope(token.i + 1, clause_end(doc, token.i + 1, sentence.end))
            return
        if is_finite(token) or token.text in {".", ":"}:
            return


def find_plans(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`у планах – [відкриття центру] та [запуск бота]`, `серед планів також [ремонт даху]`."""
    if doc[trigger.start - 1].lower_ not in {"у", "в", "серед", "подальших", "найближчих"}:
        return
    for i in range(trigger.end, min(sentence.end, trigger.end + _NEAR)):
        if is_dash(doc[i]) or doc[i].text == ":" or doc[i].lower_ == "також":
            for first, last in split_nouns(doc, i + 1, clause_end(doc, i + 1, sentence.end), ("Nom", "Acc")):
                yield Scope(first, last)
            return


def find_decided(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[рішення про створення штабу] ухвалено одноголосно`."""
    after = doc[trigger.end : sentence.end]
    if (
        any(lemma_of(t) in {"ухвалити", "прийняти"} and is_finite(t) for t in after)
        and doc[trigger.end].lower_ == "про"
    ):
        end = next(t.i for t in after if lemma_of(t) in {"ухвалити", "прийняти"})
        yield Scope(trigger.end + 1, end)


def find_future(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`За її дорученням Коваль [опікуватиметься приватизацією]`."""
    yield from promises(doc, trigger.end, sentence.end)


FRAMES: dict[str, Callable[[Doc, Span, Span], Scopes]] = {
    "list": find_list,
    "infinitive": find_infinitive,
    "appeal": find_appeal,
    "clause": find_clause,
    "object": find_object,
    "verbal_noun": find_verbal_noun,
    "про": find_about,
    "щодо": find_concerning,
    "до": find_towards,
    "на": find_onto,
    "verb": find_verb,
    "verb_paper": find_verb_paper,
    "participle": find_participle,
    "body_verb": find_body_verb,
    "paper": find_papers,
    "signing": find_signing,
    "provision": find_provision,
    "provisions": find_provisions,
    "provision_clause": find_provision_clause,
    "planned": find_planned,
    "nominal": find_nominal,
    "plans": find_plans,
    "decided": find_decided,
    "future": find_future,
}
