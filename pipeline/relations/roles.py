"""Rules that connect a person with a post and a body: one small function for each phrase they know.

Every rule takes the reading (`Reading`) of a Doc and yields ``role`` (person → job) and ``affiliation``
(person → body) relations. The order of the rules is their priority: the first role of a person is the main one.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation
from pipeline.ner.phrases import DASHES, case_of, is_break, is_conjunction
from pipeline.relations.members import MEMBER_RULES
from pipeline.relations.reading import (
    Reading,
    bracketed,
    build_relation,
    cases_agree,
    coordinated,
    is_plural,
    is_title_gap,
    kind_of,
)
from pipeline.relations.second_mentions import link_role_of_second_mention

_KINDS = {"post": 0, "profession": 1, "rank": 2}
_OPENING = {",", "(", *DASHES}
# Words between a title and a verb of holding or getting a post: `головою якого нині є …`.
_MAX_VERB_GAP = 5
_MAX_BRACKET = 7


@cache
def appointments() -> frozenset[str]:
    """Lemmas of verbs with which a title stands in the instrumental: `стати`, `обрати`, `бути`."""
    return frozenset(row.modifier for row in lexicons.role_modifiers() if row.kind == "appointment")


def link_roles(doc: Doc) -> list[Relation]:
    """Role and affiliation relations of a Doc, the main role of each person first."""
    reading = Reading.of(doc)
    found = [relation for rule in ROLE_RULES for relation in rule(reading)]
    return [*found, *link_role_of_second_mention(reading, found)]


def link_role_before_name(reading: Reading) -> Iterator[Relation]:
    """`[голова] Полтавської облради [Іван Коваль]`, `[начальник] управління полковник [Олена Ткач]`."""
    for person in reading.people:
        for post in posts_before(reading, person):
            yield from _role(reading, "link_role_before_name", person, post, person.start)


def posts_before(reading: Reading, person: Span) -> list[Span]:
    """Titles that lead to a name: posts before professions and ranks, else in text order."""
    nearest = next((post for post in reversed(reading.posts) if reading.last(post) <= person.start), None)
    if nearest is None or is_plural(reading, nearest) or not cases_agree(reading, nearest, person):
        return []
    if not is_title_gap(reading, reading.last(nearest), person.start) or _belongs_to_name_before(reading, nearest):
        return []
    chain = [nearest]
    while (further := _previous_title(reading, chain[0])) is not None and cases_agree(reading, further, person):
        chain.insert(0, further)
    return sorted(chain, key=lambda post: _KINDS[kind_of(reading, post)])


def _previous_title(reading: Reading, post: Span) -> Span | None:
    """The title right before another of the same holder: `міністр, [віцепрем'єр]`, `[ректор] професор`."""
    previous = next((p for p in reversed(reading.posts) if reading.last(p) <= post.start), None)
    if previous is None or is_plural(reading, previous) or _belongs_to_name_before(reading, previous):
        return None
    aside = bracketed(reading.doc, reading.last(previous), post.start)
    gap = [token for token in reading.doc[reading.last(previous) : post.start] if token.i not in aside]
    joined = len(gap) <= 1 and all(t.text in {",", *DASHES} or t.pos_ == "CCONJ" for t in gap)
    return previous if joined else None


def _belongs_to_name_before(reading: Reading, post: Span) -> bool:
    """True for the title in `Іван Коваль, [голова] ради, …` unless a name follows it too."""
    doc = reading.doc
    if post.start < 2 or doc[post.start - 1].text not in {",", "("}:
        return False
    before = reading.person_ending_at(post.start - 1)
    if before is None or not cases_agree(reading, post, before):
        return False
    following = reading.next_person(post.end)
    return following is None or not _leads_to(reading, post, following)


def _leads_to(reading: Reading, post: Span, person: Span) -> bool:
    return is_title_gap(reading, reading.last(post), person.start) and cases_agree(reading, post, person)


def link_role_in_apposition(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль, [голова] Полтавської облради, …`; `Іван Коваль – [директор] фонду`; `Іван Коваль ([голова])`."""
    for person in reading.people:
        for post in posts_after(reading, person):
            yield from _role(reading, "link_role_in_apposition", person, post, None)


