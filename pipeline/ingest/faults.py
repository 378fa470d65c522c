"""Errors to rows of the issue ledger."""

import re
import traceback
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.schema import Issue, Stage


def build_issue(source: str, error: Exception, stage: Stage = "ingest") -> Issue:
    """The issue of an error: its own code for a ReleaseError, ``internal`` for a fault of ours, with its trace."""
    if isinstance(error, ReleaseError):
        return Issue(source=source, stage="ingest", code=error.code, message=error.message)
    message = re.sub(r"[\ud800-\udfff]", "?", f"{type(error).__name__}: {error}")[:500]
    return Issue(source=source, stage=stage, code="internal", message=message, trace=trace_of(error))


def trace_of(error: BaseException) -> str:
    """Twelve hex digits that are the same for the same fault: of the kind of error and the lines it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return sha256(" ".join([type(error).__name__, *lines]).encode()).hexdigest()[:12]
