"""Rules that find the body of a post where the title does not name it: generic words, neighbours, the whole release.

Each rule takes one `Case` (a person with a post) and answers with a `Found` body or None; the first answer counts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.gazetteer import describe_organization, implied_organization, resolve_organization, resolve_place
from pipeline.names import lemma_key, nominative_organization, nominative_role
from pipeline.ner.posts import role_text
from pipeline.relations.reading import Reading, full_phrase, generic_words, is_generic, is_plural, kind_of, words_of

_POSSESSIVE = {"його", "її", "їх", "їхній", "їхня", "свій", "своя"}
_LINKING = {",", "та", "і", "й", "а", "також"}
_HEADLINE, _LEAD, _ISSUER = 3.0, 2.0, 3.0
_LEAD_CHARS = 600
# Bodies that a release names for other reasons than that its people belong to them.
_NO_DEFAULT = {"international", "parliament", "president", "foreign"}


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
    def phrase(self) -> str | None:
        """The common noun that stands for the body in the title: `обласної ради`; None when there is none."""
        body = self.reading.titles[self.post.id_].body
        return self.reading.doc[body[0] : body[1]].text if body is not None else None


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
        relation = _first_answer(Case(reading, people[role.head], posts[role.tail], placed))
        if relation is not None:
            found.append(relation)
            if relation.tail:
                placed.setdefault(role.head, bodies[relation.tail])
    return [*link_abbreviation_in_brackets(doc), *found]


def _first_answer(case: Case) -> Relation | None:
    for rule in BODY_RULES:
        answer = rule(case)
        if answer is not None:
            return _affiliation(rule.__name__, case, answer)
    return None


def link_body_by_generic_word(case: Case) -> Found | None:
    """`директор [інституту]`, `голова [обласної ради]` → the body of these words named nearest before, else after."""
    if case.phrase is None:
        return None
    wanted = generic_words(case.phrase)
    same = [body for body in case.reading.bodies if wanted and wanted <= words_of(body.text) and not is_generic(body)]
    return _nearest(case, same)


def link_body_of_title(case: Case) -> Found | None:
    """`заступник [міського голови]` → the town's council, `[Міністр]` → the ministry that the release names."""
    row = _row_of_title(_role(case))
    if case.phrase is not None or row is None or row.body is None:
        return None
    if implied_organization(nominative_role(_role(case))) is not None:
        return None
    wanted = set(lemma_key(row.body).split())
    return _nearest(case, [body for body in case.reading.bodies if wanted <= words_of(body.text)])


@lru_cache(maxsize=5_000)
def _row_of_title(role: str) -> lexicons.RoleBody | None:
    """The row whose title has most words of a role, all of which the role has."""
    words = set(lemma_key(nominative_role(role)).split())
    fitting = [row for row in lexicons.role_bodies() if set(lemma_key(row.title).split()) <= words]
    return max(fitting, key=lambda row: (len(row.title.split()), row.body is not None), default=None)


def link_body_of_region(case: Case) -> Found | None:
    """`голова [ОВА]` in a release from one oblast → the administration of that oblast."""
    wanted = full_phrase(case.phrase) if case.phrase is not None else ""
    if not lemma_key(wanted).startswith("обласний"):
        return None
    regions = _regions(case.reading.doc)
    return Found(None, f"{regions[0]} {nominative_organization(wanted)}") if len(regions) == 1 else None


def link_body_of_neighbour(case: Case) -> Found | None:
    """`директор [інституту] Іван Коваль, його заступник Едем Халілов`: the body of the person named just before."""
    for previous, current in pairwise(case.reading.people):
        if current.id_ == case.person.id_ and previous.id_ in case.placed and _is_coordinated(case, previous):
            return Found(case.placed[previous.id_])
    return None


def _is_coordinated(case: Case, previous: Span) -> bool:
    """With a possessive between, or a deputy behind a conjunction."""
    gap = [token.lower_ for token in case.reading.doc[previous.end : case.post.start]]
    if len(gap) > 4 or any(word not in _LINKING | _POSSESSIVE for word in gap):
        return False
    deputy = case.reading.head(case.post).lemma_.lower() in {"заступник", "заступниця", "помічник", "помічниця"}
    return bool(set(gap) & _POSSESSIVE) or (deputy and len(gap) > 0)


