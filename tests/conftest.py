"""Shared fixtures: the pipeline, loaded once."""

import pytest
from spacy.language import Language

from pipeline import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default engine with all rules."""
    return load()
