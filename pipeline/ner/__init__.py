"""NER stage: the component that turns entities, dates and rule matches into ``doc.spans["mentions"]``."""

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import document
from pipeline.dates import find_dates
from pipeline.debris import find_debris
from pipeline.ner.bodies import find_bodies
from pipeline.ner.people import find_people
from pipeline.ner.post_bodies import is_no_body
from pipeline.ner.posts import find_bodies_of_posts, find_posts
from pipeline.ner.things import is_thing

__all__ = ["build_mentions", "find_mentions"]

# Labels that only the model knows; the others are found by the rules above, which take the model's word into account.
_MODEL_ONLY = {"LOC", "TIME", "PERIOD", "DOC", "MON", "PCT", "QUANT", "ART", "MISC"}


@Language.factory(
    "press_mentions",
    requires=["doc.ents", "token.lemma", "token.pos", "token.morph", "token.is_sent_start"],
    assigns=["doc.spans"],
)
def build_mentions(nlp: Language, name: str) -> "MentionFinder":
    """Factory of the component that fills ``doc.spans["mentions"]``."""
    return MentionFinder()


class MentionFinder:
    """Adds the mentions of a Doc: people, bodies, posts, dates, and the model's other entities."""

    def __call__(self, doc: Doc) -> Doc:
        document.write_mentions(doc, find_mentions(doc))
        return doc


def find_mentions(doc: Doc) -> list[Span]:
    """All mentions of a Doc outside site debris (menus, share buttons, related news)."""
    people = find_people(doc)
    bodies = [body for body in find_bodies(doc, people) if not is_no_body(body)]
    bodies += [body for body in find_bodies_of_posts(doc, people, bodies) if not is_thing(body)]
    posts = find_posts(doc, people, bodies)
    dates = _find_date_mentions(doc)
    others = [_by_model(doc, entity) for entity in doc.ents if entity.label_ in _MODEL_ONLY]
    debris = find_debris(document.text(doc))
    found = [*people, *bodies, *posts, *dates, *others]
    return [m for m in found if not any(start <= m.start_char < end for start, end in debris)]


def _by_model(doc: Doc, entity: Span) -> Span:
    return Span(doc, entity.start, entity.end, label=entity.label_, kb_id="find_entities_by_model")


def _find_date_mentions(doc: Doc) -> list[Span]:
    """Date expressions as spans; the bounds are moved outwards to tokens where the tokenizer cut otherwise."""
    found = []
    for expression in find_dates(document.text(doc), published_day(doc)):
        span = doc.char_span(
            expression.start_char, expression.end_char, label="DATE", kb_id=expression.rule, alignment_mode="expand"
        )
        if span is not None:
            found.append(span)
    return found


def published_day(doc: Doc) -> date | None:
    """The day of publication of the Doc's release, or None."""
    published = document.release(doc).published_at
    return date.fromisoformat(published[:10]) if published else None
