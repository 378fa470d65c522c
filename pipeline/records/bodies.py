"""Bodies of a record: mentions grouped under one canonical name each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from pipeline import document, names
from pipeline.gazetteer import Body, describe_organization, foreign_name, resolve_organization
from pipeline.ner.extents import head_of, is_territorial
from pipeline.records.spans import span_of
from pipeline.schema import Organization

_SHORT_FORM = re.compile(r"[А-ЯІЇЄҐ]{2,}")
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]{3,})[»”\"]")


@dataclass
class Group:
    """Mentions of one body, with its gazetteer entry where it has one."""

    key: str
    body: Body | None
    mentions: list[Span] = field(default_factory=list)
    called: str = ""
    """The name that the relations completed from the release (`обласна рада` → `Полтавська обласна рада`)."""

    @property
    def name(self) -> str:
        """Canonical name, the completed one, or the nominative of the fullest mention."""
        if self.body is not None:
            return self.body.name
        if self.called:
            return self.called
        return names.nominative_organization(max(self.mentions, key=lambda m: len(m.text)).text)


class Bodies:
    """The bodies of one Doc, by mention id."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self.groups = _group(doc)
        self._by_mention = {m.id_: group for group in self.groups for m in group.mentions}

    def name_of(self, mention_id: str) -> str | None:
        """Canonical name of the body that a mention belongs to, or None when it is no body."""
        group = self._by_mention.get(mention_id)
        return group.name if group is not None else None

    def rows(self, affiliated: Iterable[str]) -> list[Organization]:
        """Rows of ``organizations``; ``affiliated`` are the bodies of those who take part."""
        present = set(affiliated)
        refused = {relation.head for relation in document.relations(self._doc, "refused")}
        shown = [g for g in self.groups if not _only_nested(self, g) and any(m.id_ not in refused for m in g.mentions)]
        return [_row(self._doc, group, group.name in present) for group in shown]


def _group(doc: Doc) -> list[Group]:
    told = {relation.head: relation for relation in reversed(document.relations(doc, "same"))}
    found = {mention.id_: mention for mention in document.mentions(doc, "ORG")}
    groups: dict[str, Group] = {}
    for mention in found.values():
        relation = told.get(mention.id_)
        full = found[relation.tail].text if relation is not None and relation.tail in found else mention.text
        named_by = relation.value if relation is not None and relation.value else full
        abroad = foreign_name(mention.text)
        named_by = abroad or named_by
        body = resolve_organization(mention.text) or resolve_organization(named_by)
        key = names.fold(body.name) if body is not None else _key(named_by)
        group = groups.setdefault(key, Group(key, body))
        group.mentions.append(mention)
        group.called = (relation.value if relation is not None and relation.value else abroad) or group.called
    short = {found[m].text: found[r.tail].text for m, r in told.items() if r.tail in found}
    return _merge_repeats(list(groups.values()), short)


def _key(text: str) -> str:
    """What two mentions of one unknown body share: the name in quotes, or the words without inflection."""
    quoted = _QUOTED.search(text)
    if quoted is None or len(_SHORT_FORM.findall(text[: quoted.start()])) + text[: quoted.start()].count(" ") > 2:
        return names.lemma_key(text)
    return names.lemma_key(quoted.group(1))


def _merge_repeats(groups: list[Group], abbreviations: dict[str, str]) -> list[Group]:
    """Later mentions by an abbreviation that the text defines join the body it stands for; so do those of one name."""
    by_key = {group.key: group for group in groups}
    merged: dict[str, Group] = {}
    for group in groups:
        full = next((abbreviations[m.text] for m in group.mentions if m.text in abbreviations), None)
        target = by_key.get(_key(full)) if full is not None and group.body is None else None
        if target is None or target is group:
            target = merged.setdefault(names.fold(group.name), group)
        if target is not group:
            target.mentions.extend(group.mentions)
    return list(merged.values())


def _only_nested(bodies: Bodies, group: Group) -> bool:
    """True for a body that stands only inside the names of others that are bodies by themselves.

    A sub-unit (`Департамент культури ХОДА`) is none; a territorial office (`Управління ДСНС у Харківській області`),
    a board or an embassy is.
    """
    others = [m for other in bodies.groups if other is not group for m in other.mentions if _stands_alone(other, m)]
    return all(
        any(o.start_char <= m.start_char and m.end_char <= o.end_char and len(o) > len(m) for o in others)
        for m in group.mentions
    )


def _stands_alone(group: Group, mention: Span) -> bool:
    if group.body is not None:
        return True
    head = next((head_of(token) for token in mention if head_of(token) is not None), None)
    return head is not None and (not head.subunit or is_territorial(mention))


def _row(doc: Doc, group: Group, affiliated: bool) -> Organization:
    ids = {mention.id_ for mention in group.mentions}
    verdicts = [r for r in document.relations(doc, "participation") if r.head in ids]
    present = affiliated or any(r.value == "participant" for r in verdicts)
    kind, country = (
        (group.body.type, group.body.country) if group.body is not None else describe_organization(group.name)
    )
    ordered = sorted(group.mentions, key=lambda m: (-len(m.text), m.start))
    return Organization(
        name=group.name,
        abbreviation=_abbreviation(group),
        type=kind,
        country=country,
        identifiers=dict(group.body.identifiers) if group.body is not None else {},
        participation="participant" if present else "mentioned",
        mentions=tuple(span_of(mention) for mention in ordered),
        rule=ordered[0].kb_id_,
    )


def _abbreviation(group: Group) -> str | None:
    if group.body is not None and group.body.abbreviation:
        return group.body.abbreviation
    return next((m.text for m in group.mentions if m.text.isupper() and len(m) == 1 and m.text.isalpha()), None)
