"""How the thing to be done follows its trigger: one finder a frame of ``action_triggers.csv``."""

from collections.abc import Callable
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import document, lexicons
from pipeline.ner.phrases import CLOSING, case_of, is_break, is_noun, left_edge
from pipeline.relations.clauses import clause_end, clause_opener, clause_start, split_at, split_nouns
from pipeline.relations.lists import bullet_of, list_after
from pipeline.relations.subjects import doer_end, passive_start
from pipeline.relations.tasks import (
    Scope,
    Scopes,
    find_item,
    find_tasks,
    heading_status,
    infinitive_in,
    promises,
    with_negation,
)
from pipeline.relations.verbs import is_finite, is_impersonal, is_infinitive, lemma_of
from pipeline.relations.words import is_noun_word, is_preposition, may_stand_in, stands_in

_NEAR = 12
_FAR = 30
_COMPLEMENT = {"що", "щоб", "аби"}
DECIDING = {
    "рада", "комісія", "комітет", "уряд", "колегія", "виконком", "сесія", "депутат", "з'їзд", "збори", "президія",
    "правління", "парламент", "кабінет", "кабмін", "конгрес", "асамблея", "синод", "штаб", "конференція", "рішення",
    "делегат", "учасник", "присутній", "член",
}  # fmt: skip
_SIGNED = {"підписати", "підписаний", "підписання", "укласти", "укладений", "укладення", "меморандум", "підпис"}
_SIGNING = {"відбутися", "церемонія", "результат", "підсумок", "завершитися", "стати"}


@cache
def _papers() -> frozenset[str]:
    return frozenset(row.lemma for row in lexicons.paper_nouns())


def is_paper(token: Token) -> bool:
    """`меморандум`, `угода`, `протокол`."""
    return is_noun(token) and token.lemma_.lower() in _papers()


def find_list(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися:` and bullets, `вирішили: створити штаб; провести форум`."""
    for token in doc[trigger.end : min(len(doc), trigger.end + _FAR)]:
        if token.text == ":":
            yield from find_items(doc, token.i)
            return
        if is_paper(token) and lemma_of(trigger.root) in {"підписати", "укласти"}:
            return
        if (token.text in {".", ";"} and token.i >= sentence.end - 1) or is_infinitive(token) or is_finite(token):
            return


def find_items(doc: Doc, colon: int) -> Scopes:
    """Items of a list of decisions; one that ends with a colon lends its executor to those under it.

    `1. Департаменту освіти: 1.1. [подати звіт]` instructed · `Рекомендувати уряду: 1) [затвердити програму]` proposed.
    """
    status, mark = "", None
    for start, end in list_after(doc, colon):
        if end < len(doc) and doc[end].text.endswith(":"):
            status, mark = heading_status(doc, start, end), bullet_of(doc, start)
            continue
        if bullet_of(doc, start) == mark:
            status, mark = "", None
        for scope in find_item(doc, start, end):
            yield Scope(scope.start, scope.end, scope.status or status)


def find_infinitive(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися [продовжувати діалог] та [посилювати співпрацю]`."""
    first = infinitive_in(doc, trigger.end, sentence.end)
    if first is not None:
        if any(token.lower_ in _COMPLEMENT for token in doc[trigger.end : first]):
            return
        told = next((i for i in range(trigger.end, first) if doc[i].text in {"–", "—"}), None)
        yield from find_tasks(doc, with_negation(doc, first, trigger.end) if told is None else told + 1, sentence.end)
    elif is_impersonal(trigger.root):
        yield from _infinitive_before(doc, sentence, trigger)


def _infinitive_before(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[роботу органів визнати задовільною] вирішено`."""
    start = clause_start(doc, trigger.start, sentence.start)
    if any(is_infinitive(token) for token in doc[start : trigger.start]):
        yield Scope(start, trigger.start)


