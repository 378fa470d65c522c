"""Extents shared by the rules for topics and actions: where clauses begin and end, and coordinated parts.

Positions are token indices, ends exclusive; a span is `(start, end)`.
"""

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Doc, Token

from pipeline import document
from pipeline.ner.phrases import CLOSING, DASHES, case_of, is_abbreviation, is_adjective_form, is_break, quoted_end
from pipeline.relations.verbs import is_finite, is_gerund, is_infinitive, is_passive_participle, verb
from pipeline.relations.words import (
    clause_words,
    is_dash,
    is_noun_word,
    is_preposition,
    may_stand_in,
    possible_cases,
    stands_in,
)

Parts = list[tuple[int, int]]
Starter = Callable[[Doc, int], bool]

_END = {".", "!", "?", "…", ";"}
_WHICH = re.compile(r"(як|котр|чи)(ий|а|е|є|і|ї|я|ого|ої|ому|ій|им|ою|их|ими|у|ю|их|ими|ому|ім)$")
_SOON = 7
_LONGEST_ABBREVIATION = 4


def clause_end(doc: Doc, start: int, limit: int) -> int:
    """End of the clause from ``start``: a full stop, semicolon or line end, or where another main clause begins.

    Relative clauses stay in (`ситуацію, що склалася`); a clause of speech or a new predicate does not.
    """
    i = start
    while i < limit:
        token = doc[i]
        if (close := quotation_end(doc, i)) is not None and close <= limit:
            i = close
            continue
        if is_break(token) or (token.text in _END and not is_abbreviation_dot(token)) or _closes_quote(doc, start, i):
            return trim(doc, start, i)
        if i > start and (token.text == ":" or _starts_new_clause(doc, i, limit)):
            return trim(doc, start, i)
        i += 1
    return trim(doc, start, limit)


def _closes_quote(doc: Doc, start: int, i: int) -> bool:
    """`» – сказав міністр`: the end of direct speech that began before the clause."""
    if i == start or not closes_quotation(doc, i) or i + 1 >= len(doc):
        return False
    if doc[i + 1].text not in {",", *DASHES} and doc[i - 1].text not in {",", "!", "?"}:
        return False
    return not any(opens_quotation(doc, k) for k in range(start, i))


def opens_quotation(doc: Doc, i: int) -> bool:
    """True at an opening mark; one that looks the same on both sides opens where a blank or bracket is before it."""
    return doc[i].text in CLOSING and not closes_quotation(doc, i)


def closes_quotation(doc: Doc, i: int) -> bool:
    """True at a closing mark: `роль», – сказав`, `звільнення," - заявив`."""
    if doc[i].text in {"»", "”"}:
        return True
    before = doc[i - 1] if i else None
    return (
        doc[i].text in {'"', "“"}
        and before is not None
        and not before.whitespace_
        and not before.is_space
        and (before.text not in {"(", "[", "-", "–", "—"})
    )


def quotation_end(doc: Doc, i: int) -> int | None:
    """End of the quotation that opens at ``i``, None where none does or it never closes."""
    return quoted_end(doc, i) if opens_quotation(doc, i) else None


def is_abbreviation_dot(token: Token) -> bool:
    """True for a full stop inside a sentence: `2 млн. грн`, `ім. Шевченка`, `О. Коваль`."""
    doc, i = token.doc, token.i
    if token.text != "." or i + 1 >= len(doc) or is_break(doc[i + 1]):
        return False
    following = doc[i + 1]
    return following.text[:1].islower() or not (following.is_sent_start or _ends_word(token, following))


def _ends_word(stop: Token, following: Token) -> bool:
    """`…слова та віросповідання. Австралія захищатиме`: behind a whole word, though the engine saw no end there."""
    before = stop.doc[stop.i - 1]
    return (
        following.is_title
        and len(before.text) > _LONGEST_ABBREVIATION
        and before.text.isalpha()
        and before.is_lower
        and before.lower_ not in clause_words("abbreviation")
    )


def _starts_new_clause(doc: Doc, i: int, limit: int) -> bool:
    """True at a comma, dash or conjunction behind which another main clause or a gerund begins."""
    token = doc[i]
    if token.text == ",":
        return _comma_starts_clause(doc, i, limit)
    if is_dash(token):
        return _finite_soon(doc, i + 1, limit, reach=6)
    return token.lower_ in {"та", "і", "й", "або"} and _finite_soon(doc, i + 1, limit, reach=3)


