"""Words of what was discussed and agreed: topics, actions, papers, small words of clauses."""

from typing import Literal

from pipeline.lexicons.reading import Row, read_rows
from pipeline.schema import ActionStatus


class TopicTrigger(Row):
    """Lemma, form or phrase after which a topic stands, and how: see ``relations/topics.py`` for the frames."""

    form: str
    frames: tuple[str, ...]


def topic_triggers() -> tuple[TopicTrigger, ...]:
    """Words after which a topic stands."""
    return read_rows("topic_triggers", TopicTrigger)


class TopicMarker(Row):
    """Word that tells something of a topic.

    ``empty`` nouns and ``vague`` adjectives say nothing by themselves; ``heading`` gives way to the genitive after it;
    ``question`` nouns are raised; ``announcing`` nouns and ``pointing`` pronouns stand before the colon of a list;
    ``link`` is a verb between `тема` and the topic; ``party`` one who discusses; ``managed`` a verb whose infinitive
    was done; ``aftermath`` and ``setting`` words tell of an event by a discussion; ``event`` a noun of an event that
    is devoted to a topic; ``occasion`` one of days that an event is devoted to.
    """

    form: str
    kind: Literal[
        "empty", "vague", "heading", "question", "announcing", "pointing", "link", "party", "managed", "aftermath",
        "setting", "event", "occasion",
    ]  # fmt: skip


def topic_markers() -> tuple[TopicMarker, ...]:
    """Words that tell something of a topic."""
    return read_rows("topic_markers", TopicMarker)


class ActionTrigger(Row):
    """Lemma, form or phrase that tells a commitment: its status and how the thing to be done follows."""

    form: str
    status: ActionStatus
    frames: tuple[str, ...]


def action_triggers() -> tuple[ActionTrigger, ...]:
    """Words that tell a commitment."""
    return read_rows("action_triggers", ActionTrigger)


class ActionMarker(Row):
    """Form, lemma or phrase that tells what a sentence of an action is not, or what it is about.

    ``background`` and ``rejected`` speak against a whole sentence, ``hypothesis`` against a part of it, ``wish``
    against the clause it governs, ``modal`` and ``address`` against a future beside them; ``effect`` is a verb whose
    future promises nothing, ``event`` one that announces an event. ``body`` is a noun whose subject acts, ``decides``
    one that takes formal decisions. ``signed`` and ``signing`` words tell that a paper was signed, ``refers`` stands
    for a paper; ``plan`` is a verb of another plan, ``obliges`` one of an obligation, ``regular`` a word of what is
    due again and again, ``doing`` a noun of doing without the ending of one, ``beginning`` one of when an event begins
    or ends, ``contact`` a verb of how to reach the issuer.
    """

    form: str
    kind: Literal[
        "background", "rejected", "hypothesis", "wish", "modal", "address", "effect", "event", "body", "decides",
        "signed", "signing", "refers", "plan", "obliges", "regular", "doing", "beginning", "contact",
    ]  # fmt: skip


def action_markers() -> tuple[ActionMarker, ...]:
    """Words that speak for or against an action, and nouns of those who act."""
    return read_rows("action_markers", ActionMarker)


class PaperNoun(Row):
    """Noun for a paper that is signed or decided on."""

    lemma: str


def paper_nouns() -> tuple[PaperNoun, ...]:
    """Nouns for papers: `меморандум`, `угода`."""
    return read_rows("paper_nouns", PaperNoun)


class ClauseWord(Row):
    """Small word that joins, opens or subordinates a clause, or stands in it for something else.

    ``joining`` coordinates phrases, ``main`` opens another main clause, ``relative`` one that stays in the phrase
    before it, ``opener`` only links a clause to the one before; ``subordinator`` of all kinds, ``unreal`` those behind
    which nothing is promised, ``complement`` of verbs of saying, ``purpose``, ``question`` of indirect questions;
    ``abbreviation`` may end in a full stop inside a sentence; ``negation``; ``pronoun`` of a doer; ``being``: past
    forms of `бути`.
    """

    form: str
    kind: Literal[
        "joining", "main", "relative", "opener", "subordinator", "unreal", "complement", "purpose", "question",
        "abbreviation", "negation", "pronoun", "being",
    ]  # fmt: skip


def clause_words() -> tuple[ClauseWord, ...]:
    """Conjunctions, relative words, pronouns, abbreviations."""
    return read_rows("clause_words", ClauseWord)
