"""Runs: one function a stage, paths in, paths out, and one that does all of it in memory.

A folder of results holds ``releases.jsonl`` (ingest), ``docs.spacy`` (ner), ``relations.spacy`` (relations), and what
export writes: ``records.jsonl``, the tables, ``datapackage.json``, ``index.html``, ``issues.csv``, ``manifest.json``.
"""

from pipeline.run.evaluation import evaluate
from pipeline.run.folder import Outcome
from pipeline.run.line import run
from pipeline.run.stages import export, ingest, ner, relations

__all__ = ["Outcome", "evaluate", "export", "ingest", "ner", "relations", "run"]
