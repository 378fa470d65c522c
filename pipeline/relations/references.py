"""Bodies called by common words: `Фонд`, `обласна рада`, `ОВА` are what the release calls by name elsewhere.

Where it does so nowhere, a council or administration is completed from the region or town that is plain from the
release; any other common word names no body.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.debris import find_bylines
from pipeline.document import Relation
from pipeline.gazetteer import resolve_organization, resolve_place
from pipeline.names import lemma_key, nominative_organization
from pipeline.ner.people import is_capitalised
from pipeline.relations.reading import full_phrase, generic_words, is_generic, words_of

_REGIONAL = re.compile(r"([А-ЯІЇЄҐ])О([ДВ]А)")
_ADJECTIVE_OF_OBLAST = re.compile(r"\b([А-ЯІЇЄҐ][\w'-]+[сцз]ьк)\w{1,3} (?:облас|обл\.|ОВА|ОДА|облрад|облдерж)")
_ADJECTIVE_OF_TOWN = re.compile(
    r"\b([А-ЯІЇЄҐ][\w'-]+[сцз]ьк)\w{1,3} (?:міськ\w+|селищн\w+|сільськ\w+|територіальн\w+|громад\w*|міськрад\w+|ТГ|МТГ)"
)
_TOWN_LEVELS = {"міський", "селищний", "сільський"}
# A region is plain when it is named this many times as often as the next one.
_PLAIN = 2
_OFFICE = "уповноважений"
_SHORT = 90


def link_generic_bodies(doc: Doc) -> list[Relation]:
    """``same`` for common words: to the mention that has the name, or with the completed name as value.

    `Фонд` → `Пенсійний фонд України` named before; `обласна рада` in a release from Полтава → `Полтавська обласна
    рада`; a bare `Комісія` that nothing explains is ``refused``.
    """
    bodies = document.mentions(doc, "ORG")
    named = [body for body in bodies if not is_bare(body)]
    found = [relation for body in bodies if is_generic(body) for relation in _explain(doc, body, named)]
    return [*found, *_refuse_signatures(doc, bodies)]


def _refuse_signatures(doc: Doc, bodies: list[Span]) -> Iterator[Relation]:
    """`Пресслужба Полтавської ОВА`, `Прес-центр | 27 березня`: a line that only signs or stamps names no body."""
    signed = find_bylines(document.text(doc))
    stamp = document.release(doc).published_span
    title = document.release(doc).title_start_char or 0
    for body in bodies:
        start = document.text(doc).rfind("\n", 0, body.start_char) + 1
        end = (document.text(doc) + "\n").find("\n", body.end_char)
        byline = any(low <= body.start_char < high for low, high in signed)
        stamped = stamp is not None and start <= stamp.start_char < end and end - start < _SHORT
        alone = len(document.text(doc)[start:end].strip(" .|:–—-")) == len(body.text)
        if byline or stamped or (alone and (start < title or not document.text(doc)[end:].strip())):
            yield _relation(body, "refused", value="the signature or the stamp of the issuer")


def _explain(doc: Doc, body: Span, named: list[Span]) -> Iterator[Relation]:
    full = _fuller(body, named)
    bare = is_bare(body)
    name = complete_name(doc, body.text) if bare and full is None else None
    if full is not None:
        yield _relation(body, "same", tail=full.id_)
    elif name is not None:
        yield _relation(body, "same", value=name)
    elif bare:
        yield _relation(body, "refused", value="a common word that no body of the release explains")


def is_bare(body: Span) -> bool:
    """True for a head noun with nothing but words of level: `Комісія`, `обласна рада`, `ОВА`."""
    if _written_out(body.text) != body.text or (len(body) == 1 and body.text.islower()):
        return True
    words = [word for word in lemma_key(body.text).split() if word not in _common_modifiers()]
    return len(words) == 1 and words[0] in _head_lemmas()


@cache
def _common_modifiers() -> frozenset[str]:
    return frozenset(row.word for row in lexicons.common_modifiers())


def _written_out(phrase: str) -> str:
    """`ОВА` and `ЛОВА` → обласна військова адміністрація."""
    return full_phrase(_REGIONAL.sub(r"О\2", phrase))


def _fuller(body: Span, named: list[Span]) -> Span | None:
    """The named body of the same words, the nearest before, else the first behind."""
    head = _head(_written_out(body.text))
    # `представник Уповноваженого з питань …`: the field is that of the representative
    wanted = {head} if head == _OFFICE else generic_words(_written_out(body.text))
    same = [
        other for other in named
        if head and wanted < words_of(other.text) and _head(other.text) == head and other.start != body.start
    ]  # fmt: skip
    before = [other for other in same if other.start < body.start]
    return before[-1] if before else next(iter(same), None)


@cache
def _head_lemmas() -> frozenset[str]:
    return frozenset(row.lemma for row in lexicons.organization_heads())


def _head(text: str) -> str:
    """The first head noun of a body's canonical name, empty when it has none."""
    body = resolve_organization(text)
    words = lemma_key(body.name if body is not None else text).split()
    return next((word for word in words if word in _head_lemmas()), "")


