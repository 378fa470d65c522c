"""Rules that tell who takes part in the main event from who is only mentioned."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from pipeline import document, lexicons
from pipeline.document import Relation

# Words right before or after a name in which a marker counts.
_WINDOW = 4
_GROUPS = {
    "представник",
    "представниця",
    "делегація",
    "член",
    "учасник",
    "керівництво",
    "фахівець",
    "працівник",
    "команда",
}
_LEAD_SENTENCES = 4


def link_participation(doc: Doc) -> list[Relation]:
    """One ``participation`` relation a mention of a person or body (value ``participant`` or ``mentioned``)."""
    return [*_people(doc), *_bodies(doc)]


def _people(doc: Doc) -> Iterator[Relation]:
    for person in document.mentions(doc, "PERS"):
        rule, value = judge_person(person)
        yield _participation(rule, person, value)


def judge_person(person: Span) -> tuple[str, str]:
    """The rule that decides and its verdict; people of a release take part unless something speaks against it."""
    scopes: dict[str, str] = {}
    for row in lexicons.participation_markers():
        if row.scope not in scopes:
            scopes[row.scope] = _scope(person, row.scope)
        if row.phrase in scopes[row.scope]:
            return "link_participation_by_marker", row.participation
    if _is_quoted(person):
        return "link_participation_in_quote", "mentioned"
    return "link_participation_by_default", "participant"


def _scope(person: Span, scope: str) -> str:
    doc = person.doc
    if scope == "sentence":
        return person.sent.text.lower()
    if scope == "before":
        return doc[max(person.sent.start, person.start - _WINDOW) : person.start].text.lower()
    return doc[person.end : min(person.sent.end, person.end + _WINDOW)].text.lower()


def _is_quoted(person: Span) -> bool:
    """True inside a quotation of a sentence and more: whom a speaker names is not thereby present."""
    before = document.text(person.doc)[max(0, person.start_char - 600) : person.start_char]
    opened, closed = before.rfind("«"), before.rfind("»")
    return opened > closed and len(before) - opened > 25 and "\n" not in before[opened:]


def _bodies(doc: Doc) -> Iterator[Relation]:
    lead = [sentence for sentence in doc.sents if any(token.is_alpha for token in sentence)][:_LEAD_SENTENCES]
    for body in document.mentions(doc, "ORG"):
        rule, value = judge_body(body, any(s.start <= body.start < s.end for s in lead))
        yield _participation(rule, body, value)


def judge_body(body: Span, in_lead: bool) -> tuple[str, str]:
    """A body takes part when it does something in the lead, or a group of its people does."""
    head = body.root
    if in_lead and head.dep_.startswith("nsubj") and head.head.pos_ == "VERB":
        return "link_body_as_subject", "participant"
    before = body.doc[body.start - 1] if body.start else None
    if before is not None and before.lemma_.lower() in _GROUPS:
        return "link_body_of_group", "participant"
    return "link_body_by_default", "mentioned"


def _participation(rule: str, span: Span, value: str) -> Relation:
    sentence = span.sent
    return Relation(
        "participation", rule, span.start_char, span.end_char, head=span.id_, value=value,
        evidence_start=sentence.start_char, evidence_end=sentence.end_char,
    )  # fmt: skip
