"""Extents of Ukrainian noun phrases on a tagged Doc: how far a title or the name of a body reaches.

All positions are token indices of the Doc, ends exclusive.
"""

from collections.abc import Container
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from pipeline import lexicons
from pipeline.names.morphology import parts_of_speech, readings

OPENING = {"«", "“", "„", "‹"}
CLOSING = {"«": "»", "“": "”", "„": "“", "‹": "›", '"': '"'}
DASHES = {"–", "—", "-", "‒", "―"}
# Words of a title or body may follow these prepositions: `секретар з питань …`, `рада при …`, `посол в Україні`.
_WITH_GENITIVE = {"з", "із", "зі"}
_WITH_LOCATIVE = {"при", "у", "в", "на"}
# In the locative only a place name goes on a title or name, or one of these words: `у справах ветеранів`.
_FIELDS = {"справа", "сфера", "галузь", "місто", "область", "район"}
# The name of such a place stands behind it in the nominative: `в Автономній Республіці [Крим]`.
_NAMED_UNITS = {"республіка", "місто", "село", "селище"}
_MAX_QUOTED = 25
_AND = {"та", "і", "й"}
# What the tagger sometimes takes a word for.
_SIGNS = {"PUNCT", "SYM", "SPACE"}


def case_of(token: Token) -> str:
    """Grammatical case of a token as the tagger has it (``Nom``, ``Gen`` …), empty when it has none."""
    return next(iter(features_of(token).get("Case", ())), "")


def features_of(token: Token) -> dict[str, tuple[str, ...]]:
    """Values of the grammatical features that the tagger gave (``{"Case": ("Gen",), "Number": ("Sing",)}``)."""
    return _features(str(token.morph))


@lru_cache(maxsize=5_000)
def _features(morph: str) -> dict[str, tuple[str, ...]]:
    """Remembered: spaCy looks each feature up in its store of strings anew, and the sets are few."""
    pairs = (pair.partition("=") for pair in morph.split("|") if "=" in pair)
    return {name: tuple(values.split(",")) for name, _, values in pairs}


def is_tagged_plural(token: Token) -> bool:
    """True for a plural by the tagger."""
    return "Plur" in features_of(token).get("Number", ())


def is_break(token: Token) -> bool:
    """True for the white space between lines, which no phrase crosses."""
    return token.is_space and "\n" in token.text


def is_abbreviation(token: Token) -> bool:
    """True for words in capitals of two letters and more: `МЗС`, `ОБСЄ`, `РНБО`."""
    return token.text.isupper() and token.text.isalpha() and len(token.text) > 1


def is_noun(token: Token) -> bool:
    """True for common and proper nouns; signs and pictures that the tagger takes for names are none.

    A word that the tagger takes for a sign is what the dictionary says (`Сумській [області]`).
    """
    if token.pos_ in _SIGNS and token.is_alpha:
        return parts_of_speech(token.text) == {"NOUN"}
    return token.pos_ in {"NOUN", "PROPN"} and token.text[:1].isalpha()


@lru_cache(maxsize=50_000)
def possible_cases(word: str) -> frozenset[str]:
    """Cases that the dictionary gives a form (`освіти` → Gen, Nom, Acc …); empty for a word it does not have."""
    return frozenset(reading.case for reading in readings(word) if reading.known)


def is_modifier(token: Token) -> bool:
    """True for words that agree with a noun to their right: adjectives, participles, ordinals.

    A capitalised adjective that the tagger takes for a name is known by the dictionary (`[Постійного] Представника`),
    and so is one that it takes for a noun, when the noun it agrees with follows (`[генерального] директора`).
    """
    if token.pos_ == "PROPN":
        return _is_only_adjective(token.text)
    if token.pos_ == "NOUN" or (token.pos_ in _SIGNS and token.is_alpha):
        return _is_only_adjective(token.text) and _stands_before_its_noun(token)
    return token.pos_ == "ADJ" or (token.pos_ == "VERB" and "Part" in features_of(token).get("VerbForm", ()))


@lru_cache(maxsize=50_000)
def _is_only_adjective(word: str) -> bool:
    found = readings(word)
    return bool(found) and all(reading.is_adjective and reading.known for reading in found)


def _stands_before_its_noun(token: Token) -> bool:
    """True when the next words that are no adjectives are a noun in the case and number of this one."""
    forms = _forms(token.text)
    for other in token.doc[token.i + 1 : token.i + 5]:
        if not other.is_alpha or not forms & _forms(other.text):
            return False
        if not _is_only_adjective(other.text):
            return True
    return False


def agree(modifier: Token, noun: Token) -> bool:
    """True when case and number of two tokens do not contradict each other (a missing feature fits all).

    Where the tagger gave them different ones, the dictionary may have a reading that both share (`[Постійного]
    Представника`, tagged as accusative and genitive).
    """
    for feature in ("Case", "Number"):
        left, right = features_of(modifier).get(feature), features_of(noun).get(feature)
        if left and right and left != right:
            return bool(_forms(modifier.text) & _forms(noun.text))
    return True


@lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[tuple[str, str]]:
    """Case and number of the readings that the dictionary has for a form."""
    return frozenset((reading.case, reading.number) for reading in readings(word) if reading.known)


def word_start(doc: Doc, i: int) -> int:
    """First token of the hyphenated word that token ``i`` is part of (`[віце-]президент`)."""
    while i >= 2 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ and not doc[i - 2].whitespace_:
        i -= 2
    return i


def word_end(doc: Doc, i: int) -> int:
    """End of the hyphenated word that token ``i`` is part of (`суддя[-спікерка]`)."""
    while i + 2 < len(doc) and doc[i + 1].text == "-" and not doc[i].whitespace_ and not doc[i + 1].whitespace_:
        i += 2
    return i + 1


def quoted_end(doc: Doc, start: int) -> int | None:
    """End of the quotation that opens at token ``start`` (nested quotes included), or None when it never closes."""
    opening = doc[start].text
    closing = CLOSING.get(opening)
    if closing is None:
        return None
    depth = 0
    for i in range(start, min(len(doc), start + _MAX_QUOTED)):
        text = doc[i].text
        if is_break(doc[i]):
            return None
        if text == closing and (closing != opening or i > start):
            depth -= 1
            # `«Агрохолдинг «Зернолан»`: one closing mark may stand for both
            if depth == 0 or closing == opening:
                return i + 1
        elif text == opening:
            depth += 1
    return _last_closing(doc, start, closing)


def _last_closing(doc: Doc, start: int, closing: str) -> int | None:
    for i in range(min(len(doc), start + _MAX_QUOTED) - 1, start, -1):
        if doc[i].text == closing:
            return i + 1
    return None


def left_edge(doc: Doc, head: int, floor: int = 0, blocked: Container[int] = ()) -> int:
    """First token of the agreeing modifiers before a head: `Полтавська обласна [рада]`, `перший [заступник]`."""
    start = word_start(doc, head)
    while start > floor and start - 1 not in blocked:
        previous = doc[start - 1]
        if previous.text in DASHES or previous.is_space or not is_modifier(previous) or not agree(previous, doc[head]):
            break
        start = word_start(doc, start - 1)
    return start


def right_edge(
    doc: Doc, head: int, ceiling: int, blocked: Container[int] = (), alone: Container[int] = ()
) -> int:
    """End of the complements after a head: `міністр [освіти і науки України]`, `посол [США в Україні]`.

    Takes genitive nouns with their adjectives, quotations, abbreviations, coordination of genitives and the
    prepositions that titles and names of bodies use; stops before ``blocked`` tokens, verbs and other cases, and
    before a conjunction with a group headed by one of ``alone`` (`голови ради та [заступника] міністра`).
    """
    end = position = word_end(doc, head)
    while position < ceiling and position not in blocked:
        step = _next_part(doc, position, ceiling, blocked)
        if step is not None and _joins(doc[position]) and _first_noun(doc, position, step) in alone:
            break
        if step is None:
            break
        position = end = step
    return end


def _first_noun(doc: Doc, start: int, end: int) -> int:
    """The noun that heads a group: `та [культури] Посольства США`; -1 when there is none."""
    return next((i for i in range(start, end) if is_noun(doc[i])), -1)


def is_conjunction(token: Token) -> bool:
    """True for coordinating conjunctions; `та`, `і`, `й` are nothing else, whatever the tagger says."""
    return token.pos_ == "CCONJ" or token.lower_ in _AND


def _joins(token: Token) -> bool:
    return is_conjunction(token) or token.text in {",", "/"}


def _next_part(doc: Doc, position: int, ceiling: int, blocked: Container[int]) -> int | None:
    """End of the next part of the phrase that starts at ``position``, or None when the phrase is over."""
    token = doc[position]
    if token.text in CLOSING:
        close = quoted_end(doc, position)
        return close if close is not None and close <= ceiling else None
    if token.text == "№" and position + 1 < ceiling and doc[position + 1].is_digit:
        return position + 2
    if token.pos_ == "ADP" or token.lower_ in _WITH_GENITIVE | _WITH_LOCATIVE:
        return _after_preposition(doc, position, ceiling, blocked)
    if _joins(token):
        return _after_conjunction(doc, position, ceiling, blocked)
    return _genitive_group(doc, position, ceiling, blocked)


def _genitive_group(doc: Doc, position: int, ceiling: int, blocked: Container[int], case: str = "Gen") -> int | None:
    """End of `[adjectives] noun` in one case from ``position``, or None."""
    for i in range(position, min(ceiling, position + 6)):
        token = doc[i]
        if i > position and token.text == "-" and _is_half_word(doc, i - 1):
            continue
        if i in blocked or token.is_punct or token.is_space or _is_initial(doc, i):
            return None
        if _is_half_word(doc, i):
            continue
        if (is_noun(token) and not _leads_on(doc, i, ceiling)) or is_abbreviation(token) or token.pos_ == "X":
            end = word_end(doc, i) if _fits(token, case) and not _is_number(token) else None
            return _over_state(doc, end, ceiling, blocked) if end is not None else None
        if token.pos_ == "ADV" and i + 1 < ceiling and is_modifier(doc[i + 1]):
            continue  # `постійно [діючої] комісії`
        if position < i < ceiling - 1 and is_conjunction(token) and _are_attributes(doc[i - 1], doc[i + 1], case):
            continue  # `інформаційної [та] внутрішньої політики`
        if not (is_modifier(token) or token.pos_ == "DET") or not _fits(token, case) or _is_number(token):
            return None
    return None


