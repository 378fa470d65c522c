"""Rules that tell who takes part in the main event from who is only mentioned."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.document import Relation
from pipeline.relations.presence import RULES
from pipeline.relations.scenes import Naming, Scene

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
_JOINING, _MAX_JOINT = frozenset({",", "та", "і", "й", "а", "також"}), 3
_SURE = frozenset(rule.name for rule in RULES if rule.sure)


def link_participation(doc: Doc) -> list[Relation]:
    """One ``participation`` relation a mention of a person or body (value ``participant`` or ``mentioned``)."""
    return [*_people(doc), *_bodies(doc)]


def _people(doc: Doc) -> Iterator[Relation]:
    scene = Scene.of(doc)
    for person in document.mentions(doc, "PERS"):
        yield judge_person(person, scene)


def judge_person(person: Span, scene: Scene) -> Relation:
    """What the first rule that fires says of a mention; people of a release take part unless something speaks against.

    The evidence is the sentence, the link ``word`` the word in it that tells: `не [з'явилася]`.
    """
    naming = Naming.of(person, scene)
    for rule in RULES:
        word = rule.find(naming, scene)
        if word is not None:
            return _participation(rule.name, person, rule.verdict, naming.sentence, word.text)
    return _participation("link_participation_by_default", person, "participant", naming.sentence)


def decide(verdicts: Sequence[Relation]) -> str:
    """The verdict on somebody from those on the mentions, in text order.

    A sure one counts before all others, that somebody is absent or dead before that he speaks; else the first does.
    """
    sure = [relation for relation in verdicts if relation.rule in _SURE]
    if any(relation.value == "mentioned" for relation in sure):
        return "mentioned"
    return next((relation.value for relation in [*sure, *verdicts]), "mentioned")


def _bodies(doc: Doc) -> Iterator[Relation]:
    lead = [sentence for sentence in doc.sents if any(token.is_alpha for token in sentence)][:_LEAD_SENTENCES]
    present: list[Span] = []
    for body in document.mentions(doc, "ORG"):
        rule, value = judge_body(body, any(s.start <= body.start < s.end for s in lead))
        if value == "mentioned" and any(_is_joined(other, body) for other in present):
            rule, value = "link_body_in_coordination", "participant"
        if value == "participant":
            present.append(body)
        yield _participation(rule, body, value, document.sentence(doc, body.start))


def _is_joined(first: Span, body: Span) -> bool:
    """`представники Мін'юсту, [Держстату] та [спілки]`: nothing but commas and conjunctions between two bodies."""
    gap = body.doc[first.end : body.start]
    return 0 < len(gap) <= _MAX_JOINT and all(token.lower_ in _JOINING for token in gap)


def judge_body(body: Span, in_lead: bool) -> tuple[str, str]:
    """A body takes part when it does something in the lead, or a group of its people does."""
    head = body.root
    if in_lead and head.dep_.startswith("nsubj") and head.head.pos_ == "VERB":
        return "link_body_as_subject", "participant"
    before = body.doc[body.start - 1] if body.start else None
    if before is not None and before.lemma_.lower() in _GROUPS:
        return "link_body_of_group", "participant"
    return "link_body_by_default", "mentioned"


def _participation(rule: str, span: Span, value: str, sentence: Span, word: str = "") -> Relation:
    return Relation(
        "participation", rule, span.start_char, span.end_char, head=span.id_, value=value,
        evidence_start=sentence.start_char, evidence_end=sentence.end_char, links=(("word", word),) if word else (),
    )  # fmt: skip
