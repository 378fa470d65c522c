"""Rules that find the body of a post where the title does not name it: generic words, neighbours, the whole release.

Each rule takes one `Case` (a person with a post) and answers with a `Found` body or None; the first answer counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.gazetteer import (
    describe_organization,
    implied_body,
    implied_organization,
    resolve_organization,
    resolve_place,
)
from pipeline.names import lemma_key, nominative_organization, nominative_person, nominative_role
from pipeline.names.morphology import readings
from pipeline.ner.extents import is_part
from pipeline.ner.posts import role_text
from pipeline.ner.things import thing_nouns
from pipeline.relations.reading import Reading, build_relation, is_plural, words_of
from pipeline.relations.references import complete_name

_POSSESSIVE = {"його": "mn", "її": "f", "їх": "p", "їхній": "p", "їхня": "p", "їхнього": "p", "їхньої": "p"}
_MINE = {"мій", "моя", "мого", "моєї", "моєму", "моїй", "моїм", "моєю"}
# Programmes and projects act like bodies (SPEC 5).
_LIKE_BODIES = {"програма", "проєкт", "проект"}
_LINKING = {",", "та", "і", "й", "а", "також"}
_HEADLINE, _LEAD, _ISSUER = 3.0, 2.0, 3.0
_LEAD_CHARS = 600
# `(худ. керівник …)`: a shortened word before a title in brackets.
_SHORT = 4
# Bodies that a release names for other reasons than that its people belong to them.
_NO_DEFAULT = {"international", "parliament", "president", "foreign"}
# Bodies in which foreigners do not serve.
_HOSTS = {"local", "government", "law_enforcement", "military", "parliament", "court"}
# Bodies that have sub-units and are mostly named apart from them.
_WITH_PARTS = frozenset({"education", "health", "business", "culture"})


@dataclass(frozen=True)
class Found:
    """The body a rule found: a mention, or a name that it completed from the release."""

    mention: Span | None
    name: str | None = None


@dataclass
class Case:
    """A person whose post has no body in its own phrase."""

    reading: Reading
    person: Span
    post: Span
    placed: dict[str, Span]
    """Bodies of the people that are placed already, by the id of their mention."""

    @property
    def phrase(self) -> Span | None:
        """The common noun that stands for the body in the title: `обласної ради`; None when there is none."""
        return self.reading.told_body(self.post)

    @property
    def role(self) -> str:
        """The words of the role."""
        return role_text(self.reading.doc, self.reading.titles[self.post.id_])

    @property
    def known_bodies(self) -> list[Span]:
        """Bodies of the release that have a name."""
        return [body for body in self.reading.bodies if body.id_ not in self.reading.unexplained]


def link_affiliations(doc: Doc) -> list[Relation]:
    """Further ``affiliation`` relations, for posts that have no body yet, and ``same`` for abbreviations."""
    reading = Reading.of(doc)
    people = {m.id_: m for m in reading.people}
    posts = {m.id_: m for m in reading.posts}
    bodies = {m.id_: m for m in reading.bodies}
    linked = document.relations(doc, "affiliation")
    placed = {r.head: bodies[r.tail] for r in reversed(linked)}
    done = {(r.head, r.value) for r in linked}
    found: list[Relation] = []
    for role in document.relations(doc, "role"):
        if (role.head, role.tail) in done or (role.head, "") in done:
            continue
        case = Case(reading, people[role.head], posts[role.tail], placed)
        relation = _first_answer(case)
        if relation is not None:
            found.append(relation)
            if relation.tail:
                placed.setdefault(role.head, bodies[relation.tail])
        elif _implied(case) is None:
            found.append(_without_body(case))
    return [*link_abbreviation_in_brackets(doc), *found, *link_parents_of_subunits(reading, linked)]


def _implied(case: Case) -> str | None:
    return implied_body(nominative_role(case.role), nominative_person(case.person.text))


def _first_answer(case: Case) -> Relation | None:
    """The answer of the first rule that has one; a title that implies its body (`Міністр юстиції`) needs none."""
    if _implied(case) is not None:
        return None
    for rule in BODY_RULES:
        answer = rule(case)
        if answer is not None:
            return _affiliation(rule.__name__, case, answer)
    return None


def link_ministry_abroad(case: Case) -> Found | None:
    """`Міністерство оборони Австралії … міністр оборони [Джулі Бішоп]` → the ministry of that name abroad."""
    ours = implied_organization(nominative_role(case.role))
    if ours is None or _implied(case) is not None:
        return None
    words = set(lemma_key(ours.removesuffix(" України")).split())
    abroad = (body for body in case.known_bodies if words < words_of(body.text) and not _is_stranger(case.person, body))
    found = next(abroad, None)
    return Found(found) if found is not None else None


def link_body_of_title(case: Case) -> Found | None:
    """`заступник [міського голови]` → the town's council, `[Міністр]` → the ministry that the release names."""
    row = _row_of_title(case.role)
    if case.phrase is not None or row is None or row.body is None:
        return None
    wanted = set(lemma_key(row.body).split())
    named = principal_body(case.reading, frozenset(row.types or {"any"}), wanted)
    if named is not None:
        return Found(named)
    completed = complete_name(case.reading.doc, row.body)
    return Found(None, completed) if completed is not None else None