def _comma_starts_clause(doc: Doc, i: int, limit: int) -> bool:
    following = doc[i + 1] if i + 1 < limit else None
    if following is None:
        return False
    if is_dash(following):
        return True
    if following.lower_ in clause_words("main") or is_gerund(following) or _comments(doc, i + 1, limit):
        return True
    if following.lower_ in clause_words("joining") and (
        _adds_clause(doc, i + 2, limit) or gap_after(doc, i + 1, limit)
    ):
        return True
    if is_relative(following) or (following.pos_ == "ADP" and _is_relative(doc, i + 2, limit)):
        return False
    return _finite_soon(doc, i + 1, limit, reach=_SOON + 3 if following.lower_ == "а" else _SOON)


def _adds_clause(doc: Doc, i: int, limit: int) -> bool:
    """`…, і [що відповіді надходитимуть]`: the next thing that was said."""
    i = i + 1 if i < limit and doc[i].lower_ == "також" else i
    return i < limit and doc[i].lower_ == "що"


def gap_after(doc: Doc, i: int, limit: int) -> int | None:
    """The dash of a clause without its verb (`а суспільство [–] запрошене до дискусії`); None before an infinitive."""
    for k in range(i + 1, min(i + 12, limit)):
        if is_dash(doc[k]):
            task = any(is_infinitive(token) for token in doc[k + 1 : min(k + 6, limit)])
            return None if task else k
        if doc[k].text in {",", ";", "."} or is_finite(doc[k]) or is_infinitive(doc[k]):
            return None
    return None


def _comments(doc: Doc, i: int, limit: int) -> bool:
    """`…, на що директорка відповіла`, `…, про що повідомили`: another clause about what was said."""
    return doc[i].pos_ == "ADP" and i + 1 < limit and doc[i + 1].lower_ in {"що", "чим", "чому"}


def is_relative(token: Token) -> bool:
    """`яка`, `котрого`, `де`, `що`, `щоб`: opens a clause that stays in the phrase before it."""
    return token.lower_ in clause_words("relative") or bool(_WHICH.match(token.lower_))


def _is_relative(doc: Doc, i: int, limit: int) -> bool:
    return i < limit and bool(_WHICH.match(doc[i].lower_))


def _finite_soon(doc: Doc, start: int, limit: int, reach: int = _SOON) -> bool:
    """A finite verb within a few words and before any comma: the words from ``start`` are a clause."""
    for token in doc[start : min(start + reach, limit)]:
        if (token.is_punct and token.text not in DASHES) or is_relative(token):
            return False
        if is_finite(token):
            return True
    return False


def clause_start(doc: Doc, i: int, floor: int) -> int:
    """Start of the clause of the predicate at ``i``: behind a comma, colon, dash or the last predicate's `і`."""
    start = i
    while start > floor:
        if _ends_before(doc, start - 1, i, floor):
            jump = _before_relative(doc, start - 1, floor)
            if jump is None:
                break
            start = jump
        else:
            start -= 1
    while start < i and (step := _opening(doc, start, i)):
        start += step
    return start


def _opening(doc: Doc, start: int, limit: int) -> int:
    """How many tokens at ``start`` only join the clause to what stands before: `а також`, `крім того,`, an emoji."""
    if start + 2 < limit and f"{doc[start].lower_} {doc[start + 1].lower_}" in clause_words("opener"):
        return 2
    return 1 if doc[start].lower_ in clause_words("opener") or not _has_letters(doc[start]) else 0


def _before_relative(doc: Doc, comma: int, floor: int) -> int | None:
    """`Перемовини[, яке становитиме мільйон,] розпочнуться`: where a relative clause before a comma starts."""
    if doc[comma].text != ",":
        return None
    for k in range(comma - 1, floor, -1):
        if doc[k].text == ",":
            opens = _is_relative(doc, k + 1, comma) or _is_relative(doc, k + 2, comma)
            return k if opens and any(is_finite(token) for token in doc[k:comma]) else None
        if doc[k].text in {";", ":"} or is_dash(doc[k]) or is_break(doc[k]):
            return None
    return None


def _ends_before(doc: Doc, k: int, i: int, floor: int) -> bool:
    token = doc[k]
    if (
        token.text in DASHES
        and k + 1 < len(doc)
        and doc[k + 1].pos_ in {"NUM", "X"} | ({"ADJ"} if doc[k + 1].is_digit else set())
    ):
        return False
    if is_break(token) or is_dash(token) or token.text in {",", ";", ":", "("}:
        return True
    if opens_quotation(doc, k):
        close = quoted_end(doc, k)
        return close is None or close > i
    if token.text in {".", "!", "?"}:
        return not is_abbreviation_dot(token)
    return token.lower_ in {"та", "і", "й"} and _has_predicate(doc, floor, k) and i - k <= _SOON


def _has_predicate(doc: Doc, start: int, end: int) -> bool:
    """A finite verb with no comma between it and ``end``."""
    for k in range(end - 1, start - 1, -1):
        if doc[k].text in {",", ";", ":"}:
            return False
        if is_finite(doc[k]):
            return True
    return False


