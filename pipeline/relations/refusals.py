"""Why what follows a trigger is no commitment of this release (SPEC 7): negated, rejected, wished, background."""

from spacy.tokens import Doc, Span, Token

from pipeline import document
from pipeline.debris import find_debris
from pipeline.relations.clauses import is_relative
from pipeline.relations.sentences import read_sentences
from pipeline.relations.triggers import is_negated
from pipeline.relations.verbs import is_finite, lemmas, verb
from pipeline.relations.words import action_phrases, action_words


def refusal(doc: Doc, sentence: Span, trigger: Span) -> str:
    """The reason, or empty when nothing speaks against the trigger.

    `не домовилися` negated · `запропонував …, проте цю ідею відхилили` rejected · `нагадаємо, торік рада
    затвердила` background · `висловив сподівання` wish · `якби` hypothesis.
    """
    if is_negated(trigger):
        return "negated"
    if any(start <= trigger.start_char < end for start, end in find_debris(document.text(doc))):
        return "debris"
    part = _segment(sentence, trigger)
    if any(token.lower_ in action_words("hypothesis") for token in part):
        return "hypothesis"
    return marked(part, "rejected") or marked(_without_asides(part, trigger), "background")


def _without_asides(part: Span, trigger: Span) -> Span:
    """The trigger's clause on, and the opening words: `сторона, [яка раніше виділила,] має намір` is no background."""
    doc = part.doc
    comma = next((k for k in range(trigger.start - 1, part.start, -1) if doc[k].text == ","), None)
    aside = comma is not None and any(is_relative(token) for token in doc[part.start : comma])
    return doc[comma : part.end] if aside else part


def _segment(sentence: Span, trigger: Span) -> Span:
    """The part of a sentence between semicolons or colons that the trigger is in."""
    doc, start, end = sentence.doc, trigger.start, trigger.end
    while start > sentence.start and doc[start - 1].text not in {";", ":"}:
        start -= 1
    while end < sentence.end and doc[end].text not in {";", ":"}:
        end += 1
    return doc[start:end]


def marked(sentence: Span, *kinds: str) -> str:
    """The first of these kinds that a marker word or phrase of the sentence is of, empty when none is."""
    words = {token.lower_ for token in sentence} | {*lemmas(sentence.doc)[sentence.start : sentence.end]}
    text = document.span_text(sentence).lower()
    for kind in kinds:
        if words & action_words(kind) or any(form in text for form in action_phrases(kind)):
            return kind
    return ""


def is_marked(word: str, kind: str) -> bool:
    """True when a word is a marker of this kind: `допомогти` of an effect, `сподіватися` of a wish."""
    return word in action_words(kind)


def headline(doc: Doc) -> tuple[int, int] | None:
    """Characters of the headline in the text; None when the release has none there."""
    release = document.release(doc)
    start = release.title_start_char
    if start is None or release.title is None:
        return None
    return start, start + len(release.title)


def in_headline(doc: Doc, sentence: Span) -> bool:
    """True for the sentence that is the headline of the release."""
    found = headline(doc)
    # It may begin before the headline, with an emoji.
    return found is not None and found[0] < sentence.end_char and sentence.start_char < found[1]


def repeats(mine: frozenset[str], theirs: frozenset[str], later: bool) -> bool:
    """All words of one phrase stand in another that is at most twice as long, or it says the same later."""
    return (mine < theirs and 2 * len(mine) >= len(theirs)) or (mine == theirs and later)


def announces(doc: Doc) -> bool:
    """The lead tells of an event to come: `У середу спілка презентує результати`, `[20 травня] відбудеться сесія`."""
    title = headline(doc)
    sentences = (s for s in read_sentences(doc) if title is None or s.start_char >= title[1])
    lead = next((s for s in sentences if any(token.is_alpha for token in s)), None)
    if lead is None or any(verb_form(token) in {"past", "impersonal"} for token in lead):
        return False
    return any(m.start >= lead.start and m.end <= lead.end for m in document.mentions(doc, "DATE")) and any(
        is_finite(token) for token in lead
    )


def verb_form(token: Token) -> str:
    """Form of the verb that a token is, empty for other words."""
    reading = verb(token)
    return reading.form if reading is not None else ""


def told_before(doc: Doc, sentence: Span) -> bool:
    """True when something is told as done between the headline and a sentence: this is no mere announcement."""
    title = headline(doc)
    told = doc.char_span(title[1], sentence.start_char, alignment_mode="contract") if title else doc[: sentence.start]
    forms = (verb(token) for token in told or ())
    return any(reading is not None and reading.form in {"past", "impersonal"} for reading in forms)