def find_clause(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися, що [до кінця червня разом напишемо план дій]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lower_ in _COMPLEMENT:
            found = list(promises(doc, token.i + 1, sentence.end))
            if not found and token.lower_ != "що":
                found = list(find_tasks(doc, token.i + 1, sentence.end))
            yield from found
            return
        if is_finite(token) or token.text in {";", ":"}:
            return


def find_object(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`запропонував [створення штабу] та [спільні навчання]`: noun phrases after the trigger."""
    start = object_start(doc, trigger.end, sentence.end)
    if start is not None:
        for first, last in split_nouns(doc, start, clause_end(doc, start, sentence.end), ("Acc", "Nom")):
            yield Scope(first, last)


def find_verbal_noun(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`планують [відкриття центру]`: only nouns of doing."""
    found = list(find_object(doc, sentence, trigger))
    if any(_is_doing(token) for scope in found for token in doc[scope.start : min(scope.end, scope.start + 3)]):
        yield from found


def _is_doing(token: Token) -> bool:
    return is_noun(token) and token.lemma_.lower().endswith(("ння", "ття", "візит", "зустріч", "ремонт", "запуск"))


def object_start(doc: Doc, start: int, limit: int) -> int | None:
    """Start of the object after a verb, past people, bodies, adverbs and phrases with a preposition."""
    skipped = {i for m in document.mentions(doc, "PERS", "JOB", "ORG") for i in range(m.start, m.end)}
    for i in range(start, min(limit, start + _NEAR)):
        token = doc[i]
        if token.text in {".", ";", ":", "?"} or is_break(token) or is_finite(token) or is_infinitive(token):
            return None
        if token.text in CLOSING or (i not in skipped and _is_object(token, doc[i - 1])):
            return i
    return None


def _is_object(token: Token, before: Token) -> bool:
    following = token.doc[min(token.i + 1, len(token.doc) - 1)]
    if token.pos_ == "NUM" and case_of(following) == "Ins":
        return False
    if is_preposition(before) or (token.dep_.startswith("nsubj") and case_of(token) == "Nom"):
        return False
    if not (token.pos_ in {"ADJ", "DET", "NUM"} or is_noun_word(token)):
        return False
    return stands_in(token, ("Acc", "Nom", "")) or (is_finite(before) and may_stand_in(token, ("Acc",)))


def find_about(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`домовилися про [спільні тренінги] та [обмін студентами]`."""
    yield from _after(doc, sentence, trigger, {"про"}, ("Acc", "Nom"))


def find_concerning(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`дійшли згоди щодо [оновлення графіка]`."""
    yield from _after(doc, sentence, trigger, {"щодо", "стосовно"}, ("Gen",))


def find_towards(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`закликали до [посилення санкцій]`."""
    yield from _after(doc, sentence, trigger, {"до"}, ("Gen",))


def find_onto(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`погодилися на [обмін студентами]`."""
    yield from _after(doc, sentence, trigger, {"на"}, ("Acc",))


def _after(doc: Doc, sentence: Span, trigger: Span, words: set[str], cases: tuple[str, ...]) -> Scopes:
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.lower_ in words:
            start = token.i + 1
            for first, last in split_nouns(doc, start, clause_end(doc, start, sentence.end), cases, token.lower_):
                yield Scope(first + 1 if doc[first].lower_ in words else first, last)
            return
        if token.text in {".", ";", ":"} or is_finite(token) or is_infinitive(token):
            return


def find_verb(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Депутати [затвердили бюджет]`, `[головою обрано Івана Коваля]`: the decision with its verb."""
    if clause_opener(doc, trigger.start, sentence.start).startswith(("який", "якщо", "коли", "як", "де")):
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
        if is_noun(doc[i]) and case_of(doc[i]) == "Ins" and "Anim" in doc[i].morph.get("Animacy", []):
            first = left_edge(doc, i, floor)
            return first if doc[first - 1].pos_ != "ADP" else limit
    return limit


def find_verb_paper(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Депутати [прийняли звернення до уряду]`: of papers only."""
    if any(is_paper(token) for token in doc[trigger.end : min(sentence.end, trigger.end + 6)]):
        yield from find_verb(doc, sentence, trigger)


def find_participle(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[Головою був обраний Михайло Ратушний]`, `[18 осіб були затверджені]`: with `бути` in the past."""
    around = doc[max(sentence.start, trigger.start - 4) : min(sentence.end, trigger.end + 3)]
    if not any(token.lower_ in {"був", "була", "було", "були"} for token in around) or case_of(trigger.root) != "Nom":
        return
    start = doer_or_clause(doc, sentence, trigger)
    yield Scope(start, max(trigger.end, clause_end(doc, trigger.end, sentence.end)))


def doer_or_clause(doc: Doc, sentence: Span, trigger: Span) -> int:
    """Start of the clause, behind `під час якого був` and the like."""
    start = clause_start(doc, trigger.start, sentence.start)
    which = [t.i for t in doc[start : trigger.start] if t.lower_ in {"був", "була", "було", "були"}]
    opener = clause_opener(doc, trigger.start, sentence.start)
    return which[-1] + 1 if which and opener == "який" else start


def find_body_verb(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`Комісія [зареєструвала кандидата]`: decisions only where a body that decides is the subject."""
    bodies = [m for m in document.mentions(doc, "ORG") if sentence.start <= m.start and m.end <= trigger.start]
    deciding = any(m.root.lemma_.lower() in DECIDING for m in bodies) or any(
        token.lemma_.lower() in DECIDING and case_of(token) in {"Nom", "Ins", "Acc"}
        for token in doc[sentence.start : trigger.start]
    )
    if deciding:
        yield from find_verb(doc, sentence, trigger)


def find_papers(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`підписали [меморандум про співпрацю]`, `[Угоду] скріпили підписами`: only papers are signed."""
    heads = [t.i for t in doc[trigger.end : min(sentence.end, trigger.end + _FAR)] if is_paper(t) and _acts(t)]
    end = 0
    for head in heads:
        if head >= end and (not end or case_of(doc[head]) == "Acc"):
            scopes = list(_papers_from(doc, head, sentence.end))
            end = scopes[-1].end if scopes else head + 1
            yield from scopes
    if heads:
        return
    floor = clause_start(doc, trigger.start, sentence.start)
    before = [t.i for t in doc[floor : trigger.start] if is_paper(t) and case_of(t) in {"Nom", "Acc", ""}]
    if before and not any(is_finite(token) for token in doc[before[0] : trigger.start]):
        yield Scope(left_edge(doc, before[0], floor), trigger.start)


def _acts(token: Token) -> bool:
    """Object of the signing, not a genitive of another paper or of a date."""
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
        if doc[i].text in {"–", "—"} and any(i < m.start <= i + 2 for m in document.mentions(doc, "PERS", "JOB")):
            return i
    return end


def _starts_paper(doc: Doc, position: int) -> bool:
    return any(is_paper(token) and case_of(token) in {"Acc", "Nom"} for token in doc[position : position + 3])


def find_signing(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`відбулося підписання [меморандуму про співпрацю]`: only a signing that took place."""
    around = {lemma_of(t) for t in doc[max(sentence.start, trigger.start - 6) : min(sentence.end, trigger.end + 1)]}
    if not around & _SIGNING:
        return
    for token in doc[trigger.end : min(sentence.end, trigger.end + 3)]:
        if is_paper(token):
            yield Scope(
                left_edge(doc, token.i, trigger.end), _paper_end(doc, token.i, clause_end(doc, token.i, sentence.end))
            )
            return


def _speaks_paper(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """A paper, or `він`, `нею` for one, stands before the trigger."""
    if not any(lemma_of(token) in _SIGNED for token in doc):
        return False
    before = doc[max(sentence.start, trigger.start - _FAR) : trigger.start]
    pronoun = any(
        token.lower_ in {"він", "вона", "воно", "нею", "ним", "яким", "якою", "який", "яка"} for token in before
    )
    return any(is_paper(token) for token in before) or (pronoun and _paper_before(doc, sentence.start))


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


def find_planned(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`[Наступну нараду заплановано на червень]`; `заплановано [промивання мереж]` when it stands behind."""
    floor = clause_start(doc, trigger.start, sentence.start)
    start = passive_start(doc, floor, trigger.start)
    if clause_opener(doc, trigger.start, sentence.start) == "який" or case_of(trigger.root) not in {"", "Nom"}:
        return
    if start < trigger.start:
        yield Scope(start, clause_end(doc, trigger.end, sentence.end))
    else:
        yield from find_object(doc, sentence, trigger)


def find_nominal(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`наступний крок – [навчання вчителів]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if token.text in {"–", "—"} or (lemma_of(token) in {"стати", "бути"} and is_finite(token)):
            yield Scope(token.i + 1, clause_end(doc, token.i + 1, sentence.end))
            return
        if is_finite(token) or token.text in {".", ":"}:
            return


def find_plans(doc: Doc, sentence: Span, trigger: Span) -> Scopes:
    """`у планах – [відкриття центру] та [запуск бота]`, `серед планів також [ремонт даху]`."""
    if doc[trigger.start - 1].lower_ not in {"у", "в", "серед", "подальших", "найближчих"}:
        return
    for i in range(trigger.end, min(sentence.end, trigger.end + _NEAR)):
        if doc[i].text in {"–", "—", ":"} or doc[i].lower_ == "також":
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
