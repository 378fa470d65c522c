"""Mentions of posts (label JOB): the head noun of a title with what belongs to the title itself.

The span leaves the organisation out where it stands as a noun phrase of its own (SPEC 4):
`[головою] Полтавської облради`, but `[заступник міністра юстиції]`.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Span, Token

from pipeline import lexicons
from pipeline.ner.bodies import head_of
from pipeline.ner.phrases import DASHES, is_break, left_edge, right_edge


@cache
def _titles() -> dict[str, lexicons.RoleTitle]:
    rows = lexicons.roles()
    return {**{row.feminine: row for row in rows if row.feminine}, **{row.lemma: row for row in rows}}


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(row.modifier for row in lexicons.role_modifiers())


def title_of(token: Token) -> lexicons.RoleTitle | None:
    """The lexicon row of a title noun (`заступницею` → заступник), or None."""
    titles = _titles()
    return titles.get(token.lemma_.lower()) or titles.get(token.lower_) or _compound_title(token)


def _compound_title(token: Token) -> lexicons.RoleTitle | None:
    """`суддя-спікерка`, `екс-міністр`, `віцепрезидент`: known by the part that carries the meaning."""
    if "-" not in token.text:
        return None
    titles = _titles()
    parts = token.lemma_.lower().split("-")
    return next((titles[part] for part in parts if part in titles), None)


def find_posts(doc: Doc, people: list[Span], bodies: list[Span]) -> list[Span]:
    """Mentions of posts in text order; a title inside another one's complements belongs to that one."""
    blocked = {token.i for person in people for token in person}
    posts: list[Span] = []
    for token in doc:
        covered = posts and token.i < posts[-1].end
        if covered or token.i in blocked or title_of(token) is None or _inside_body(token, bodies):
            continue
        start = _left_edge_of_title(doc, token, blocked)
        end = _right_edge_of_title(doc, token, blocked, bodies)
        posts.append(Span(doc, start, end, label="JOB", kb_id="find_posts_by_title"))
    return posts


def _inside_body(token: Token, bodies: list[Span]) -> bool:
    """True for a title that is part of a body's name: `Офіс [Президента] України`, `Рада [суддів]`."""
    return any(body.start < token.i < body.end for body in bodies)


def _left_edge_of_title(doc: Doc, head: Token, blocked: set[int]) -> int:
    """Agreeing words and markers before a title: `перша [заступниця]`, `в. о. [директора]`, `екс-[міністр]`."""
    start = left_edge(doc, head.i, blocked=blocked)
    for size in (5, 4, 3, 2, 1):
        first = start - size
        if (
            first >= 0
            and "".join(t.text_with_ws for t in doc[first:start]).strip().lower().replace(" ", "") in _modifiers()
        ):
            return first
    return start


def _right_edge_of_title(doc: Doc, head: Token, blocked: set[int], bodies: list[Span]) -> int:
    end = right_edge(doc, head.i, len(doc), blocked)
    inside = [body for body in bodies if head.i < body.start < end]
    if not inside:
        return end
    first = min(inside, key=lambda body: body.start)
    rest = max(body.end for body in inside if body.start <= first.end)
    # `представник Уповноваженого з питань співробітництва`: the title goes on behind the body, so all of it stays
    if rest < end and doc[rest].pos_ == "ADP":
        return end
    return _before_subunit(doc, head.i, first)


def _before_subunit(doc: Doc, head: int, body: Span) -> int:
    """End of the title before a body: a sub-unit that the body's span starts with stays in the title."""
    nested = head_of(doc[body.start])
    if nested is not None and nested.subunit:
        return body.start
    return body.start


def title_gap(doc: Doc, start: int, end: int) -> Iterator[Token]:
    """Tokens between a title and a name that are neither dashes nor line ends."""
    return (doc[i] for i in range(start, end) if not is_break(doc[i]) and doc[i].text not in DASHES)