def link_parents_of_subunits(reading: Reading, linked: list[Relation]) -> Iterator[Relation]:
    """`декан факультету менеджменту` in a release of a university: the body that the part belongs to."""
    people, bodies = {m.id_: m for m in reading.people}, {m.id_: m for m in reading.bodies}
    placed = {relation.head for relation in linked if not relation.value}
    for relation in linked:
        part = bodies.get(relation.tail)
        if part is None or not relation.value or relation.head in placed or not is_part(part):
            continue
        others = [bodies[r.tail] for r in linked if r.head == relation.head and r.tail in bodies and r.value]
        parent = next((body for body in others if not is_part(body)), None) or _main_with_parts(reading)
        if parent is not None and not _is_stranger(people[relation.head], parent):
            yield build_relation("affiliation", "link_parents_of_subunits", people[relation.head], parent)


def _main_with_parts(reading: Reading) -> Span | None:
    """The body that the release is about, when it is of those whose parts are mostly named without it."""
    main = principal_body(reading, frozenset({"any"}))
    return main if main is not None and kind_of_body(main.text) in _WITH_PARTS and not is_part(main) else None


@lru_cache(maxsize=5_000)
def _row_of_title(role: str) -> lexicons.RoleBody | None:
    """The row whose title has most words of a role, all of which the role has, a feminine title as its masculine."""
    words = set(lemma_key(nominative_role(role)).split())
    words |= {part for word in words - _masculine().keys() - {*_masculine().values()} for part in word.split("-")}
    words |= {_masculine()[word] for word in words if word in _masculine()}
    fitting = [row for row in lexicons.role_bodies() if set(lemma_key(row.title).split()) <= words]
    return max(fitting, key=lambda row: (len(row.title.split()), row.body is not None), default=None)


def link_body_by_kind(case: Case) -> Found | None:
    """`директорка [закладу]`, `юрист [компанії]` → the nearest body before of such a kind, else the first behind."""
    kinds = _kinds_of_word(lemma_key(case.phrase.text).split()[-1]) if case.phrase is not None else frozenset()
    fitting = [b for b in case.known_bodies if b != case.phrase and ({"any", kind_of_body(b.text)} & kinds)]
    before = [body for body in fitting if body.start < case.person.start]
    chosen = before[-1] if before else next(iter(fitting), None)
    return Found(chosen) if chosen is not None else None


@cache
def _masculine() -> dict[str, str]:
    return {row.feminine: row.lemma for row in lexicons.roles() if row.feminine}


@cache
def _kinds_of_word(lemma: str) -> frozenset[str]:
    """Types of the bodies that a hypernym stands for; empty for other words."""
    return next((frozenset(row.types) for row in lexicons.body_kinds() if row.word == lemma), frozenset())


@lru_cache(maxsize=20_000)
def kind_of_body(text: str) -> str:
    """The type of a body by the gazetteer, else by its head noun."""
    known = resolve_organization(text)
    return known.type if known is not None else describe_organization(nominative_organization(text))[0]


