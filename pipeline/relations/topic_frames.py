"""How a topic follows its trigger: one finder a frame of ``topic_triggers.csv``."""

from collections.abc import Callable, Sequence

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.ner.phrases import CLOSING, case_of, is_break, is_noun, quoted_end
from pipeline.relations.clauses import clause_end, clause_start, split_at, starts_noun_in, trim
from pipeline.relations.lists import list_after
from pipeline.relations.subjects import is_doer
from pipeline.relations.topic_phrases import (
    Parts,
    after_preposition,
    before_verb,
    in_relative,
    is_link,
    is_party,
    phrase_after,
    split,
)
from pipeline.relations.verbs import is_finite, lemma_of, verb
from pipeline.relations.words import clause_words, is_dash, is_noun_word, is_preposition, stands_in, topic_words

_NEAR = 12
_DEVOTED = {"присвятити", "присвячений", "присвячувати"}
_FAR = 20


def find_list(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорили такі питання:` and bullets, in the next lines or in the same one."""
    for token in doc[trigger.end : min(len(doc), trigger.end + _FAR)]:
        if token.text.endswith(":"):
            theme = list(_quoted(doc, token.i, len(doc))) if doc[token.i - 1].lower_ == "тему" else []
            if theme:
                yield from theme  # `на тему: «…»`
                return
            items = list_after(doc, token.i) if _announces(doc, trigger, token.i) else []
            if items and _lists_topics(doc, items):
                inline = not is_break(doc[token.i + 1])
                for start, end in items:
                    yield from _list_parts(doc, start, end, inline)
            return
        if token.text in {".", ";", "!", "?"} or is_break(token) or (is_finite(token) and not is_link(token)):
            return


def _announces(doc: Doc, trigger: Span, colon: int) -> bool:
    """Bullets below, or `такі питання:`, `обговорили:` in the line; not `проєкти відновлення: енергетика, порти`."""
    if colon + 1 >= len(doc) or is_break(doc[colon + 1]) or colon - trigger.end < 2:
        return colon + 1 >= len(doc) or not doc[colon + 1].like_num  # `Ідентифікатор конференції: 841 2320`
    return any(
        token.lemma_.lower() in topic_words("announcing") | topic_words("pointing")
        for token in doc[trigger.end : colon]
    )


def _lists_topics(doc: Doc, items: Sequence[tuple[int, int]]) -> bool:
    """Not a list of people or bodies, of decisions or of sentences."""
    start, end = items[0]
    if is_preposition(doc[start]) and doc[start].lower_ != "про":
        return False
    if any(m.start == start for m in document.mentions(doc, "PERS", "JOB")):
        return False
    first = next((t for t in doc[start : min(end, start + 4)] if verb(t) is not None), None)
    return first is None or not is_finite(first)


def _list_parts(doc: Doc, start: int, end: int, inline: bool) -> Parts:
    start = start + 1 if doc[start].lower_ == "про" else start
    if inline:
        end = min(end, clause_end(doc, start, end))
    own = case_of(doc[start])
    yield from split(doc, start, end, ("Acc", "Nom", own) if own in {"Dat", "Loc", "Ins"} else ("Acc", "Nom"))


def find_object(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорили [відбудову ліцею] та [навчання вчителів]`."""
    yield from _phrases(doc, sentence, trigger, ("Acc", "Nom"))


def find_issue(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`порушили [питання експорту]`: only of questions and themes (`порушує міжнародне право` is no topic)."""
    start = phrase_after(doc, trigger.end, sentence.end, ("Acc", "Nom"))
    if start is not None and asks_question(doc[start : start + 4]):
        yield from split(doc, start, clause_end(doc, start, sentence.end), ("Acc", "Nom"))


def asks_question(phrase: Span) -> bool:
    """`питання експорту`, `тему освіти` opens the phrase."""
    return any(token.lemma_.lower() in topic_words("question") for token in phrase[:4])


def find_genitive_object(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`торкнулися [нестачі лікарів] та [облаштування зали]`."""
    yield from _phrases(doc, sentence, trigger, ("Gen",))


def find_dative(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`присвячена [розвитку освіти]`, `увагу приділили [відбудові]`; `життя присвятив …` tells of no event."""
    if lemma_of(trigger.root) in _DEVOTED and not _devotes_event(doc, sentence, trigger):
        return
    for start, end in _phrases(doc, sentence, trigger, ("Dat",)):
        if not _is_occasion(doc, start):
            yield start, end


def _is_occasion(doc: Doc, start: int) -> bool:
    """`флешмоб, присвячений [Дню Соборності]`, `[річниці] заснування`: when, not what about."""
    return any(token.lemma_.lower() in topic_words("occasion") for token in doc[start : start + 2])


def _devotes_event(doc: Doc, sentence: Span, trigger: Span) -> bool:
    """An event stands near what is devoted: `форум, присвячений …`, `окрему сесію присвятили …`."""
    near = doc[max(sentence.start, trigger.start - _NEAR) : min(sentence.end, trigger.end + 4)]
    return any(lemma_of(token) in topic_words("event") for token in near)


def find_instrumental(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`поділилися [пропозиціями щодо бюджету]`; `досвідом з колегами` says nothing."""
    for start, end in _phrases(doc, sentence, trigger, ("Ins",)):
        with_whom = start + 1 < end and doc[start + 1].lower_ in {"з", "із", "зі"}
        if not (with_whom and lemma_of(doc[start]) in topic_words("empty")):
            yield start, end


def find_subject(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорювалися [питання безпеки]`; `[питання безпеки] обговорювалися` is left to the fronted frame."""
    yield from _phrases(doc, sentence, trigger, ("Nom", "Acc"))


def find_genitive(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обговорення [проєкту бюджету]`: right behind the noun."""
    start = phrase_after(doc, trigger.end, min(sentence.end, trigger.end + 2), ("Gen",))
    if start is not None:
        yield from split(doc, start, clause_end(doc, start, sentence.end), ("Gen",))


def find_about(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`говорили про [безпеку] та [оборону]`; `Про [безпеку] говорили …`."""
    found = list(after_preposition(doc, sentence, trigger, {"про"}, ("Acc", "Nom")))
    yield from found or _about_in_front(doc, sentence, trigger)
    for i in range(found[-1][1] if found else sentence.end, sentence.end - 2):
        if is_dash(doc[i]) and doc[i + 1].lower_ == "про":
            yield from split(doc, i + 2, clause_end(doc, i + 2, sentence.end), ("Acc", "Nom"), "про")


def _about_in_front(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    floor = clause_start(doc, trigger.start, sentence.start)
    first = next(
        (i for i in range(sentence.start, min(sentence.start + 4, trigger.start)) if doc[i].lower_ == "про"), None
    )
    if first is None and doc[floor].lower_ == "про":
        first = floor
    if first is None:
        return
    end = clause_end(doc, first + 1, trigger.start)
    end = _before_doer(doc, first + 1, end) if end >= trigger.start else end
    yield from split(doc, first + 1, end, ("Acc", "Nom"), "про")


def _before_doer(doc: Doc, start: int, end: int) -> int:
    """Without the nominative doer that stands between the topic and its verb."""
    for mention in document.mentions(doc, "PERS", "JOB", "ORG"):
        if (
            start < mention.start < end
            and case_of(mention.root) == "Nom"
            and not is_preposition(doc[mention.start - 1])
        ):
            return mention.start
    return end


def find_with(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`ознайомив із [роботою центру]`."""
    yield from after_preposition(doc, sentence, trigger, {"з", "із", "зі"}, ("Ins",))


def find_on(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`зосередилися на [питаннях безпеки]`."""
    yield from after_preposition(doc, sentence, trigger, {"на"}, ("Loc", "Acc"))


def find_over(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`працювали над [планом відбудови]`."""
    yield from after_preposition(doc, sentence, trigger, {"над"}, ("Ins",))


def find_concerning(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`обмінялися думками щодо [безпеки]`."""
    yield from after_preposition(doc, sentence, trigger, {"щодо", "про", "стосовно"}, ("Gen", "Acc"))


def find_theme(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`нарада щодо [облаштування укриттів]`, `нарада з питань [відбудови]`, `лекція на тему «[…]»`: right behind."""
    i = trigger.end
    if i + 2 >= sentence.end:
        return
    following = doc[i].lower_
    if following == "щодо" or following == "стосовно":
        end = before_verb(doc, trigger, i + 1, clause_end(doc, i + 1, sentence.end))
        yield from split(doc, i + 1, end, ("Gen",))
    elif following in {"з", "із", "зі"} and doc[i + 1].lower_ in {"питань", "питання"}:
        end = before_verb(doc, trigger, i + 2, clause_end(doc, i + 2, sentence.end))
        heading = next((k for k in range(i + 3, end) if doc[k].lower_ == "на" and doc[k + 1].lower_ == "тему"), end)
        yield i + 2, heading
        if heading < end:
            yield from _quoted(doc, heading + 2, sentence.end)
    elif following == "на" and doc[i + 1].lower_.rstrip(":") in {"тему", "теми"}:
        yield from _quoted(doc, i + 2, sentence.end)


def _quoted(doc: Doc, start: int, limit: int) -> Parts:
    """The quotation that begins within some words: `на тему: «[Освіта в громадах]»`."""
    opening = next((k for k in range(start, min(start + 4, limit)) if doc[k].text in CLOSING), None)
    close = quoted_end(doc, opening) if opening is not None else None
    if opening is not None and close is not None:
        yield opening + 1, close - 1


def find_nominal(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`темою зустрічі стала [співпраця]`, `у центрі уваги – [обробіток ґрунту]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + _NEAR)]:
        if is_link(token) or is_dash(token):
            start = phrase_after(doc, token.i + 1, min(sentence.end, token.i + 6), ("Nom", "Acc"))
            if start is not None:
                yield from split(doc, start, clause_end(doc, start, sentence.end), ("Nom", "Acc"))
            return
        if is_finite(token):
            return


def find_behind_dash(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`основні питання – [безпека громадян], [розмінування]`: the dash right behind the word, which is a subject."""
    near = doc[trigger.end : min(trigger.end + 3, sentence.end)]
    dash = next((t.i for t in near if is_dash(t)), None)
    if dash is None or stands_in(trigger.root, ("Gen",)) or any(is_preposition(t) for t in doc[trigger.end : dash]):
        return
    if all(is_noun(token) for token in doc[trigger.end : dash]):
        yield from find_nominal(doc, sentence, trigger)


def find_before_dash(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`[Обмін досвідом] – основна тема наради`: the sentence opens with the topic."""
    start = next((t.i for t in sentence if any(char.isalnum() for char in t.text)), trigger.start)
    dash = next((i for i in range(trigger.start - 1, max(start, trigger.start - 4), -1) if is_dash(doc[i])), None)
    if dash is None or any(is_finite(token) for token in doc[start:dash]):
        return
    if starts_noun_in(("Nom", "Acc"))(doc, start):
        yield from split(doc, start, trim(doc, start, dash), ("Nom", "Acc"))


def find_questions(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`дізналися, [як стягнути аліменти], [які документи додати] і [що робити]`."""
    for token in doc[trigger.end : min(sentence.end, trigger.end + 5)]:
        if (
            (token.text in {",", ":"} or is_dash(token))
            and token.i + 1 < sentence.end
            and doc[token.i + 1].lower_ in clause_words("question") - {"що"}
        ):
            end = trim(doc, token.i + 1, sentence.end)
            yield from split_at(doc, token.i + 1, end, _asks)
            return


def _asks(doc: Doc, i: int) -> bool:
    """`як …`, `які документи …`; not the relative `який виїхав`."""
    if doc[i].lower_.startswith("як") and doc[i].lower_ != "як":
        return i + 1 < len(doc) and (is_noun_word(doc[i + 1]) or doc[i + 1].pos_ == "ADJ")
    return (doc[i].lower_ in clause_words("question") and doc[i].lower_ not in {"коли", "де"}) or _asks_where(doc, i)


def _asks_where(doc: Doc, i: int) -> bool:
    return doc[i].lower_ in {"коли", "де"} and doc[i - 1].text != ","


def find_fronted(doc: Doc, sentence: Span, trigger: Span) -> Parts:
    """`[Відбудову ліцею] та [ремонт доріг] обговорили …`, `[Доступ до житла] – на цих питаннях зосередилися`."""
    start = sentence.start
    while (
        start < trigger.start and not any(char.isalnum() for char in doc[start].text) and doc[start].text not in CLOSING
    ):
        start += 1
    end = next((i for i in range(start, trigger.start) if is_dash(doc[i]) or is_link(doc[i])), trigger.start)
    end = _without_time(doc, start, trim(doc, start, end))
    if _points_back(doc[start:end]):
        yield from _sentence_before(doc, sentence)
        return
    if end - start < 2 or any(is_finite(t) and not in_relative(doc, start, t.i) for t in doc[start:end]):
        return
    if starts_noun_in(("Nom", "Acc"))(doc, start) and not _opens_with_doer(doc, start, end):
        yield from split(doc, start, _before_doer(doc, start, end), ("Nom", "Acc"))


def _without_time(doc: Doc, start: int, end: int) -> int:
    """`[Співпрацю в цьому напрямі] сьогодні обговорювало керівництво`: without the time before the verb."""
    dates = {i for m in document.mentions(doc, "DATE", "TIME") for i in range(m.start, m.end)}
    while end > start and (end - 1 in dates or doc[end - 1].pos_ == "ADV"):
        end -= 1
    return trim(doc, start, end)


def _points_back(words: Span) -> bool:
    """`такі теми`, `саме ці питання`."""
    lemmas = {token.lemma_.lower() for token in words}
    return bool(lemmas & {"такий", "цей"}) and bool(lemmas & {"тема", "питання"})


def _sentence_before(doc: Doc, sentence: Span) -> Parts:
    """`[Відкриття ринку, залучення інвестицій.] Такі теми обговорили`: a sentence without a verb names the topics."""
    if sentence.start == 0:
        return
    before = document.sentence(doc, sentence.start - 1)
    start = next((t.i for t in before if any(char.isalnum() for char in t.text)), before.end)
    end = trim(doc, start, before.end)
    if end > start and not any(is_finite(token) for token in doc[start:end]):
        yield from split(doc, start, end, ("Nom", "Acc"))


def _opens_with_doer(doc: Doc, start: int, end: int) -> bool:
    if any(start <= m.start <= start + 1 for m in document.mentions(doc, "PERS", "JOB", "ORG", "DATE", "PERIOD")):
        return True
    head = next((token for token in doc[start : min(end, start + 4)] if is_noun(token)), None)
    return head is None or is_doer(head) or is_party(head)


def _phrases(doc: Doc, sentence: Span, trigger: Span, cases: tuple[str, ...]) -> Parts:
    if trigger.start > sentence.start and _points_back(doc[sentence.start : trigger.start]):
        yield from _sentence_before(doc, sentence)
        return
    start = phrase_after(doc, trigger.end, sentence.end, cases)
    if start is None:
        return
    end = clause_end(doc, start, sentence.end)
    yield from split(doc, start, end, cases)
    if (
        end + 2 < sentence.end
        and doc[end].text == ","
        and doc[end + 1].lower_ in {"зокрема", "передусім", "насамперед"}
    ):
        yield from split(doc, end + 2, clause_end(doc, end + 2, sentence.end), cases)


FRAMES: dict[str, Callable[[Doc, Span, Span], Parts]] = {
    "list": find_list,
    "object": find_object,
    "issue": find_issue,
    "object_gen": find_genitive_object,
    "subject": find_subject,
    "dative": find_dative,
    "instrumental": find_instrumental,
    "genitive": find_genitive,
    "про": find_about,
    "з": find_with,
    "на": find_on,
    "над": find_over,
    "щодо": find_concerning,
    "theme": find_theme,
    "nominal": find_nominal,
    "dash": find_behind_dash,
    "before dash": find_before_dash,
    "questions": find_questions,
    "fronted": find_fronted,
}
