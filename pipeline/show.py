"""A release and its record in the terminal, and scores as a table."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from spacy.tokens import Doc

from pipeline import document, nlp, scoring
from pipeline.document import Relation
from pipeline.ingest import read_release
from pipeline.records import bare_record, build_record
from pipeline.run.extraction import why_not
from pipeline.schema import Action, Record, Span, Topic
from pipeline.scoring import Report

_COLORS = {"person": "bold cyan", "body": "magenta", "date": "green", "topic": "underline", "action": "bold yellow"}


def read_and_extract(file: Path, engine: str | None) -> tuple[Record, Doc | None]:
    """The record of one file and the Doc behind it (None when it was not extracted). Raises ReleaseError."""
    release = read_release(file)
    issue = why_not(release)
    if issue is not None:
        Console(stderr=True).print(f"{issue.code}: {issue.message}", style="yellow")
        return bare_record(release), None
    doc = nlp.analyze(nlp.load(engine), release)
    return build_record(doc), doc


def print_release(record: Record, doc: Doc | None, *, explain: bool = False) -> None:
    """The text with its marks, then what was read from it; ``explain`` adds rules and refused candidates."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(colored_text(record))
    console.print()
    for line in describe(record, explain=explain):
        console.print(line)
    if explain and doc is not None:
        console.print("\nPeople, with the rule that put each role, body and participation:", style="dim")
        for line in links(doc):
            console.print(line)
    if explain and doc is not None and (refused := refusals(doc)):
        console.print("\nRefused, with the reason and the rule that found the candidate:", style="dim")
        for line in refused:
            console.print(line)


def colored_text(record: Record) -> Text:
    """The text with people, bodies, dates, topics and actions in colours."""
    text = Text(record.text)
    for person in record.participants:
        _paint(text, person.mentions, "person")
    for body in record.organizations:
        _paint(text, body.mentions, "body")
    for date in record.dates:
        text.stylize(_COLORS["date"], date.start_char, date.end_char)
    for topic in record.topics:
        text.stylize(_COLORS["topic"], topic.start_char, topic.end_char)
    for action in record.actions:
        text.stylize(_COLORS["action"], action.start_char, action.end_char)
    return text


def _paint(text: Text, spans: Iterable[Span], kind: str) -> None:
    for span in spans:
        text.stylize(_COLORS[kind], span.start_char, span.end_char)


def describe(record: Record, *, explain: bool = False) -> list[Text]:
    """The record in lines, a value a line; ``explain`` puts the rule of each behind it."""
    event = record.event
    days = " – ".join(dict.fromkeys(filter(None, (event.start, event.end)))) or "?"
    guess = " (inferred)" if event.inferred else ""
    rows = [
        ("doc", record.doc_id, record.published_at or "no date", ""),
        ("event", event.type or "?", f"{days}{guess} · {event.place or 'no place'} · {event.format}", event.rule or ""),
    ]
    rows += [
        ("person", p.name, " · ".join(filter(None, (p.role, p.organization, p.participation))), p.rule)
        for p in record.participants
    ]
    rows += [
        ("body", o.name, " · ".join(filter(None, (o.abbreviation, o.type, o.country, o.participation))), o.rule)
        for o in record.organizations
    ]
    rows += [("date", d.mention, f"{d.start or '…'} – {d.end or '…'} · {d.kind}", d.rule) for d in record.dates]
    rows += [("topic", t.text, "", _grounds(t)) for t in record.topics]
    rows += [
        ("action", a.text, " · ".join(filter(None, (a.status, a.deadline, ", ".join(a.actors)))), _grounds(a))
        for a in record.actions
    ]
    return [_line(kind, value, about, rule if explain else "") for kind, value, about, rule in rows]


def _grounds(item: Topic | Action) -> str:
    """The rule of a topic or action and where its sentence stands: `link_topic_object, characters 120–184`."""
    return f"{item.rule}, characters {item.evidence.start_char}–{item.evidence.end_char}"


def _line(kind: str, value: str, about: str, rule: str) -> Text:
    line = Text(f"{kind:7} ", style="dim")
    line.append(value, style=_COLORS.get(kind, "bold"))
    if about:
        line.append(f" · {about}", style="default")
    if rule:
        line.append(f"  ← {rule}", style="dim italic")
    return line


def links(doc: Doc) -> list[Text]:
    """Which rule put the role, the body and the participation of each mention of a person."""
    named = {mention.id_: mention.text for mention in document.mentions(doc)}
    people = {mention.id_ for mention in document.mentions(doc, "PERS")}
    found = []
    for relation in document.relations(doc, "role", "affiliation", "participation"):
        if relation.head not in people:
            continue
        completed = dict(relation.links).get("name", "")
        told = completed or named.get(relation.tail, "") or relation.value
        found.append(_line(relation.kind, named.get(relation.head, ""), told, _told_by(relation)))
    return found


def _told_by(relation: Relation) -> str:
    """The rule, for participation with the word that tells and its sentence: `«з'явилася», characters 120–184`."""
    if relation.kind != "participation":
        return relation.rule
    word = dict(relation.links).get("word")
    told = f" «{word}»" if word else ""
    return f"{relation.rule}{told}, characters {relation.evidence_start}–{relation.evidence_end}"


def refusals(doc: Doc) -> list[Text]:
    """What was a candidate and was turned down, with the rule that did and its reason."""
    return [
        _line("refused", doc.text[relation.start_char : relation.end_char], relation.value, relation.rule)
        for relation in document.relations(doc, "refused")
    ]


def print_scores(reports: Sequence[tuple[str, Report]], total: Report, title: str) -> None:
    """A row for each figure (precision, recall, value); with reports also a table of documents by figures."""
    table = Table(title=title)
    for column in ("figure", "precision", "recall", "value"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure in scoring.FIGURES:
        count = total.counts[figure]
        pair = ("", "") if figure in scoring.ACCURACIES else (f"{count.precision:.3f}", f"{count.recall:.3f}")
        table.add_row(figure, *pair, f"{total.value(figure):.3f}")
    console = Console()
    console.print(table)
    for name, report in reports:
        values = "  ".join(f"{figure} {report.value(figure):.2f}" for figure in scoring.FIGURES)
        console.print(f"[bold]{name}[/bold]  {values}", highlight=False, soft_wrap=True)


def print_errors(total: Report, figures: str) -> None:
    """The errors of the figures named (comma between), or of all."""
    wanted = set(filter(None, figures.split(",")))
    for error in total.errors:
        if "all" in wanted or error.split()[1] in wanted:
            print(error)