def link_body_of_neighbour(case: Case) -> Found | None:
    """`директор [інституту] Іван Коваль, його заступник Едем Халілов`: the body of the person named just before."""
    for previous, current in pairwise(case.reading.people):
        if current.id_ == case.person.id_ and previous.id_ in case.placed and _is_coordinated(case, previous):
            return Found(case.placed[previous.id_])
    return None


def _is_coordinated(case: Case, previous: Span) -> bool:
    """With a possessive between, or a deputy behind a conjunction whose title tells no more."""
    gap = [token.lower_ for token in case.reading.doc[previous.end : case.post.start]]
    if len(gap) > 4 or any(word not in _LINKING | _POSSESSIVE.keys() for word in gap):
        return False
    deputy = case.reading.head(case.post).lemma_.lower() in {"заступник", "заступниця", "помічник", "помічниця"}
    alone = case.phrase is None and len(case.post) == 1
    return bool(set(gap) & _POSSESSIVE.keys()) or (deputy and alone and len(gap) > 0)


def link_body_of_possessive(case: Case) -> Found | None:
    """`звіт [приймальної комісії] представила її секретарка`: the nearest body before that the pronoun agrees with."""
    doc = case.reading.doc
    pronoun = _POSSESSIVE.get(doc[case.post.start - 1].lower_, "") if case.post.start else ""
    floor = document.sentence(doc, case.post.start).start
    for body in reversed([b for b in case.known_bodies if floor <= b.start and b.end < case.post.start]):
        if pronoun and _gender_of_body(body.text) in pronoun:
            return Found(body)
    return None


@lru_cache(maxsize=5_000)
def _gender_of_body(text: str) -> str:
    """``m``, ``f``, ``n`` or ``p`` of the head of a body's name; of its full name when it is an abbreviation."""
    known = resolve_organization(text)
    name = known.name if known is not None else nominative_organization(text)
    for word in name.split():
        for reading in readings(word):
            if reading.is_noun and reading.case == "Nom":
                return "p" if reading.number == "p" else reading.gender or ""
    return ""


def link_body_before_bracket(case: Case) -> Found | None:
    """`доручено [управлінню майна] (начальник – Іван Коваль)`: the body right before the bracket of a post."""
    start = case.post.start
    opening = next((i for i in range(start - 1, max(0, start - 4), -1) if case.reading.doc[i].text == "("), 0)
    if opening < 1 or any(token.is_alpha and len(token) > _SHORT for token in case.reading.doc[opening + 1 : start]):
        return None
    ending = [body for body in case.known_bodies if body.end == opening]
    return Found(max(ending, key=len)) if ending else None


def link_body_of_release(case: Case) -> Found | None:
    """`директорка Олена Ткач`: the body that the release is about, for titles that are always in one.

    The lexicon says which types of body a title may be in; a common noun in the title must be of the body's type.
    """
    row = _row_of_title(case.role)
    if any(resolve_place(word) is not None for word in case.role.split() if word[:1].isupper()):
        return None
    types: set[str] = set(row.types) if row is not None else set()
    if not types or is_plural(case.reading, case.post) or _is_of_another(case) or _is_of_a_thing(case):
        return None
    if case.phrase is not None:
        told = kind_of_body(case.phrase.text)
        types = types if told == "other" else {told}
    main = principal_body(case.reading, frozenset(types))
    return Found(main) if main is not None and not _is_stranger(case.person, main) else None


def _is_of_another(case: Case) -> bool:
    """`[її] начальник`, `радник [її] начальника`, `[мій] заступник`: a pronoun stands for what no rule has found."""
    doc, post = case.reading.doc, case.post
    words = {token.lower_ for token in doc[max(0, post.start - 1) : post.end]}
    return bool(words & _POSSESSIVE.keys()) or any(word in _MINE for word in words)


def _is_of_a_thing(case: Case) -> bool:
    """`директор [фільму]`, `координаторка [флешмобу]`: a title in an event or a work, not in a body."""
    head = case.reading.titles[case.post.id_].head
    things = thing_nouns() - _LIKE_BODIES
    return any(token.lemma_.lower() in things for token in case.reading.doc[head + 1 : case.post.end])