def link_body_of_release(case: Case) -> Found | None:
    """`директорка Олена Ткач`: the body that the release is about, for titles that are always in one.

    The lexicon says which types of body a title may be in; a common noun in the title must be of the body's type.
    """
    role = _role(case)
    row = _row_of_title(role)
    if any(resolve_place(word) is not None for word in role.split() if word[:1].isupper()):
        return None
    default = {"any"} if kind_of(case.reading, case.post) == "post" else set()
    types: set[str] = set(row.types) if row is not None else default
    if not types or is_plural(case.reading, case.post) or implied_organization(nominative_role(role)) is not None:
        return None
    if case.phrase is not None:
        told = describe_organization(nominative_organization(case.phrase))[0]
        types = types if told == "other" else {told}
    main = principal_body(case.reading.doc, frozenset(types))
    return Found(main) if main is not None else None


def _role(case: Case) -> str:
    return role_text(case.reading.doc, case.reading.titles[case.post.id_])


BODY_RULES: tuple[Callable[[Case], Found | None], ...] = (
    link_body_by_generic_word,
    link_body_of_title,
    link_body_of_region,
    link_body_of_neighbour,
    link_body_of_release,
)


def _nearest(case: Case, bodies: list[Span]) -> Found | None:
    """The last body before a person, else the first behind."""
    before = [body for body in bodies if body.start < case.person.start]
    chosen = before[-1] if before else next(iter(bodies), None)
    return Found(chosen) if chosen is not None else None


@cache
def _oblasts() -> dict[str, str]:
    return {row.name: row.adjective for row in lexicons.places() if row.kind == "oblast" and row.adjective}


def _regions(doc: Doc) -> list[str]:
    """Adjectives of the oblasts that places and bodies of a release name, the most frequent first."""
    counts: Counter[str] = Counter()
    for place in document.mentions(doc, "LOC"):
        known = resolve_place(place.text)
        if known is not None and known.name in _oblasts():
            counts[_oblasts()[known.name]] += 1
    for body in document.mentions(doc, "ORG"):
        for adjective in _oblasts().values():
            if lemma_key(adjective) in words_of(body.text):
                counts[adjective] += 1
    return [adjective for adjective, _ in counts.most_common()]


def principal_body(doc: Doc, types: frozenset[str]) -> Span | None:
    """The body a release is mainly about, of the given types: named in the headline, in the lead, often, its issuer."""
    release = document.release(doc)
    votes: dict[str, float] = defaultdict(float)
    fullest: dict[str, Span] = {}
    start = release.title_start_char or 0
    title_end = start + len(release.title or "")
    for body in document.mentions(doc, "ORG"):
        known = resolve_organization(body.text)
        kind = known.type if known is not None else describe_organization(nominative_organization(body.text))[0]
        if not types & {"any", kind} or (kind in _NO_DEFAULT and kind not in types):
            continue
        key = lemma_key(known.name if known is not None else body.text)
        in_title = start <= body.start_char < title_end
        votes[key] += _HEADLINE if in_title else _LEAD if body.start_char < title_end + _LEAD_CHARS else 1.0
        if key not in fullest or len(body.text) > len(fullest[key].text):
            fullest[key] = body
        if release.publisher and key == lemma_key(release.publisher):
            votes[key] += _ISSUER
    return fullest[max(votes, key=lambda name: votes[name])] if votes else None


def link_abbreviation_in_brackets(doc: Doc) -> Iterator[Relation]:
    """`Рада адвокатів Полтавської області (далі – [РАПО])`: the short form is the same body."""
    bodies = document.mentions(doc, "ORG")
    for full in bodies:
        for short in bodies:
            if 1 <= short.start - full.end <= 4 and doc[full.end].text == "(" and short.start > full.end:
                closing = short.end < len(doc) and doc[short.end].text in {")", ";", ","}
                if closing and len(short) < len(full):
                    yield _same(doc, "link_abbreviation_in_brackets", short, full)


def _affiliation(rule: str, case: Case, found: Found) -> Relation:
    sentence = case.person.sent
    phrase = found.mention if found.mention is not None else case.post
    return Relation(
        "affiliation", rule, phrase.start_char, phrase.end_char, case.person.id_,
        found.mention.id_ if found.mention is not None else "", case.post.id_,
        sentence.start_char, sentence.end_char, (("name", found.name),) if found.name is not None else (),
    )  # fmt: skip


def _same(doc: Doc, rule: str, short: Span, full: Span) -> Relation:
    sentence = doc[full.start].sent
    return Relation(
        "same", rule, full.start_char, short.end_char, short.id_, full.id_, "",
        sentence.start_char, sentence.end_char,
    )  # fmt: skip
