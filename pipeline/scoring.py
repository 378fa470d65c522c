"""Predicted records against gold, by the rules of ``data/gold/GUIDELINES.md``. Pure: dictionaries in, counts out.

Where gold gives a list, any of its answers is right; ``None`` in it means that leaving the value out is right too.
Optional items count neither for nor against, found or not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_ROLE_OVERLAP, _PHRASE_OVERLAP = 0.8, 0.6
_QUOTES = str.maketrans("", "", '«»"“”„')
_APOSTROPHES = str.maketrans("’ʼ`´‘", "'''''")
FIGURES = (
    "person", "role", "affiliation", "participation", "participant_triple", "organization",
    "organization_participation", "date", "date_kind", "event_type", "event_start", "event_place", "event_format",
    "topic", "action", "action_status", "title", "published_at",
    "name_on_spans", "role_on_spans", "organization_on_spans", "date_on_spans", "action_actor",
)  # fmt: skip

Item = dict[str, Any]


@dataclass
class Count:
    """Hits, spurious items and missed ones; an accuracy has no spurious items and misses stand for errors."""

    hits: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was put out that is right; 1.0 when nothing was put out."""
        return self.hits / (self.hits + self.spurious) if self.hits + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """Share of gold that was found (the accuracy of figures that are accuracies); 1.0 when there is none."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hits + self.spurious + self.missed
        return 2 * self.hits / total if total else 1.0

    def add(self, other: "Count") -> None:
        """Add the counts of another document."""
        self.hits += other.hits
        self.spurious += other.spurious
        self.missed += other.missed


ACCURACIES = frozenset(
    {"role", "affiliation", "participation", "organization_participation", "event_type", "event_start", "event_place",
     "event_format", "title", "published_at",
     "name_on_spans", "role_on_spans", "organization_on_spans", "date_on_spans"}
)  # fmt: skip


@dataclass
class Report:
    """Counts by figure, summed over documents, and what went wrong in words (`doc figure MISSED …`)."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIGURES})
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Add another report."""
        for name, count in other.counts.items():
            self.counts[name].add(count)
        self.errors.extend(other.errors)

    def value(self, figure: str) -> float:
        """The headline value of a figure: accuracy or F1, between 0 and 1."""
        count = self.counts[figure]
        return count.recall if figure in ACCURACIES else count.f1


def fold(text: str | None) -> str:
    """Comparison form: case, quotes and apostrophes folded, blanks squeezed."""
    return " ".join((text or "").translate(_APOSTROPHES).translate(_QUOTES).casefold().split())


def answers(value: Any) -> list[Any]:
    """Acceptable answers of a gold field."""
    return value if isinstance(value, list) else [value]


def is_optional(item: Item, *fields: str) -> bool:
    """True when gold lets the whole item be left out."""
    return bool(item.get("optional")) or any(None in answers(item.get(name)) for name in fields)


def token_f1(left: str, right: str) -> float:
    """F1 of the words two phrases share, counted with repeats, in lower case."""
    a, b = Counter(_words(left)), Counter(_words(right))
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values())) if shared else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.translate(_APOSTROPHES).lower())


def score_document(name: str, predicted: Item, gold: Item) -> Report:
    """Report of one document: `predicted` is a record as JSON, `gold` a gold file."""
    report = Report()
    log = _Log(name, report)
    _score_people(predicted["participants"], gold["participants"], report, log)
    _score_organizations(predicted["organizations"], gold["organizations"], report, log)
    _score_dates(predicted["dates"], gold["dates"], report, log)
    _score_event(predicted["event"], gold["event"], report, log)
    _score_header(predicted, gold, report, log)
    topics = [item if isinstance(item, dict) else {"text": item} for item in gold["topics"]]
    _score_phrases("topic", predicted["topics"], topics, report, log)
    pairs = _score_phrases("action", predicted["actions"], gold["actions"], report, log)
    _score_status(pairs, predicted["actions"], gold["actions"], report, log)
    _score_actors(pairs, predicted["actions"], gold, report, log)
    return report


@dataclass
class _Log:
    document: str
    report: Report

    def write(self, figure: str, text: str) -> None:
        self.report.errors.append(f"{self.document} {figure} {text}")


def match(predicted: list[Item], gold: list[Item], likeness: Callable[[Item, Item], float]) -> list[tuple[int, int]]:
    """One-to-one pairs ``(predicted, gold)``, greedy from the best down; required gold goes before optional."""
    scored = [(likeness(p, g), not is_optional(g), -i, -j) for i, p in enumerate(predicted) for j, g in enumerate(gold)]
    pairs: list[tuple[int, int]] = []
    used_p: set[int] = set()
    used_g: set[int] = set()
    for value, _, i, j in sorted(scored, reverse=True):
        if value > 0 and -i not in used_p and -j not in used_g:
            pairs.append((-i, -j))
            used_p.add(-i)
            used_g.add(-j)
    return pairs


def _count(
    figure: str, predicted: list[Item], gold: list[Item], pairs: list[tuple[int, int]], report: Report, log: _Log,
    show: Callable[[Item], str], optional: Callable[[Item], bool] = is_optional,
) -> None:  # fmt: skip
    matched_p, matched_g = {i for i, _ in pairs}, {j for _, j in pairs}
    count = report.counts[figure]
    count.hits += sum(1 for _, j in pairs if not optional(gold[j]))
    for i, item in enumerate(predicted):
        if i not in matched_p:
            count.spurious += 1
            log.write(figure, f"SPURIOUS {show(item)}")
    for j, item in enumerate(gold):
        if j not in matched_g and not optional(item):
            count.missed += 1
            log.write(figure, f"MISSED {show(item)}")


def _name_key(name: str) -> str:
    """Order of given and family name is free."""
    return " ".join(sorted(fold(name).split()))


def _same_name(predicted: Item, gold: Item) -> float:
    return float(_name_key(predicted["name"]) in {_name_key(n) for n in answers(gold["name"]) if n})


def _named(item: Item) -> bool:
    return is_optional(item, "name")


def _shown(item: Item) -> str:
    return repr(answers(item["name"])[0])


def _score_people(predicted: list[Item], gold: list[Item], report: Report, log: _Log) -> None:
    pairs = match(predicted, gold, _same_name)
    _count("person", predicted, gold, pairs, report, log, _shown, _named)
    triples = []
    for i, j in pairs:
        p, g = predicted[i], gold[j]
        role, organization = _role_is_right(p, g), _organization_is_right(p, g)
        present = p["participation"] in answers(g["participation"])
        if role and organization and present:
            triples.append((i, j))
        if _named(g):
            continue
        if any(answers(g.get("role"))):
            _accuracy("role", role, f"{p['name']}: {p['role']!r}, gold {g['role']!r}", report, log)
        _accuracy(
            "affiliation",
            organization,
            f"{p['name']}: {p['organization']!r}, gold {g.get('organization')!r}",
            report,
            log,
        )
        _accuracy("participation", present, f"{p['name']}: {p['participation']}", report, log)
    count = report.counts["participant_triple"]
    optional = {j for j, g in enumerate(gold) if _named(g)}
    count.hits += sum(1 for _, j in triples if j not in optional)
    right = {i for i, _ in triples} | {i for i, j in pairs if j in optional}
    count.spurious += sum(1 for i in range(len(predicted)) if i not in right)
    count.missed += len(gold) - len(optional) - sum(1 for _, j in triples if j not in optional)


def _role_is_right(predicted: Item, gold: Item) -> bool:
    wanted = answers(gold.get("role"))
    if predicted["role"] is None:
        return None in wanted
    return any(token_f1(predicted["role"], answer) >= _ROLE_OVERLAP for answer in wanted if answer)


def _organization_is_right(predicted: Item, gold: Item) -> bool:
    wanted = answers(gold.get("organization"))
    if predicted["organization"] is None:
        return None in wanted
    return fold(predicted["organization"]) in {fold(answer) for answer in wanted if answer}


def _accuracy(figure: str, right: bool, text: str, report: Report, log: _Log) -> None:
    if right:
        report.counts[figure].hits += 1
    else:
        report.counts[figure].missed += 1
        log.write(figure, f"WRONG {text}")


def _same_body(predicted: Item, gold: Item) -> float:
    return float(fold(predicted["name"]) in {fold(n) for n in answers(gold["name"]) if n})


def _score_organizations(predicted: list[Item], gold: list[Item], report: Report, log: _Log) -> None:
    pairs = match(predicted, gold, _same_body)
    _count("organization", predicted, gold, pairs, report, log, _shown, _named)
    for i, j in pairs:
        if not _named(gold[j]):
            right = predicted[i]["participation"] in answers(gold[j]["participation"])
            text = f"{predicted[i]['name']}: {predicted[i]['participation']}"
            _accuracy("organization_participation", right, text, report, log)


def _score_dates(predicted: list[Item], gold: list[Item], report: Report, log: _Log) -> None:
    """Distinct intervals on both sides; a publication stamp that gold does not list is not spurious."""
    for figure, with_kind in (("date", False), ("date_kind", True)):
        distinct = _distinct(predicted, with_kind)
        pairs = match(distinct, gold, lambda p, g, kind=with_kind: _same_interval(p, g, kind))  # type: ignore[misc]
        matched = {i for i, _ in pairs}
        kept = [i for i, p in enumerate(distinct) if i in matched or p["kind"] != "publication"]
        renumber = {i: n for n, i in enumerate(kept)}
        pairs = [(renumber[i], j) for i, j in pairs]
        _count(figure, [distinct[i] for i in kept], gold, pairs, report, log, _shown_date)


def _shown_date(item: Item) -> str:
    return f"{answers(item['mention'])[0]!r} {item['start']}..{item['end']} {item['kind']}"


def _distinct(predicted: list[Item], with_kind: bool) -> list[Item]:
    seen: dict[Any, Item] = {}
    for item in predicted:
        words = item["mention"].lower() if item["start"] is None and item["end"] is None else ""
        key = (item["start"], item["end"], words, item["kind"] if with_kind else "")
        if key not in seen or seen[key]["kind"] == "publication":
            seen[key] = item
    return list(seen.values())


def _same_interval(predicted: Item, gold: Item, with_kind: bool) -> float:
    if predicted["start"] not in answers(gold["start"]) or predicted["end"] not in answers(gold["end"]):
        return 0.0
    if with_kind and predicted["kind"] not in answers(gold["kind"]):
        return 0.0
    return 1.0 + max(token_f1(predicted["mention"], m) for m in answers(gold["mention"]))


def _score_event(predicted: Item, gold: Item, report: Report, log: _Log) -> None:
    for name, figure in (
        ("type", "event_type"),
        ("start", "event_start"),
        ("place", "event_place"),
        ("format", "event_format"),
    ):
        wanted = answers(gold[name])
        got = predicted[name]
        if name == "start" and got is not None:
            got = got[:10]
        if name == "format" and wanted == [None]:
            wanted = [None, "unknown"]
        right = (got is None and None in wanted) or (got is not None and fold(got) in {fold(w) for w in wanted if w})
        _accuracy(figure, right, f"{predicted[name]!r}, gold {gold[name]!r}", report, log)


def _score_header(predicted: Item, gold: Item, report: Report, log: _Log) -> None:
    titles = [fold(t) for t in answers(gold["title"])]
    _accuracy(
        "title", fold(predicted["title"]) in titles, f"{predicted['title']!r}, gold {gold['title']!r}", report, log
    )
    stamps = [(s or "")[:16] for s in answers(gold["published_at"])]
    got = (predicted["published_at"] or "")[:16]
    _accuracy(
        "published_at", got in stamps, f"{predicted['published_at']!r}, gold {gold['published_at']!r}", report, log
    )


def _likeness(predicted: Item, gold: Item) -> float:
    best = max(token_f1(predicted["text"], answer) for answer in answers(gold["text"]) if answer)
    return best if best >= _PHRASE_OVERLAP else 0.0


def _shown_phrase(item: Item) -> str:
    return f"{answers(item['text'])[0]!r}" + (f" [{item['status']}]" if "status" in item else "")


def _score_phrases(
    figure: str, predicted: list[Item], gold: list[Item], report: Report, log: _Log
) -> list[tuple[int, int]]:
    pairs = match(predicted, gold, _likeness)
    _count(figure, predicted, gold, pairs, report, log, _shown_phrase, lambda g: is_optional(g, "text"))
    return pairs


def _score_status(
    pairs: list[tuple[int, int]], predicted: list[Item], gold: list[Item], report: Report, log: _Log
) -> None:
    """Like actions, but a pair counts only with the right status."""
    right = [(i, j) for i, j in pairs if predicted[i]["status"] in answers(gold[j]["status"])]
    optional = {j for j, g in enumerate(gold) if is_optional(g, "text")}
    hits = sum(1 for _, j in right if j not in optional)
    neutral = {i for i, j in pairs if j in optional}
    count = report.counts["action_status"]
    count.hits += hits
    count.spurious += sum(1 for i in range(len(predicted)) if i not in neutral) - hits
    count.missed += len(gold) - len(optional) - hits
    for i, j in pairs:
        if (i, j) not in right:
            log.write(
                "action_status", f"WRONG {predicted[i]['text']!r}: {predicted[i]['status']}, gold {gold[j]['status']!r}"
            )


def _score_actors(pairs: list[tuple[int, int]], predicted: list[Item], gold: Item, report: Report, log: _Log) -> None:
    """Pairs of an action and one who is to do it. The guidelines have no rule for them: each pair counts alone.

    An actor is right under any name that gold accepts for that person or body. Those of a missed action are missed,
    those of a spurious one spurious; those of an optional one count neither way.
    """
    known = [
        [name for name in answers(item["name"]) if name] for item in (*gold["participants"], *gold["organizations"])
    ]
    found = {j: i for i, j in pairs}
    count = report.counts["action_actor"]
    for j, action in enumerate(gold["actions"]):
        if is_optional(action, "text"):
            continue
        got = _actors(predicted[found[j]]) if j in found else []
        wanted = [_called(actor, known) for actor in action["actors"]]
        right = match(got, wanted, _same_name)
        count.hits += len(right)
        count.spurious += len(got) - len(right)
        count.missed += len(wanted) - len(right)
        if not len(right) == len(got) == len(wanted):
            shown = [actor["name"] for actor in got]
            log.write("action_actor", f"WRONG {_shown_phrase(action)}: {shown}, gold {action['actors']}")
    matched = set(found.values())
    count.spurious += sum(len(_actors(action)) for i, action in enumerate(predicted) if i not in matched)


def _actors(action: Item) -> list[Item]:
    return [{"name": name} for name in action.get("actors", ())]


def _called(actor: str, known: list[list[str]]) -> Item:
    """An actor of gold under all names that gold accepts for a person or body of that name."""
    same = [names for names in known if _name_key(actor) in {_name_key(name) for name in names}]
    return {"name": [actor, *(name for names in same for name in names)]}


def total(reports: Iterable[Report]) -> Report:
    """Micro sum of reports."""
    summed = Report()
    for report in reports:
        summed.add(report)
    return summed