def _is_stranger(person: Span, body: Span) -> bool:
    """A guest with a foreign given name is not in the town's council, the ministry, the university of the hosts."""
    known = resolve_organization(body.text)
    country = known.country if known is not None else describe_organization(nominative_organization(body.text))[1]
    return nominative_person(person.text).is_western and kind_of_body(body.text) in _HOSTS and country in {None, "UA"}


BODY_RULES: tuple[Callable[[Case], Found | None], ...] = (
    link_ministry_abroad,
    link_body_of_title,
    link_body_by_kind,
    link_body_before_bracket,
    link_body_of_neighbour,
    link_body_of_possessive,
    link_body_of_release,
)


def principal_body(reading: Reading, types: frozenset[str], wanted: set[str] | None = None) -> Span | None:
    """The body a release is mainly about, of the given types: named in the headline, in the lead, often, its issuer.

    Its name must hold the ``wanted`` words.
    """
    release = document.release(reading.doc)
    votes: dict[str, float] = defaultdict(float)
    fullest: dict[str, Span] = {}
    start = release.title_start_char or 0
    title_end = start + len(release.title or "")
    called = _called_by_initials(reading)
    for body in reading.bodies:
        kind = kind_of_body(body.text)
        if not types & {"any", kind} or (kind in _NO_DEFAULT and kind not in types):
            continue
        if body.id_ in reading.unexplained or not (wanted or set()) <= words_of(body.text):
            continue
        full = called.get(body.id_, body)
        known = resolve_organization(full.text)
        key = lemma_key(known.name if known is not None else full.text)
        in_title = start <= body.start_char < title_end
        votes[key] += _HEADLINE if in_title else _LEAD if body.start_char < title_end + _LEAD_CHARS else 1.0
        if key not in fullest or len(full.text) > len(fullest[key].text):
            fullest[key] = full
        if release.publisher and key == lemma_key(release.publisher):
            votes[key] += _ISSUER
    return fullest[max(votes, key=lambda name: votes[name])] if votes else None


def _called_by_initials(reading: Reading) -> dict[str, Span]:
    """The full names of the short forms that the release explains, by the id of the short one."""
    bodies = {body.id_: body for body in reading.bodies}
    told = document.relations(reading.doc, "same")
    return {r.head: bodies[r.tail] for r in told if r.rule == "link_abbreviations" and r.tail in bodies}


def link_abbreviation_in_brackets(doc: Doc) -> Iterator[Relation]:
    """`Рада адвокатів Полтавської області (далі – [РАПО])`: the short form is the same body."""
    bodies = document.mentions(doc, "ORG")
    for full in bodies:
        for short in bodies:
            if 1 <= short.start - full.end <= 4 and doc[full.end].text == "(" and short.start > full.end:
                closing = short.end < len(doc) and doc[short.end].text in {")", ";", ","}
                if closing and len(short) < len(full):
                    yield _same(doc, "link_abbreviation_in_brackets", short, full)


def _without_body(case: Case) -> Relation:
    """Why a role has no body: no rule found one (`мешканець села Іван Коваль`)."""
    sentence = document.sentence(case.reading.doc, case.person.start)
    reason = f"{case.person.text}: no body of the release fits this title"
    return Relation(
        "refused", "link_affiliations", case.post.start_char, case.post.end_char, "", "", reason,
        sentence.start_char, sentence.end_char,
    )  # fmt: skip


def _affiliation(rule: str, case: Case, found: Found) -> Relation:
    sentence = document.sentence(case.reading.doc, case.person.start)
    phrase = found.mention if found.mention is not None else case.post
    return Relation(
        "affiliation", rule, phrase.start_char, phrase.end_char, case.person.id_,
        found.mention.id_ if found.mention is not None else "", case.post.id_,
        sentence.start_char, sentence.end_char, (("name", found.name),) if found.name is not None else (),
    )  # fmt: skip


def _same(doc: Doc, rule: str, short: Span, full: Span) -> Relation:
    sentence = document.sentence(doc, full.start)
    return Relation(
        "same", rule, full.start_char, short.end_char, short.id_, full.id_, "",
        sentence.start_char, sentence.end_char,
    )  # fmt: skip
