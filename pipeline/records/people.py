"""People of a record: mentions grouped into humans, each with its role and body."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Doc, Span

from pipeline import document, names
from pipeline.document import Relation
from pipeline.gazetteer import implied_body
from pipeline.ner.extents import is_part
from pipeline.ner.people import same_stem
from pipeline.ner.phrases import case_of, features_of, possible_cases
from pipeline.ner.posts import Title, role_text, titles_of
from pipeline.ner.titles import is_feminine, title_of
from pipeline.records.bodies import Bodies
from pipeline.records.spans import span_of
from pipeline.relations.participation import decide
from pipeline.schema import Participant


@dataclass
class Human:
    """Mentions that name one human, the fullest first once `settle` has run."""

    name: names.PersonName
    mentions: list[Span] = field(default_factory=list)


def group_people(doc: Doc) -> list[Human]:
    """Humans of a Doc in order of their first mention; full names gather the short ones."""
    found = document.mentions(doc, "PERS")
    forms = tuple(dict.fromkeys(_bare(m.text) for m in found))
    genders = _told_genders(doc, found)
    humans: list[Human] = []
    for mention in sorted(found, key=lambda m: (-_fullness(m), m.start)):
        gender = genders.get(mention.id_)
        name = names.nominative_person(_bare(mention.text), case=_case(mention), gender=gender, known=forms)
        human = next((h for h in humans if _are_one(h, name, mention)), None)
        if human is None:
            human = Human(name)
            humans.append(human)
        human.mentions.append(mention)
    return sorted(humans, key=lambda h: min(m.start for m in h.mentions))


def _bare(text: str) -> str:
    """A name without a nickname in quotes: `Назар «Сивий» Притула` → `Назар Притула`."""
    return re.sub(r"\s*[«“„\"][^»”“\"]*[»”“\"]\s*", " ", text).strip()


def _told_genders(doc: Doc, found: list[Span]) -> dict[str, str]:
    """Gender of a mention by the words around it: a feminine title, a verb in the past that it is the subject of."""
    told: dict[str, str] = {}
    posts, titles = {m.id_: m for m in document.mentions(doc, "JOB")}, titles_of(doc)
    for mention in found:
        verb = mention.root.head if mention.root.dep_.startswith("nsubj") else None
        gender = next(iter(features_of(verb).get("Gender", ())), "") if verb is not None and verb.pos_ == "VERB" else ""
        if gender in {"Fem", "Masc"} and len(mention) > 1 and _may_be_nominative(mention):
            told[mention.id_] = gender[0].lower()
    for relation in document.relations(doc, "role"):
        if relation.tail in posts and is_feminine(doc[titles[relation.tail].head]):
            told[relation.head] = "f"
    return told


def _may_be_nominative(mention: Span) -> bool:
    """False when the tagger or the dictionary has another case for a word of the name."""
    if any(case not in {"", "Nom"} for case in map(case_of, mention)):
        return False
    return all("Nom" in cases for cases in (possible_cases(token.text) for token in mention) if cases)


def _are_one(human: Human, short: names.PersonName, mention: Span) -> bool:
    full = human.name
    if names.same_person(full, short) or _by_patronymic(full, short) or _by_form(full, short):
        return True
    return any(_same_in_text(known, mention) for known in human.mentions)


def _same_in_text(full: Span, short: Span) -> bool:
    """`Р. Жукаускаса` and `Жукаускас` beside `Рімвідас Жукаускас`: by the forms in the text, whatever their nominative.

    Family names in another case and an initial that fits; two full given names must be the same word.
    """
    words, short_words = _name_words(document.span_text(full)), _name_words(document.span_text(short))
    if len(words) < 2 or not short_words or not same_stem(words[-1], short_words[-1]):
        return False
    initials = short_words[:-1]
    return all(len(word.rstrip(".")) == 1 for word in initials) and (not initials or initials[0][0] == words[0][0])


@lru_cache(maxsize=5_000)
def _name_words(name: str) -> list[str]:
    """`О. В. Пилипчук` → О., В., Пилипчук; hyphenated parts together."""
    return re.findall(r"[\w'’-]+\.?", _bare(name))


def _by_form(full: names.PersonName, short: names.PersonName) -> bool:
    """A surname alone whose nominative could not be told but whose form fits (`Романів` of Стефан Романів)."""
    if full.family is None or short.family is None or not same_stem(full.family, short.family):
        return False
    return short.given is None or (full.given is not None and short.given == full.given)


def _by_patronymic(full: names.PersonName, short: names.PersonName) -> bool:
    """`Галина Степанівна` is the Галина Степанівна Коваль named in full elsewhere."""
    return short.family is None and short.patronymic is not None and (short.given, short.patronymic) == (
        full.given, full.patronymic if full.patronymic is not None else short.patronymic
    )  # fmt: skip


def _fullness(mention: Span) -> int:
    """Words of two letters and more: a full name before initials, initials before a surname alone."""
    return sum(2 if len(token.text) > 2 else 1 for token in mention if token.is_alpha or "-" in token.text)


def _case(mention: Span) -> str | None:
    """The case that the tagger gives the given name, when its words agree on one."""
    cases = {case for token in mention for case in features_of(token).get("Case", ())}
    return cases.pop() if len(cases) == 1 else None


def build_participants(doc: Doc, bodies: Bodies) -> tuple[list[Participant], dict[str, str]]:
    """Rows of ``participants`` and the name that each person mention (by id) belongs to."""
    rows, owner, titles = [], {}, titles_of(doc)
    for human in group_people(doc):
        row = _participant(doc, human, bodies, titles)
        rows.append(row)
        owner.update({mention.id_: row.name for mention in human.mentions})
    return rows, owner


@dataclass(frozen=True)
class Held:
    """A role somebody holds: what it is called, in which body, and who says so."""

    role: str | None
    organization: str | None
    inferred: bool
    span: Span | None
    rule: str


def _participant(doc: Doc, human: Human, bodies: Bodies, titles: dict[str, Title]) -> Participant:
    held = _roles(doc, human, bodies, titles)
    main = held[0] if held else Held(None, _lone_body(doc, human, bodies), False, None, human.mentions[0].kb_id_)
    name = human.name
    return Participant(
        name=name.name,
        given=name.given,
        patronymic=name.patronymic,
        family=name.family,
        gender=name.gender,
        name_latin=names.romanize(name.name),
        role=main.role,
        other_roles=tuple(dict.fromkeys(_as_text(other) for other in held[1:] if other.role != main.role)),
        organization=main.organization,
        organization_inferred=main.inferred,
        participation=_participation(doc, human.mentions),
        mentions=tuple(span_of(mention) for mention in human.mentions),
        role_span=span_of(main.span) if main.span is not None else None,
        rule=main.rule,
        name_from=name.how,
    )


def _as_text(held: Held) -> str:
    return f"{held.role}, {held.organization}" if held.organization else str(held.role)


def _roles(doc: Doc, human: Human, bodies: Bodies, titles: dict[str, Title]) -> list[Held]:
    """Roles of a human, posts before ranks, those with a body first, else in the order of the rules.

    A role that only repeats words of another one (`міністр` beside `Міністр юстиції України`) is left out.
    """
    ids = {mention.id_ for mention in human.mentions}
    posts = {mention.id_: mention for mention in document.mentions(doc, "JOB")}
    affiliations = [r for r in document.relations(doc, "affiliation") if r.head in ids]
    linked = [relation for relation in document.relations(doc, "role") if relation.head in ids]
    held = [
        (_kind(doc, titles[r.tail]), _hold(doc, posts[r.tail], titles[r.tail], r, affiliations, bodies, human.name))
        for r in linked
    ]
    held.sort(key=lambda pair: (pair[0], _is_former(pair[1]), pair[1].organization is None, _is_deputy(pair[1])))
    ordered = [one for _, one in held]
    return [one for i, one in enumerate(ordered) if not _repeats(one, [*ordered[:i], *ordered[i + 1 :]], i)]


def _is_former(held: Held) -> bool:
    """`колишня радниця міністра`: a post of today goes first."""
    return (held.role or "").lower().startswith(("колишн", "екс"))


def _is_deputy(held: Held) -> bool:
    """`Віцепрем'єр-міністр – Міністр юстиції`: the ministry tells more than the government that a deputy implies."""
    return held.inferred and (held.role or "").lower().startswith(("віце", "перший віце", "перша віце"))


def _kind(doc: Doc, title: Title) -> int:
    """0 for posts, 1 for professions, 2 for ranks."""
    row = title_of(doc[title.head])
    return ("post", "profession", "rank").index(row.kind) if row is not None else 0


def _repeats(one: Held, others: list[Held], place: int) -> bool:
    """True for a role all of whose words, and whose body, another one has too; of two equal ones the first stays."""
    words = _words(one.role)
    for i, other in enumerate(others):
        told = _words(other.role)
        if one.organization not in {None, other.organization} or not words <= told:
            continue
        if words < told or i < place:
            return True
    return False


def _words(role: str | None) -> set[str]:
    return set(names.fold(role or "").split())


def _hold(
    doc: Doc,
    post: Span,
    title: Title,
    relation: Relation,
    affiliations: list[Relation],
    bodies: Bodies,
    name: names.PersonName,
) -> Held:
    own = next((a for a in affiliations if a.value == post.id_), None)
    shared = next((a for a in affiliations if not a.value), None)
    whole = shared if own is not None and shared is not None and _tells_part(doc, title) else None
    role = names.nominative_role(role_text(doc, title) if whole is None else doc[title.start : title.last].text)
    link = whole or own or shared
    organization = body_named(link, bodies)
    if organization is not None:
        return Held(role, organization, link is not None and not link.tail, post, relation.rule)
    implied = implied_body(role, name)
    return Held(role, implied, implied is not None, post, relation.rule)


def _tells_part(doc: Doc, title: Title) -> bool:
    """`від міської ради – [директор департаменту благоустрою]`: a sub-unit stays in the role when its body is told."""
    return title.body is not None and title.body[0] >= title.end and is_part(doc[slice(*title.body)])


def body_named(link: Relation | None, bodies: Bodies) -> str | None:
    """The body an ``affiliation`` tells: that of a mention, or a name that a rule completed (`Голова ОВА`)."""
    if link is None:
        return None
    completed = next((value for name, value in link.links if name == "name"), None)
    return completed or bodies.name_of(link.tail)


def _lone_body(doc: Doc, human: Human, bodies: Bodies) -> str | None:
    ids = {mention.id_ for mention in human.mentions}
    link = next((r for r in document.relations(doc, "affiliation") if r.head in ids), None)
    return body_named(link, bodies)


def _participation(doc: Doc, mentions: list[Span]) -> str:
    """What the verdicts on the mentions, in text order, come to."""
    ids = {mention.id_ for mention in mentions}
    return decide([relation for relation in document.relations(doc, "participation") if relation.head in ids])