def complete_name(doc: Doc, text: str) -> str | None:
    """The name of a council or administration of the one region or town that is plain from the release.

    `міська рада` in a release from Чортків → `Чортківська міська рада`.
    """
    phrase = nominative_organization(_written_out(text))
    words = set(lemma_key(phrase).split())
    if "обласний" in words:
        initial = _REGIONAL.fullmatch(text)
        votes = {a: n for a, n in _oblast_votes(doc).items() if initial is None or a.startswith(initial[1])}
    elif words & _TOWN_LEVELS:
        votes = dict(_town_votes(doc, "міський" in words))
    else:
        return None
    adjective = _plain(votes)
    return f"{_agreeing(adjective, phrase)} {phrase[:1].lower()}{phrase[1:]}" if adjective is not None else None


def _agreeing(adjective: str, phrase: str) -> str:
    """`Тернопільська` before `обласне управління` → `Тернопільське`."""
    ending = next((e for e in ("е", "ий") if phrase.split()[0].endswith(e)), "а")
    return adjective[:-1] + ending


def _plain(votes: dict[str, int]) -> str | None:
    best = Counter(votes).most_common(2)
    if not best or (len(best) > 1 and best[0][1] < _PLAIN * best[1][1]):
        return None
    return best[0][0]


@cache
def _oblasts() -> dict[str, str]:
    return {row.name: row.adjective for row in lexicons.places() if row.kind == "oblast" and row.adjective}


@cache
def _towns() -> dict[str, lexicons.PlaceRow]:
    return {row.name: row for row in lexicons.places() if row.kind == "city"}


def _oblast_votes(doc: Doc) -> Counter[str]:
    """Adjectives of oblasts by how often the release and its issuer name them or their towns."""
    text = f"{document.release(doc).publisher or ''}\n{document.text(doc)}"
    stems = {adjective[:-1]: adjective for adjective in _oblasts().values()}
    votes = Counter(stems[stem] for stem in _ADJECTIVE_OF_OBLAST.findall(text) if stem in stems)
    for name in _places(doc):
        region = name if name in _oblasts() else (_towns()[name].region if name in _towns() else None)
        if region in _oblasts():
            votes[_oblasts()[region]] += 1
    return votes


def _town_votes(doc: Doc, is_town: bool) -> Counter[str]:
    """Adjectives of towns and communities; a town that is only named counts for its own council (`міська рада`)."""
    text = f"{document.release(doc).publisher or ''}\n{document.text(doc)}"
    votes = Counter(f"{stem}а" for stem in _ADJECTIVE_OF_TOWN.findall(text))
    adjectives = [_towns()[name].adjective for name in _places(doc) if name in _towns()] if is_town else []
    votes.update(adjective for adjective in adjectives if adjective is not None)
    return votes


def _places(doc: Doc) -> Iterable[str]:
    """Names of the places of a release, one for each capitalised word or model's mention."""
    found = {m.start: m.text for m in document.mentions(doc, "LOC")}
    words = {token.i: token.text for token in doc if is_capitalised(token) and len(token.text) > 3}
    people = {i for person in document.mentions(doc, "PERS") for i in range(person.start, person.end)}
    for start, text in {**words, **found}.items():
        place = resolve_place(text) if start not in people else None
        if place is not None:
            yield place.name


def _relation(body: Span, kind: str, *, tail: str = "", value: str = "") -> Relation:
    sentence = document.sentence(body.doc, body.start)
    return Relation(
        kind, "link_generic_bodies", body.start_char, body.end_char, body.id_, tail, value,
        sentence.start_char, sentence.end_char,
    )  # fmt: skip