def _has_letters(token: Token) -> bool:
    return any(char.isalnum() for char in token.text) or token.text in CLOSING


def clause_opener(doc: Doc, i: int, floor: int) -> str:
    """The word that subordinates the clause of the predicate at ``i`` (`якщо`, `що`, `який`), or empty."""
    k = i
    while k > floor and not (doc[k - 1].text in {",", ";", ":"} or is_dash(doc[k - 1]) or is_break(doc[k - 1])):
        k -= 1
    while k < i and doc[k].lower_ in clause_words("main"):
        k += 1
    for token in doc[k : min(k + 3, i)]:
        lemma = token.lemma_.lower()
        if _WHICH.match(token.lower_):
            return "який"
        if token.pos_ == "SCONJ" or lemma in clause_words("subordinator"):
            return token.lower_
        if token.pos_ not in {"ADP", "CCONJ", "PART", "ADV"}:
            break
    return ""


def trim(doc: Doc, start: int, end: int) -> int:
    """``end`` without punctuation, blanks and conjunctions before it."""
    while end > start and (
        doc[end - 1].is_space or doc[end - 1].text in {",", ":", "-", "–", "—", ";", "."} | clause_words("joining")
    ):
        if doc[end - 1].text == "." and is_abbreviation_dot(doc[end - 1]):
            break
        end -= 1
    if end - start > 1 and closes_quotation(doc, end - 1) and not any(t.text in CLOSING for t in doc[start : end - 1]):
        end -= 1
    for k in (1, 2, 3):
        # a relative pronoun whose clause was cut off: `заяву[, в якій]`
        if end - k > start and doc[end - k].text == "," and _WHICH.match(doc[end - 1].lower_):
            return end - k
    return end


def split_at(doc: Doc, start: int, end: int, starts_item: Starter) -> Parts:
    """Coordinated parts of a span: cut at commas and conjunctions behind which ``starts_item`` sees a new head."""
    cuts: list[tuple[int, int]] = []
    i = start + 1
    while i < end:
        if (close := quotation_end(doc, i)) is not None:
            i = close
            continue
        if doc[i].text == "(":
            i = next((k for k in range(i, end) if doc[k].text.startswith(")")), i) + 1
            continue
        joins = doc[i].lower_ in clause_words("joining") and not _in_purpose(doc, start, i)
        if doc[i].text in {",", ";"} or joins:
            after = _past_conjunctions(doc, i + 1, end)
            if after < end and starts_item(doc, after):
                cuts.append((i, after))
            i = after
        else:
            i += 1
    bounds = [start, *[after for _, after in cuts]]
    ends = [*[before for before, _ in cuts], end]
    return [(first, trim(doc, first, last)) for first, last in zip(bounds, ends, strict=True) if last > first]


def _in_purpose(doc: Doc, start: int, i: int) -> bool:
    """`…, аби підтримувати молодь [та] залучати її`: the conjunction joins inside the clause of purpose."""
    comma = next((k for k in range(i - 1, start, -1) if doc[k].text == ","), start)
    return doc[comma + 1].lower_ in clause_words("purpose")


def _past_conjunctions(doc: Doc, i: int, end: int) -> int:
    while i < end and (doc[i].lower_ in clause_words("joining") or doc[i].text == ","):
        i += 1
    return i


def split_nouns(doc: Doc, start: int, end: int, cases: Sequence[str], preposition: str = "") -> Parts:
    """Coordinated noun phrases in one of the cases; the last `і` of an enumeration may lead a form of several cases.

    `[дотримання прав], [захист свідків] і [відновлення доріг]`, but `у сфері захисту і просування прав` is one.
    """
    parts = split_at(doc, start, end, starts_noun_in(cases, preposition))
    if len(parts) > 1:
        first, last = parts[-1]
        parts[-1:] = split_at(doc, first, last, starts_noun_in(cases, preposition, enumerated=True))
    return _join_bare(doc, parts)


def _join_bare(doc: Doc, parts: Parts) -> Parts:
    """`[державним та урядовим зустрічам]`: an adjective alone is no member, it shares the noun of the next one.

    Nor does a member end with one before another: `[атаки на цивільну та енергетичну інфраструктуру]`.
    """
    joined: Parts = []
    for first, last in parts:
        if joined and (_lacks_noun(doc, *joined[-1]) or _shares_noun(doc, *joined[-1], first)):
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _lacks_noun(doc: Doc, start: int, end: int) -> bool:
    return not any(is_noun_word(token) or token.is_quote for token in doc[start:end])


