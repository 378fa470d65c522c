"""A light scorer over the candidates of the rules for topics and actions: does it beat the rules? Figures, no model.

The rules put out topics and actions and keep what they turned down as ``refused``. A logistic regression learns from
the candidates of gold-train which of them gold has; features are the rule, the reason of a refusal, the trigger, the
form of the phrase and its place. ``rules`` is what the product puts out; ``model`` lets the scorer alone decide on all
candidates; ``both`` keeps what the rules put out unless the scorer is sure against it, and takes back what they turned
down where it is sure of it. Training documents are scored by cross-validation, the others by the model of all of them.

``python models/phrase_scorer.py TRAIN GOLD [GOLD …]`` (folders of gold; needs scikit-learn, see the extra `train`).
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from spacy.tokens import Doc

from pipeline import document, nlp, scoring
from pipeline.ingest import read_release
from pipeline.run.extraction import why_not

# Chosen on cross-validated training documents: how sure the scorer must be against the rules.
DROP_BELOW, TAKE_ABOVE = 0.15, 0.85
_STATUSES = {"agreed", "signed", "planned", "proposed", "instructed"}


@dataclass
class Candidate:
    """A phrase that a rule found, put out or turned down."""

    document: str
    kind: str
    text: str
    kept: bool
    features: dict[str, Any]
    right: bool = False
    score: float = 0.0


@dataclass
class GoldDocument:
    """A document's answers and candidates."""

    name: str
    gold: dict[str, Any]
    candidates: list[Candidate]


def read_documents(folder: Path) -> Iterator[GoldDocument]:
    """Candidates of every Ukrainian document of a gold folder, each marked right or wrong."""
    pipe = nlp.load()
    for answers in sorted(folder.glob("*.json")):
        release = read_release(answers.with_suffix(".txt"), answers.stem)
        gold = json.loads(answers.read_text(encoding="utf-8"))
        doc = nlp.analyze(pipe, release) if why_not(release) is None else None
        found = GoldDocument(answers.stem, gold, list(_candidates(answers.stem, doc)) if doc is not None else [])
        _mark(found)
        yield found


def _candidates(name: str, doc: Doc) -> Iterator[Candidate]:
    for relation in document.relations(doc, "topic", "action", "refused"):
        kind = "topic" if relation.rule.startswith("link_topic") else "action"
        span = doc.char_span(relation.start_char, relation.end_char, alignment_mode="expand")
        if span is None:
            continue
        evidence = doc.text[relation.evidence_start : relation.start_char].split()
        features = {
            "rule": relation.rule,
            "refused": relation.value if relation.kind == "refused" else "",
            "value": relation.value.lower() if relation.kind != "refused" else "",
            "first": span[0].lemma_.lower(),
            "first_pos": span[0].pos_,
            "root_pos": span.root.pos_,
            "root_dep": span.root.dep_,
            "ending": span.root.lemma_.lower()[-3:],
            "before": evidence[-1].lower() if evidence else "",
            "length": min(len(span), 20) / 20,
            "place": relation.start_char / max(1, len(doc.text)),
            "digits": any(token.is_digit for token in span),
        }
        yield Candidate(name, kind, span.text, relation.kind != "refused", features)


def _gold_of(found: GoldDocument, kind: str) -> list[dict[str, Any]]:
    items = found.gold["topics" if kind == "topic" else "actions"]
    return [item if isinstance(item, dict) else {"text": item} for item in items]


def _mark(found: GoldDocument) -> None:
    for kind in ("topic", "action"):
        for candidate in found.candidates:
            if candidate.kind == kind:
                pair = {"text": candidate.text}
                candidate.right = any(scoring.match([pair], [gold], _likeness) for gold in _gold_of(found, kind))


def _likeness(predicted: dict[str, Any], gold: dict[str, Any]) -> float:
    best = max(scoring.token_f1(predicted["text"], answer) for answer in scoring.answers(gold["text"]) if answer)
    return best if best >= 0.6 else 0.0


def build() -> Pipeline:
    """The scorer before training."""
    return make_pipeline(DictVectorizer(), LogisticRegression(C=0.5, max_iter=2000))


def score(documents: list[GoldDocument], kind: str, train: list[GoldDocument]) -> None:
    """Fill in the scores: by cross-validation over documents when these are the training documents."""
    learned = [c for found in train for c in found.candidates if c.kind == kind]
    if documents is not train:
        model = build().fit([c.features for c in learned], [c.right for c in learned])
        _apply(model, [c for found in documents for c in found.candidates if c.kind == kind])
        return
    groups = [c.document for c in learned]
    folds = GroupKFold(min(5, len(set(groups))))
    for inside, outside in folds.split(learned, groups=groups):
        model = build().fit([learned[i].features for i in inside], [learned[i].right for i in inside])
        _apply(model, [learned[i] for i in outside])


def _apply(model: Pipeline, candidates: list[Candidate]) -> None:
    if candidates:
        for candidate, row in zip(candidates, model.predict_proba([c.features for c in candidates]), strict=True):
            candidate.score = float(row[1])


def chosen(candidate: Candidate, how: str) -> bool:
    """Whether a way of deciding puts the candidate out."""
    match how:
        case "rules":
            return candidate.kept
        case "model":
            return candidate.score > 0.5
        case _:
            return candidate.score > (DROP_BELOW if candidate.kept else TAKE_ABOVE)


def measure(documents: list[GoldDocument], kind: str, how: str) -> scoring.Count:
    """Hits, spurious and missed phrases of a way of deciding."""
    count = scoring.Count()
    for found in documents:
        put_out = [{"text": c.text} for c in found.candidates if c.kind == kind and chosen(c, how)]
        gold = _gold_of(found, kind)
        pairs = scoring.match(put_out, gold, _likeness)
        optional = {j for j, item in enumerate(gold) if scoring.is_optional(item, "text")}
        hits = sum(1 for _, j in pairs if j not in optional)
        count.add(scoring.Count(hits, len(put_out) - len(pairs), len(gold) - len(optional) - hits))
    return count


def main() -> None:
    """Print precision, recall and F1 of rules, model and both for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    options = parser.parse_args()
    train = list(read_documents(options.train))
    for folder in (options.train, *options.gold):
        documents = train if folder == options.train else list(read_documents(folder))
        for kind in ("topic", "action"):
            score(documents, kind, train)
            for how in ("rules", "model", "both"):
                count = measure(documents, kind, how)
                figures = f"P {count.precision:.3f} R {count.recall:.3f} F1 {count.f1:.3f}"
                print(f"{folder.name:12} {kind:6} {how:6} {figures}", flush=True)


if __name__ == "__main__":
    main()
