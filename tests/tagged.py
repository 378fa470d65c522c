"""Hand-built Docs for tests of rules: `слово/POS/Case/lemma`, parts after the word may be left out."""

import spacy
from spacy.tokens import Doc

VOCAB = spacy.blank("uk").vocab


def tagged(text: str) -> Doc:
    """A Doc of the words of `text`, each written `слово/POS/Case/lemma`; the first token starts the only sentence."""
    cells = [word.split("/") for word in text.split(" ")]
    rows = [(cell + [""] * 4)[:4] for cell in cells]
    return Doc(
        VOCAB,
        words=[row[0] for row in rows],
        pos=[row[1] or "NOUN" for row in rows],
        morphs=[f"Case={row[2]}" if row[2] else "" for row in rows],
        lemmas=[row[3] or row[0].lower() for row in rows],
        sent_starts=[i == 0 for i in range(len(rows))],
    )
