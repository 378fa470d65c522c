"""The Doc contract: what the stages leave on a spaCy ``Doc`` and how it is read back.

``doc.ents`` is what the statistical model said; ``doc.spans["mentions"]`` is what we believe (overlaps allowed).
Each mention has ``label_`` (a NER-UK 2.0 type), ``id_`` (``m1``, ``m2`` … in text order) and ``kb_id_`` (the rule that
found it). Two Doc extensions carry plain data only, so that ``to_bytes``, ``DocBin`` and several processes work.
No other module touches ``set_extension``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, TypeVar

from spacy.tokens import Doc, Span

from pipeline.schema import PressRelease

MENTIONS = "mentions"
LABELS = (
    "PERS", "ORG", "LOC", "JOB", "DATE", "TIME", "PERIOD", "DOC", "MON", "PCT", "QUANT", "ART", "MISC",
)  # fmt: skip

Result = TypeVar("Result")
_OTHER_NAMES = {"PER": "PERS", "PERSON": "PERS", "GPE": "LOC"}

if not Doc.has_extension("release"):
    Doc.set_extension("release", default=None)
if not Doc.has_extension("relations"):
    Doc.set_extension("relations", default=())


@dataclass(frozen=True)
class Relation:
    """One thing a rule connected.

    ``kind`` is one of ``role`` (person → job), ``affiliation`` (job or person → body), ``same`` (mention → mention),
    ``participation`` (person or body), ``event``, ``place``, ``event_date``, ``topic``, ``action``, ``refused``.
    ``head`` and ``tail`` are mention ids or empty. ``start_char:end_char`` is the phrase (of a topic, an action, a
    trigger), ``evidence_start:evidence_end`` its sentence. ``value`` is the status, event type or reason.
    ``links`` names further mentions: ``(("actor", "m3"), ("deadline", "m7"))``.
    """

    kind: str
    rule: str
    start_char: int
    end_char: int
    head: str = ""
    tail: str = ""
    value: str = ""
    evidence_start: int = 0
    evidence_end: int = 0
    links: tuple[tuple[str, str], ...] = ()


def ner_uk_label(label: str) -> str:
    """The NER-UK name of a type that other corpora name otherwise: ``PER`` → ``PERS``."""
    return _OTHER_NAMES.get(label, label)


def attach_release(doc: Doc, release: PressRelease) -> Doc:
    """Put the release on its Doc (as plain data) and return the Doc."""
    doc._.release = release.model_dump(mode="json")
    return doc


@lru_cache(maxsize=4)
def text(doc: Doc) -> str:
    """The text of a Doc, remembered: spaCy joins it anew from all tokens each time it is asked."""
    return doc.text


def span_text(span: Span) -> str:
    """The text of a span, cut out of that of its Doc: ``span.text`` joins it anew from all tokens."""
    return text(span.doc)[span.start_char : span.end_char]


def sentence(doc: Doc, i: int) -> Span:
    """The sentence of the engine that token ``i`` stands in; ``token.sent`` looks for its bounds anew."""
    return _sentences(doc)[i]


@lru_cache(maxsize=4)
def _sentences(doc: Doc) -> tuple[Span, ...]:
    """The sentence of each token."""
    return tuple(sentence for sentence in doc.sents for _ in range(len(sentence)))


@dataclass
class _Memory:
    """What was read from a Doc last: the rules ask for the same mentions and relations dozens of times.

    Each is kept beside what it was read from (``data``, ``group``, ``rows``), and read anew when the Doc has another.
    """

    data: Any = None
    release: PressRelease | None = None
    group: Any = None
    mentions: dict[tuple[str, ...], tuple[Span, ...]] = field(default_factory=dict)
    read: dict[Callable[[Doc], Any], Any] = field(default_factory=dict)
    rows: Any = None
    relations: dict[tuple[str, ...], tuple["Relation", ...]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _memory(doc: Doc) -> _Memory:
    return _Memory()


def release(doc: Doc) -> PressRelease:
    """The release a Doc was made from; one made of the bare text when none was attached."""
    data: dict[str, Any] | None = doc._.release
    memory = _memory(doc)
    if memory.release is None or memory.data is not data:
        bare = {"doc_id": "", "source": "", "text": doc.text}
        memory.data, memory.release = data, PressRelease.model_validate(bare if data is None else data)
    return memory.release


def write_mentions(doc: Doc, mentions: Iterable[Span]) -> None:
    """Sort, number (``m1`` …) and store the mentions of a Doc; the rule stays in ``kb_id_``."""
    ordered = sorted(mentions, key=lambda m: (m.start_char, -m.end_char, m.label_, m.kb_id_))
    doc.spans[MENTIONS] = [
        Span(doc, m.start, m.end, label=m.label_, kb_id=m.kb_id_, span_id=f"m{number}")
        for number, m in enumerate(ordered, 1)
    ]


def mentions(doc: Doc, *labels: str) -> list[Span]:
    """Mentions in text order, of the given labels (of all when none is given)."""
    known = _with_mentions(doc).mentions
    if labels not in known:
        known[labels] = tuple(m for m in known[()] if m.label_ in labels)
    return list(known[labels])


def _with_mentions(doc: Doc) -> _Memory:
    """The memory of a Doc, with the mentions that it has now."""
    memory, group = _memory(doc), doc.spans.get(MENTIONS)
    if memory.group is not group or not memory.mentions:
        memory.group, memory.mentions, memory.read = group, {(): tuple(group or ())}, {}
    return memory


def read_once(read: Callable[[Doc], Result]) -> Callable[[Doc], Result]:
    """Let a function that reads the mentions of a Doc do so once, as long as the Doc has the same ones."""

    @wraps(read)
    def remembered(doc: Doc) -> Result:
        known = _with_mentions(doc).read
        if read not in known:
            known[read] = read(doc)
        result: Result = known[read]
        return result

    return remembered


def mention_by_id(doc: Doc) -> dict[str, Span]:
    """Mentions by their id (``m1`` …)."""
    return {m.id_: m for m in mentions(doc)}


def add_relations(doc: Doc, found: Iterable[Relation]) -> None:
    """Append relations to those the Doc has."""
    memory, known, new = _memory(doc), relations(doc), list(found)
    memory.rows = doc._.relations = [*doc._.relations, *(tuple(vars(relation).values()) for relation in new)]
    memory.relations = {(): (*known, *new)}


def relations(doc: Doc, *kinds: str) -> list[Relation]:
    """Relations in the order in which the rules found them, of the given kinds (of all when none is given)."""
    memory, rows = _memory(doc), doc._.relations
    if memory.rows is not rows:
        memory.rows, memory.relations = rows, {(): tuple(_read_relation(row) for row in rows)}
    if kinds not in memory.relations:
        memory.relations[kinds] = tuple(r for r in memory.relations[()] if r.kind in kinds)
    return list(memory.relations[kinds])


def _read_relation(row: Iterable[Any]) -> Relation:
    """Lists and tuples are the same to DocBin and ``to_bytes``: bring both back to one shape."""
    fields = list(row)
    fields[-1] = tuple((str(name), str(value)) for name, value in fields[-1])
    return Relation(*fields)