def posts_after(reading: Reading, person: Span) -> list[Span]:
    """Titles that stand behind a name in apposition, posts before professions and ranks."""
    doc, end = reading.doc, _behind_latin(reading.doc, person.end)
    found: list[Span] = []
    while end < len(doc) and doc[end].text in _OPENING:
        post = reading.post_at(end + 1)
        if post is None or is_plural(reading, post) or _is_next_persons_title(reading, post):
            break
        if doc[end].text == "," and (not cases_agree(reading, post, person) or _leads_to_unknown(reading, post)):
            break
        found.append(post)
        end = reading.last(post)
    return sorted(found, key=lambda post: _KINDS[kind_of(reading, post)])


def _behind_latin(doc: Doc, start: int) -> int:
    """`Херрієт Сміт [(Harriet Smith)], менеджер`: the end of a name in Latin letters in brackets, else ``start``."""
    if start >= len(doc) or doc[start].text != "(":
        return start
    close = next((i for i in range(start + 1, min(len(doc), start + _MAX_BRACKET)) if doc[i].text == ")"), None)
    is_name = close is not None and all(token.text.isascii() for token in doc[start + 1 : close])
    return close + 1 if is_name and close is not None else start


def _is_next_persons_title(reading: Reading, post: Span) -> bool:
    """True when the post is followed by a name: `Іван Коваль, [директорка] школи Олена Ткач` (a list of people)."""
    following = reading.next_person(post.end)
    return following is not None and _leads_to(reading, post, following)


def _leads_to_unknown(reading: Reading, post: Span) -> bool:
    """`Іван Коваль, [Глава] УПЦ [Філарет], …`: one word that is no mention but looks like the holder's name."""
    end = reading.last(post)
    if end >= len(reading.doc) or end in reading.covered or case_of(reading.head(post)) != "Nom":
        return False
    token = reading.doc[end]
    return token.pos_ == "PROPN" and token.text[:1].isupper() and case_of(token) == "Nom"


def link_role_in_instrumental(reading: Reading) -> Iterator[Relation]:
    """`обрали Івана Коваля [директором] філармонії`: a title in the instrumental right behind a name."""
    for person in reading.people:
        post = reading.post_at(person.end)
        if post is None or case_of(reading.head(post)) != "Ins" or is_plural(reading, post):
            continue
        if case_of(person[0]) != "Ins" and not _is_next_persons_title(reading, post):
            yield from _role(reading, "link_role_in_instrumental", person, post, None)


def link_role_of_appointment(reading: Reading) -> Iterator[Relation]:
    """`призначено [головою] агентства Романа Коваля`, `[координаторкою] стала Олена Ткач`, `[головою] якого є …`."""
    for post in reading.posts:
        person = reading.next_person(reading.last(post))
        if person is None or case_of(reading.head(post)) != "Ins" or is_plural(reading, post):
            continue
        gap = reading.doc[reading.last(post) : person.start]
        appointed = not cases_agree(reading, post, person) and is_title_gap(reading, reading.last(post), person.start)
        if appointed or (len(gap) <= _MAX_VERB_GAP and any(t.lemma_.lower() in appointments() for t in gap)):
            yield from _role(reading, "link_role_of_appointment", person, post, person.start)


