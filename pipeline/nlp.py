"""Builds the spaCy pipeline: an engine that tags, parses and finds entities, then our components.

Engines share one contract: they annotate spaCy's own tokens in place (tags, features, lemmas, heads, sentence starts,
entities) and never change the text.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config

from pipeline import document
from pipeline.errors import ModelError
from pipeline.schema import PressRelease

__all__ = ["analyze", "engine_names", "load", "models_dir", "settings"]


def models_dir() -> Path:
    """Folder of the models: ``VYTIAH_MODELS``, else ``models/`` beside the package, else those inside a wheel.

    Raises ModelError when none of them exists.
    """
    here = Path(__file__).parent
    given = os.environ.get("VYTIAH_MODELS")
    for folder in [Path(given)] if given else [here.parent / "models", here / "_models"]:
        if (folder / "pipeline.cfg").is_file():
            return folder
    raise ModelError("no folder of models was found", "set VYTIAH_MODELS to a folder with pipeline.cfg and the models")


@cache
def settings() -> dict[str, Any]:
    """The runtime configuration, ``models/pipeline.cfg``."""
    return dict(Config().from_disk(models_dir() / "pipeline.cfg"))


def engine_names() -> list[str]:
    """Names that ``load`` takes, besides ``spacy:PACKAGE``."""
    return sorted(settings()["engines"])


def load(engine: str | None = None, *, rules: bool = True, batch_size: int | None = None) -> Language:
    """The whole pipeline on an engine (the default of the configuration when None).

    ``rules=False`` gives the engine alone. Raises ModelError for an engine that is unknown or not installed.
    """
    name = engine or settings()["nlp"]["engine"]
    nlp = _load_engine(name)
    nlp.batch_size = batch_size or settings()["nlp"]["batch_size"]
    if rules:
        for component in settings()["rules"]["components"]:
            nlp.add_pipe(component)
    nlp.meta["engine"] = name
    return nlp


def _load_engine(name: str) -> Language:
    if name.startswith("spacy:"):
        return _load_package(name.removeprefix("spacy:"))
    engines = settings()["engines"]
    if name not in engines:
        raise ModelError(f"unknown engine {name!r}", f"engines are: {', '.join(sorted(engines))}, spacy:PACKAGE")
    folder = models_dir() / engines[name]["model"]
    if not (folder / "config.cfg").is_file():
        raise ModelError(f"the model of engine {name!r} is missing: {folder}", "reinstall, or train it: make train-sm")
    return spacy.load(folder)


def _load_package(package: str) -> Language:
    if not spacy.util.is_package(package):
        raise ModelError(f"the spaCy package {package!r} is not installed", f"pip install {package}")
    nlp = spacy.load(package)
    nlp.add_pipe("line_breaks", first=True)
    return nlp


def analyze(nlp: Language, release: PressRelease) -> Doc:
    """One release through a loaded pipeline."""
    return nlp(document.attach_release(nlp.make_doc(release.text), release))


@Language.component("line_breaks", assigns=["token.is_sent_start"])
def break_lines(doc: Doc) -> Doc:
    """Start a sentence after every line end: a headline, a bullet and a paragraph never share one (`- підписання …`)."""
    for token in doc[1:]:
        previous = doc[token.i - 1]
        if previous.is_space and "\n" in previous.text:
            token.is_sent_start = True
        elif token.is_space and "\n" in token.text:
            token.is_sent_start = False
    return doc
