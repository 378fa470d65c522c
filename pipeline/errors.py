"""Errors of the pipeline: each says when it is raised and what to do about it."""


class PipelineError(Exception):
    """Base of all errors that the pipeline raises on purpose.

    ``message`` says what is wrong, ``hint`` what to do (empty when there is nothing to do).
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message if not hint else f"{message}\n  → {hint}")
        self.message = message
        self.hint = hint


class SetupError(PipelineError):
    """Our own set-up is wrong (a lexicon, a model, a setting): nothing can run until it is mended."""


class LexiconError(SetupError):
    """A row of a lexicon is malformed; the message starts with ``file:line``."""


class ModelError(SetupError):
    """A model is missing, damaged or of another version."""


class UsageError(PipelineError):
    """The caller asked for something that cannot be done, such as writing over existing results."""


class ReleaseError(PipelineError):
    """One release cannot be processed; becomes a row of ``issues`` and the run goes on.

    ``code`` is a short stable word: ``empty``, ``binary``, ``encoding``, ``language``, ``too_long``, ``unreadable`` …
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
