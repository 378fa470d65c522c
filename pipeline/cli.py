"""The command ``vytiah``: one short command a stage, and ``run``, ``show``, ``evaluate``, ``schema``.

Exit codes: 0 all good, 1 nothing done, 2 wrong usage or set-up, 3 some releases failed (see ``issues.csv``).
"""

import json
import sys
from collections import Counter
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from pipeline.errors import PipelineError

app = typer.Typer(
    help="Records from Ukrainian press releases: who took part, in what role, when, what was discussed and agreed.",
    epilog="Exit codes: 0 all good · 1 nothing done · 2 wrong usage · 3 some releases failed (see issues.csv).",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

In = Annotated[
    str, typer.Argument(metavar="IN", help="A release, a folder, an archive or its URL (docs/archives.md).")
]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of results; made when it is not there.")]
Folder = Annotated[Path, typer.Argument(metavar="OUT", help="Folder of results that the stage before wrote.")]
Engine = Annotated[
    Optional[str],  # noqa: UP045  typer reads this form
    typer.Option(help="Engine: encoder, sm, stanza (extra `stanza`), stanza:FOLDER or spacy:PACKAGE."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace results that are there already.")]
Excel = Annotated[bool, typer.Option("--excel", help="Put a byte order mark into the CSV files, for Excel.")]
Limit = Annotated[Optional[int], typer.Option(min=1, help="Stop after so many documents.")]  # noqa: UP045
Map = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--map", metavar="FIELD=COLUMN", help="Columns of tables: text=body,published_at=date,url=link."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes that share the work; the result is the same.")]


class Exit(IntEnum):
    """Exit codes of the command."""

    DONE = 0
    NOTHING_DONE = 1
    WRONG_USAGE = 2
    SOME_FAILED = 3


def main() -> None:
    """Run the command; an error made for the user is printed without a traceback and exits with 2."""
    try:
        app()
    except PipelineError as error:
        typer.secho(f"vytiah: {error}", fg="red", err=True)
        sys.exit(Exit.WRONG_USAGE)
    except KeyboardInterrupt:
        typer.secho("vytiah: stopped; the same command goes on where it stopped", fg="red", err=True)
        sys.exit(130)


@app.command()
def run(
    source: In,
    out: Out,
    engine: Engine = None,
    workers: Workers = 1,
    limit: Limit = None,
    force: Force = False,
    excel: Excel = False,
    columns: Map = None,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on with an unfinished run in OUT, or start it anew.")
    ] = True,
    update: Annotated[
        bool, typer.Option("--update", help="Bring a finished OUT up to date: only what is new or changed.")
    ] = False,
    cluster: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--engine-cluster", metavar="ray", help="Extract on a cluster; OUT is on a path all nodes see."),
    ] = None,
    address: Annotated[str, typer.Option(help="Where the cluster is: `auto`, or HOST:PORT of its head.")] = "auto",
) -> None:
    """All stages at once: releases in, records and tables out.

    Example: `vytiah run data/raw results`, then open `results/index.html`, `results/participants.csv` … A run that
    was stopped goes on where it stopped when the same command is given again.
    """
    from pipeline import run as stages

    outcome = stages.run(
        source, out, engine=engine, workers=workers, limit=limit, force=force, excel=excel,
        columns=_columns(columns), resume=resume, update=update, cluster=cluster, address=address,
    )  # fmt: skip
    _finish(outcome, "records", out)


def _columns(words: list[str] | None) -> dict[str, str]:
    """Columns of tables by the fields they give."""
    from pipeline.ingest.rows import parse_columns

    return parse_columns(words or [])


@app.command()
def ingest(
    source: In, out: Out, limit: Limit = None, force: Force = False, columns: Map = None, workers: Workers = 1
) -> None:
    """Stage 1: files to `OUT/releases.jsonl` (decoded, cleaned, dated, without duplicates)."""
    from pipeline import run as stages

    outcome = stages.ingest(source, out, limit=limit, force=force, columns=_columns(columns), workers=workers)
    _finish(outcome, "releases", out)


@app.command()
def ner(out: Folder, engine: Engine = None, force: Force = False) -> None:
    """Stage 2: `OUT/releases.jsonl` to `OUT/docs.spacy` (tags, syntax, entities, mentions)."""
    from pipeline import run as stages

    _finish(stages.ner(out, engine=engine, force=force), "docs", out)


@app.command()
def relations(out: Folder, force: Force = False) -> None:
    """Stage 3: `OUT/docs.spacy` to `OUT/relations.spacy` (roles, bodies, event, topics, actions)."""
    from pipeline import run as stages

    _finish(stages.relations(out, force=force), "docs", out)


@app.command()
def export(out: Folder, force: Force = False, excel: Excel = False) -> None:
    """Stage 4: `OUT/relations.spacy` to `records.jsonl`, CSV, Parquet and `index.html` in OUT."""
    from pipeline import run as stages

    _finish(stages.export(out, force=force, excel=excel), "records", out)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One release.")],
    engine: Engine = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the rule of each value, and what was refused.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as JSON.")] = False,
) -> None:
    """Print one release with its record: people, bodies and dates coloured in the text."""
    from pipeline.show import print_release, read_and_extract

    record, doc = read_and_extract(file, engine)
    if as_json:
        typer.echo(record.model_dump_json(indent=2))
    else:
        print_release(record, doc, explain=explain)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Option(help="Folder with NAME.txt and NAME.json.")] = Path("data/gold"),
    engine: Engine = None,
    per_document: Annotated[bool, typer.Option("--per-document", help="A row for each document too.")] = False,
    errors: Annotated[str, typer.Option(metavar="FIGURES", help="List the errors of figures (a,b), or all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score the line against gold records; the meaning of each figure is in `data/gold/GUIDELINES.md`."""
    from pipeline import scoring
    from pipeline.run import evaluate as evaluate_folder
    from pipeline.show import print_errors, print_scores

    reports = evaluate_folder(gold, engine)
    total = scoring.total(report for _, report in reports)
    if as_json:
        typer.echo(json.dumps({name: round(total.value(name), 4) for name in scoring.FIGURES}, indent=2))
    else:
        print_scores(reports if per_document else [], total, f"{len(reports)} documents of {gold}")
    print_errors(total, errors)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from pipeline.schema import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _finish(outcome: Any, what: str, out: Path) -> None:
    """Say on stderr what was done, and leave with the exit code that fits."""
    typer.echo(f"{outcome.count} {what} → {out}", err=True)
    for code, number in sorted(Counter(issue.code for issue in outcome.issues).items()):
        first = next(issue for issue in outcome.issues if issue.code == code)
        more = f" (and {number - 1} more)" if number > 1 else ""
        typer.secho(f"  {code}: {first.source}: {first.message}{more}", fg="yellow", err=True)
    if outcome.issues:
        typer.echo(f"  all issues: {out / 'issues.csv'}", err=True)
    if not outcome.count:
        raise typer.Exit(Exit.NOTHING_DONE)
    if outcome.failures:
        raise typer.Exit(Exit.SOME_FAILED)


if __name__ == "__main__":
    main()