def link_role_behind_verb(reading: Reading) -> Iterator[Relation]:
    """`Олена Ткач стала [координаторкою] проєкту`, `Іван Коваль, який є [депутатом]`."""
    doc = reading.doc
    for post in reading.posts:
        if case_of(reading.head(post)) != "Ins" or is_plural(reading, post):
            continue
        person = next((p for p in reversed(reading.people) if p.end <= post.start), None)
        if person is None or post.start - person.end > _MAX_VERB_GAP:
            continue
        if document.sentence(doc, person.start).start != document.sentence(doc, post.start).start:
            continue
        if case_of(person[0]) in {"Nom", ""} and any(
            t.lemma_.lower() in appointments() for t in doc[person.end : post.start]
        ):
            yield from _role(reading, "link_role_behind_verb", person, post, None)


def link_role_in_list(reading: Reading) -> Iterator[Relation]:
    """`[Голова]: Юрій Коваль`, `[Модераторка] зустрічі: Ірина Гай`."""
    for post in reading.posts:
        colon = _colon_after(reading, post)
        if colon is not None and not is_plural(reading, post):
            for person in _people_of_list(reading, colon)[:1]:
                yield from _role(reading, "link_role_in_list", person, post, colon)


def link_shared_role_in_list(reading: Reading) -> Iterator[Relation]:
    """`[Члени управи]:` and names in the same line, or in the lines below."""
    for post in reading.posts:
        colon = _colon_after(reading, post)
        if colon is None or not is_plural(reading, post):
            continue
        for person in _people_of_list(reading, colon):
            if posts_before(reading, person):
                yield from _body_only(reading, "link_shared_role_in_list", person, post)
            else:
                yield from _role(reading, "link_shared_role_in_list", person, post, colon)


def _body_only(reading: Reading, rule: str, person: Span, post: Span) -> Iterator[Relation]:
    """`троє тренерів компанії: [аналітик] Іван Коваль`: a title of one's own counts more, the body is shared."""
    body = reading.body_of(post)
    if body is not None and all(reading.told_body(own) is None for own in posts_before(reading, person)):
        yield build_relation("affiliation", rule, person, body)


def _colon_after(reading: Reading, post: Span) -> int | None:
    end = reading.last(post)
    return next((i for i in range(end, min(end + 2, len(reading.doc))) if reading.doc[i].text == ":"), None)


def _people_of_list(reading: Reading, colon: int) -> list[Span]:
    """People of the line of a colon; when the line ends there, of the lines below that start with a name."""
    doc = reading.doc
    if colon + 1 < len(doc) and not is_break(doc[colon + 1]):
        end = _line_end(doc, colon + 1)
        return [person for person in reading.people if colon < person.start < end]
    found: list[Span] = []
    start = colon + 2
    while start < len(doc):
        end = _line_end(doc, start)
        first = reading.next_person(start)
        if first is None or first.start >= end or any(token.is_alpha for token in doc[start : first.start]):
            break
        found.extend(person for person in reading.people if start <= person.start < end)
        start = end + 1
    return found


def _line_end(doc: Doc, start: int) -> int:
    return next((i for i in range(start, len(doc)) if is_break(doc[i])), len(doc))


def link_role_on_line(reading: Reading) -> Iterator[Relation]:
    """A name and a title on two lines of their own: `Оксана Коваль,` / `[Міністр] освіти і науки України`."""
    doc = reading.doc
    for person in reading.people:
        below = person.end + (1 if person.end < len(doc) and doc[person.end].text in {",", *DASHES} else 0)
        if below >= len(doc) or not is_break(doc[below]) or not _starts_line(doc, person.start):
            continue
        post = reading.post_at(below + 1)
        if post is not None and not is_plural(reading, post) and not _is_next_persons_title(reading, post):
            yield from _role(reading, "link_role_on_line", person, post, None)


def link_role_on_line_above(reading: Reading) -> Iterator[Relation]:
    """`[Директорка] школи` / `Олена Ткач`: a title that fills its line, a name that fills the next."""
    doc = reading.doc
    for person in reading.people:
        if person.start < 2 or not is_break(doc[person.start - 1]) or _line_end(doc, person.end) - person.end > 1:
            continue
        post = next((p for p in reading.posts if reading.last(p) == person.start - 1), None)
        if post is not None and _starts_line(doc, post.start) and not is_plural(reading, post):
            yield from _role(reading, "link_role_on_line_above", person, post, person.start)


