"""A folder of gold through the line, and what came of it."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline import scoring
from pipeline.errors import PipelineError, UsageError
from pipeline.ingest import read_release
from pipeline.run.extraction import extract_releases
from pipeline.run.gold_spans import score_spans
from pipeline.run.progress import track
from pipeline.scoring import Report


def evaluate(gold: Path, engine: str | None = None) -> list[tuple[str, Report]]:
    """Name and report of every document of a gold folder (``NAME.txt`` beside ``NAME.json``), in order of names.

    Raises UsageError when the folder has no gold, PipelineError when a document crashed or took too long.
    """
    answers = sorted(gold.glob("*.json"))
    if not answers:
        raise UsageError(f"{gold}: no gold (NAME.json beside NAME.txt)", "give a folder with --gold")
    return list(track(_score(answers, engine), "evaluate", len(answers)))


def _score(answers: list[Path], engine: str | None) -> Iterator[tuple[str, Report]]:
    texts = (path.with_suffix(".txt") for path in answers)
    releases = (read_release(path, path.name) for path in texts)
    for path, (record, issue) in zip(answers, extract_releases(releases, engine), strict=True):
        if issue is not None and issue.stage != "ingest":
            raise PipelineError(f"{path.stem} was given up: {issue.message}", "figures without it would mean nothing")
        wanted = json.loads(path.read_text(encoding="utf-8"))
        report = scoring.score_document(path.stem, record.model_dump(mode="json"), wanted)
        score_spans(path.stem, record.text, record.published_at, wanted, report)
        yield path.stem, report