def _shares_noun(doc: Doc, start: int, end: int, following: int) -> bool:
    """`атаки на [цивільну] та [енергетичну] …`: an adjective behind a preposition, and one that agrees with it."""
    last, first = doc[end - 1], doc[following]
    if end - start < 3 or not is_preposition(doc[end - 2]):
        return False
    both_modify = is_adjective_form(last.text) and is_adjective_form(first.text)
    return both_modify and bool(possible_cases(last) & possible_cases(first)) and last.text[-2:] == first.text[-2:]


def starts_noun_in(cases: Sequence[str], preposition: str = "", *, enumerated: bool = False) -> Starter:
    """Tells whether a noun phrase in one of the cases starts at a position (adjectives before it agree).

    With a preposition, one that repeats it counts too: `про обіди, [про догляд]`.
    """

    def starts(doc: Doc, position: int) -> bool:
        if preposition and doc[position].lower_ == preposition:
            return True
        for token in doc[position : min(position + 5, len(doc))]:
            if token.is_punct or is_preposition(token) or token.pos_ == "SCONJ" or verb(token) is not None:
                return token.text in CLOSING
            if is_noun_word(token):
                return _heads_item(doc, position, token, cases, enumerated)
        return False

    return starts


def _heads_item(doc: Doc, position: int, head: Token, cases: Sequence[str], enumerated: bool) -> bool:
    """Whether a noun is the head of a new member; verbal nouns (`створення`) look the same in several cases."""
    if is_abbreviation(head) or _is_apposition(doc, position):
        return False
    verbal = head.lower_.endswith(("ння", "ття"))
    before = doc[position - 2] if position > 1 else None
    bare = not enumerated and doc[position - 1].text != "," and before is not None and case_of(before) == "Gen"
    if verbal and bare and not _is_verbal(_first_noun(doc, position)) and not _is_parallel(doc, position, head):
        return False
    if stands_in(head, cases) or _looks_like_a_subject(head, cases):
        return True
    if not verbal and not enumerated:
        return False
    return all(may_stand_in(token, cases) for token in doc[position : head.i + 1] if token.pos_ != "ADV")


def _is_apposition(doc: Doc, position: int) -> bool:
    """`пам'яті борця за волю, [гетьмана Івана Мазепи]`: who somebody is, behind a comma."""
    if doc[position - 1].text != ",":
        return False
    named = {m.start for m in document.mentions(doc, "PERS", "JOB")}
    return position in named and case_of(doc[position - 2]) == "Gen" and "Gen" in possible_cases(doc[position])


def _looks_like_a_subject(head: Token, cases: Sequence[str]) -> bool:
    """`погодилися на обмін та [спільні школи]`: nominative and accusative of things are one form, and taggers guess."""
    return "Acc" in cases and case_of(head) == "Nom" and "Acc" in possible_cases(head)


def _is_parallel(doc: Doc, position: int, head: Token) -> bool:
    """`[відбудову ліцею] та [навчання вчителів]`: on both sides a noun with its genitive, the first without more."""
    first = _first_noun(doc, position)
    if first is None or first.i + 1 != position - 2 or (first.i > 0 and is_preposition(doc[first.i - 1])):
        return False
    behind = doc[head.i + 1] if head.i + 1 < len(doc) else None
    return behind is not None and is_noun_word(behind) and case_of(behind) == "Gen"


def _is_verbal(token: Token | None) -> bool:
    return token is not None and token.lower_.endswith(("ння", "ття"))


def _first_noun(doc: Doc, position: int) -> Token | None:
    """Head of the phrase before a position: the first noun behind the last comma, verb or preposition."""
    k = position - 2
    while k >= 0 and not (doc[k].is_punct or doc[k].is_space or is_finite(doc[k]) or is_preposition(doc[k])):
        k -= 1
    return next((token for token in doc[k + 1 : position - 1] if is_noun_word(token)), None)


def starts_infinitive(doc: Doc, position: int) -> bool:
    """True when an infinitive stands at a position, at most behind adverbs, a date or place: `до 1 травня провести`."""
    limit = min(position + _SOON, len(doc))
    for token in doc[position:limit]:
        if is_infinitive(token):
            return True
        if (token.is_punct and token.text not in DASHES) or is_finite(token) or token.pos_ == "SCONJ":
            return False
        if token.i == position and token.pos_ not in {"ADV", "PART", "NUM", "ADP"} and not token.is_digit:
            return False
    return False


def starts_predicate(doc: Doc, position: int) -> bool:
    """True when a predicate stands at a position: `створено …`, `надала …`, `[не] буде …`."""
    if is_relative(doc[position]):
        return False
    return any(
        is_finite(token) or (is_passive_participle(token) and token.pos_ == "VERB")
        for token in doc[position : min(position + 2, len(doc))]
    )


__all__ = [
    "Parts", "clause_end", "clause_opener", "clause_start", "is_abbreviation_dot", "split_at",
    "starts_infinitive", "starts_noun_in", "starts_predicate", "trim",
]  # fmt: skip