def _starts_line(doc: Doc, start: int) -> bool:
    """True when no word stands between a line's start and a token (bullets and numbers may)."""
    i = start - 1
    while i >= 0 and not is_break(doc[i]):
        if doc[i].is_alpha:
            return False
        i -= 1
    return True


def link_shared_role(reading: Reading) -> Iterator[Relation]:
    """`[депутати] А, Б і В`: a plural title goes to every name of the coordination behind it."""
    for post in reading.posts:
        first = reading.next_person(post.end)
        if first is None or not is_plural(reading, post) or not is_title_gap(reading, reading.last(post), first.start):
            continue
        for person in coordinated(reading, first):
            yield from _role(reading, "link_shared_role", person, post, first.start)


def link_shared_role_of_bodies(reading: Reading) -> Iterator[Relation]:
    """`[голови] Спілки А Іван Коваль і [Спілки Б] [Петро Ткач]`: a plural title goes on to the next body and name."""
    doc = reading.doc
    for post in reading.posts:
        first = reading.next_person(post.end)
        if first is None or not is_plural(reading, post) or not is_title_gap(reading, reading.last(post), first.start):
            continue
        end = first.end
        while end < len(doc) and (doc[end].text == "," or is_conjunction(doc[end])):
            body = next((b for b in reading.bodies if b.start == end + 1), None)
            person = next((p for p in reading.people if body is not None and p.start == body.end), None)
            if body is None or person is None:
                break
            yield build_relation("role", "link_shared_role_of_bodies", person, post)
            yield build_relation("affiliation", "link_shared_role_of_bodies", person, body, value=post.id_)
            end = person.end


def link_shared_role_behind(reading: Reading) -> Iterator[Relation]:
    """`Іван Коваль та Олена Ткач, [депутати] міської ради, …`: a plural title behind two names and more."""
    for post in reading.posts:
        if not is_plural(reading, post) or post.start < 2 or reading.doc[post.start - 1].text not in _OPENING:
            continue
        group = _group_ending_at(reading, post.start - 1)
        following = reading.next_person(post.end)
        if len(group) < 2 or (following is not None and _leads_to(reading, post, following)):
            continue
        for person in group:
            yield from _role(reading, "link_shared_role_behind", person, post, None)


def _group_ending_at(reading: Reading, end: int) -> list[Span]:
    """The last names of a coordination closed by `та` that ends at a token."""
    for person in reading.people:
        group = coordinated(reading, person)
        if group[-1].end == end and len(group) > 1 and reading.doc[group[-1].start - 1].pos_ == "CCONJ":
            return group
    return []


def _role(reading: Reading, rule: str, person: Span, post: Span, end: int | None) -> Iterator[Relation]:
    """The role and, where the title or the gap up to ``end`` names one, its body."""
    yield build_relation("role", rule, person, post)
    body = reading.body_of(post)
    if body is None and end is not None and reading.titles[post.id_].body is None:
        body = _body_between(reading, post, end)
    if body is not None:
        yield build_relation("affiliation", rule, person, body, value=post.id_)


def _body_between(reading: Reading, post: Span, end: int) -> Span | None:
    """The outermost body that starts first between a title and a name."""
    inside = [b for b in reading.bodies if reading.last(post) <= b.start and b.end <= end]
    first = min((body.start for body in inside), default=None)
    return max((body for body in inside if body.start == first), key=len, default=None)


ROLE_RULES = (
    link_role_in_list,
    link_role_before_name,
    link_shared_role,
    link_shared_role_of_bodies,
    link_role_in_apposition,
    link_role_on_line,
    link_role_on_line_above,
    link_role_in_instrumental,
    link_role_of_appointment,
    link_role_behind_verb,
    link_shared_role_behind,
    link_shared_role_in_list,
    *MEMBER_RULES,
)