def _are_attributes(left: Token, right: Token, case: str) -> bool:
    return all(is_modifier(token) and not is_noun(token) and _fits(token, case) for token in (left, right))


def _is_initial(doc: Doc, i: int) -> bool:
    """`парафії у Флоренції [о.] Теодозій`: a letter with its full stop."""
    return len(doc[i].text) == 1 and i + 1 < len(doc) and doc[i + 1].text == "." and not doc[i].whitespace_


def _is_half_word(doc: Doc, i: int) -> bool:
    """`[житлово]-комунального`, `[військово]-лікарської`: the first part of an adjective, which has no case."""
    joined = i + 2 < len(doc) and doc[i + 1].text == "-" and not doc[i].whitespace_ and not doc[i + 1].whitespace_
    return joined and doc[i].text.endswith(("о", "е", "є")) and is_adjective_form(doc[i + 2].text)


@lru_cache(maxsize=50_000)
def is_adjective_form(word: str) -> bool:
    """True when the dictionary has the form as an adjective, perhaps among others."""
    return any(reading.is_adjective for reading in readings(word))


@cache
def _no_bodies() -> frozenset[str]:
    """Abbreviations of things: `Департамент енергоефективності та [ЖКГ]`."""
    return frozenset(row.word for row in lexicons.no_bodies())


@cache
def _states() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.name_limits() if row.kind == "state")


def _over_state(doc: Doc, end: int, ceiling: int, blocked: Container[int]) -> int:
    """`посол Республіки [Словенія]`: the name of the state behind the word for it stands in the nominative."""
    if doc[end - 1].lemma_.lower() not in _states() or end >= ceiling or end in blocked:
        return end
    named = doc[end].text[:1].isupper() and "Nom" in (possible_cases(doc[end].text) or {"Nom"})
    return end + 1 if named and not is_modifier(doc[end]) else end


def _leads_on(doc: Doc, i: int, ceiling: int) -> bool:
    """True for an adjective taken for a noun or name with its noun behind it."""
    tagged = doc[i].pos_ in {"PROPN", "NOUN"}
    return tagged and is_modifier(doc[i]) and i + 1 < ceiling and doc[i + 1].text[:1].isalpha()


def _is_number(token: Token) -> bool:
    return any(char.isdigit() for char in token.text)


def _fits(token: Token, case: str) -> bool:
    """True when a token may stand in a case: by the tagger, or by the dictionary where the tagger says otherwise.

    The tagger takes many a genitive for another case (`з питань [цифровізації]` as locative).
    """
    possible = possible_cases(token.text)
    return is_abbreviation(token) or (not possible and case_of(token) in {case, ""}) or case in possible


def _after_preposition(doc: Doc, position: int, ceiling: int, blocked: Container[int]) -> int | None:
    word = doc[position].lower_
    if word in _WITH_GENITIVE:
        return _genitive_group(doc, position + 1, ceiling, blocked)
    if word not in _WITH_LOCATIVE:
        return None
    end = _genitive_group(doc, position + 1, ceiling, blocked, "Loc")
    if end is None or word == "при":
        return end
    last = doc[end - 1]
    names_place = doc[position + 1].text[:1].isupper() or last.lemma_.lower() in _FIELDS
    if last.lemma_.lower() in _NAMED_UNITS and end < ceiling and doc[end].text[:1].isupper() and end not in blocked:
        return end + 1
    return end if names_place else None


def _after_conjunction(doc: Doc, position: int, ceiling: int, blocked: Container[int]) -> int | None:
    """`освіти [і науки]`, `громад[, територій та інфраструктури]`: a comma counts only when a conjunction closes it.

    What goes on in capitals is another name (`міської ради та [БФ «Право на дім»]`).
    """
    if position + 1 < ceiling and doc[position + 1].text[:1].isupper() and not doc[position - 1].text[:1].isupper():
        return None
    if position + 1 < ceiling and is_abbreviation(doc[position + 1]) and doc[position + 1].text not in _no_bodies():
        return None
    end = _list_member(doc, position + 1, ceiling, blocked)
    if end is None or doc[position].text != ",":
        return end
    while end < ceiling and doc[end].text == ",":
        following = _list_member(doc, end + 1, ceiling, blocked)
        if following is None:
            return None
        end = following
    if end < ceiling and is_conjunction(doc[end]):
        return _list_member(doc, end + 1, ceiling, blocked)
    return None


def _list_member(doc: Doc, position: int, ceiling: int, blocked: Container[int]) -> int | None:
    """End of a member of a list with its own genitives: `верховенства [права]`, or None."""
    end = _genitive_group(doc, position, ceiling, blocked)
    while end is not None and end < ceiling:
        following = _genitive_group(doc, end, ceiling, blocked)
        if following is None:
            break
        end = following
    return end
