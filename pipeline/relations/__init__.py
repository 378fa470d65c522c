"""Relations stage: an ordered list of rules, and the one component that runs them."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline import document
from pipeline.document import Relation
from pipeline.relations.abbreviations import link_abbreviations
from pipeline.relations.actions import link_actions
from pipeline.relations.affiliation import link_affiliations
from pipeline.relations.event import link_event
from pipeline.relations.participation import link_participation
from pipeline.relations.references import link_generic_bodies
from pipeline.relations.roles import link_roles
from pipeline.relations.topics import link_topics

__all__ = ["RULES", "build_relations"]

# Later rules may read what earlier ones found.
RULES: tuple[Callable[[Doc], list[Relation]], ...] = (
    link_generic_bodies,
    link_abbreviations,
    link_roles,
    link_affiliations,
    link_event,
    link_participation,
    link_topics,
    link_actions,
)


@Language.factory(
    "press_relations",
    requires=["doc.spans", "token.dep", "token.head", "token.lemma", "token.pos"],
    assigns=["doc._.relations"],
)
def build_relations(nlp: Language, name: str) -> "RelationFinder":
    """Factory of the component that fills the relations of a Doc."""
    return RelationFinder()


class RelationFinder:
    """Runs the rules in their order and stores what they find."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.relations = ()
        for rule in RULES:
            document.add_relations(doc, rule(doc))
        return doc
