"""Builds the spaCy pipeline: an engine that tags, parses and finds entities, then our components.

Engines share one contract: they annotate spaCy's own tokens in place (tags, features, lemmas, heads, sentence starts,
entities) and never change the text.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from thinc.api import Config, get_current_ops, use_ops

import pipeline.encoder
import pipeline.ner
import pipeline.relations
import pipeline.stanza_engine  # noqa: F401  they register their components
from pipeline import document
from pipeline.errors import ModelError
from pipeline.schema import PressRelease
from pipeline.stanza_engine.models import check_installed as check_stanza

__all__ = [
    "analyze", "engine_name", "engine_names", "link", "load", "model_folder", "models_dir", "require", "settings",
]  # fmt: skip

# Some hundred bytes each.
_LEMMAS_REMEMBERED = 200_000


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
    """Names that ``load`` takes, besides ``spacy:PACKAGE`` and ``stanza:FOLDER``."""
    return sorted(settings()["engines"])


def engine_name(engine: str | None = None) -> str:
    """The engine itself, or the default one of the configuration when None."""
    return engine or str(settings()["nlp"]["engine"])


def load(engine: str | None = None, *, rules: bool = True, batch_size: int | None = None) -> Language:
    """The whole pipeline on an engine (the default of the configuration when None).

    ``rules=False`` gives the engine alone. Raises ModelError for an engine that is unknown or not installed.
    """
    name = engine_name(engine)
    require(name)
    with _fast_products():
        nlp = _load_engine(name)
    nlp.batch_size = batch_size or settings()["nlp"]["batch_size"]
    if rules:
        for component in settings()["rules"]["components"]:
            nlp.add_pipe(component)
    nlp.meta["engine"] = name
    return nlp


def require(engine: str | None = None) -> None:
    """Raise ModelError when the engine is unknown or not installed; loads nothing."""
    name = engine_name(engine)
    kind, _, package = name.partition(":")
    if kind == "spacy" and package:
        if not spacy.util.is_package(package):
            raise ModelError(f"the spaCy package {package!r} is not installed", f"pip install {package}")
        return
    if kind not in settings()["engines"] or (package and kind != "stanza"):
        names = ", ".join(engine_names())
        raise ModelError(f"unknown engine {name!r}", f"engines are: {names}, spacy:PACKAGE, stanza:FOLDER")
    folder = _spacy_folder(kind)
    if not (folder / "config.cfg").is_file():
        raise ModelError(f"the model of engine {kind!r} is missing: {folder}", "reinstall, or see make help")
    if kind == "stanza":
        check_stanza(model_folder(name))


def model_folder(engine: str) -> Path:
    """Folder of the weights of an engine that is no package.

    For ``stanza``: the one named after the colon, else that of ``VYTIAH_STANZA``, else our own models.
    """
    kind, _, folder = engine.partition(":")
    if kind != "stanza":
        return _spacy_folder(kind)
    given = folder or os.environ.get("VYTIAH_STANZA")
    return Path(given) if given else _spacy_folder(kind) / "press_stanza"


def _spacy_folder(engine: str) -> Path:
    return models_dir() / str(settings()["engines"][engine]["model"])


def _load_engine(name: str) -> Language:
    kind, _, package = name.partition(":")
    if kind == "spacy":
        nlp = spacy.load(package)
        nlp.add_pipe("line_breaks", first=True)
        return nlp
    overrides = settings()["engines"][kind].get("config", {})
    if kind == "stanza":
        return _load_stanza(overrides, model_folder(name))
    return _remember_lemmas(spacy.load(_spacy_folder(kind), config=overrides))


@contextmanager
def _fast_products() -> Iterator[None]:
    """Models that are loaded meanwhile multiply matrices by NumPy's library instead of BLIS, which thinc would take.

    BLIS as it comes with thinc is slow on some processors. Other backends of thinc (Apple's, CUDA) stay.
    """
    if get_current_ops().name != "numpy":
        yield
        return
    with use_ops("numpy", use_blis=False):
        yield


def _load_stanza(overrides: dict[str, Any], folder: Path) -> Language:
    """Where Stanza's model of entities has not all our types, that of our small engine comes before it."""
    nlp = spacy.load(_spacy_folder("stanza"), config={**overrides, "components.press_stanza.folder": str(folder)})
    engine: Any = nlp.get_pipe("press_stanza")
    if not set(document.LABELS) <= engine.types:
        nlp.add_pipe("ner", source=spacy.load(_spacy_folder("sm")), before="press_stanza")
    return nlp


def _remember_lemmas(nlp: Language) -> Language:
    """Look each form up in the dictionary of lemmas once: a lemma depends on form, part of speech and features only.

    Without it the lemmatizer takes a third of the time of the whole line.
    """
    lemmatizer: Any = nlp.get_pipe("lemmatizer") if nlp.has_pipe("lemmatizer") else None
    if not hasattr(lemmatizer, "_morph"):
        return nlp
    look_up = lemmatizer.lemmatize
    known: dict[tuple[int, int, int], list[str]] = {}

    def lemmatize(token: Token) -> list[str]:
        key = (token.orth, token.pos, hash(token.morph))
        if key not in known:
            if len(known) >= _LEMMAS_REMEMBERED:
                known.clear()
            try:
                known[key] = look_up(token)
            except ValueError:  # pymorphy3 asks for the names of letters, and some have none
                known[key] = [token.lower_]
        return known[key]

    lemmatizer.lemmatize = lemmatize
    return nlp


def analyze(nlp: Language, release: PressRelease) -> Doc:
    """One release through a loaded pipeline."""
    return nlp(document.attach_release(nlp.make_doc(release.text), release))


def link(doc: Doc) -> Doc:
    """A Doc that has mentions, with its relations: the last of our components, without any engine."""
    return _rules()(doc)


@cache
def _rules() -> Callable[[Doc], Doc]:
    component: Callable[[Doc], Doc] = spacy.blank("uk").create_pipe("press_relations")
    return component


@Language.component("line_breaks", assigns=["token.is_sent_start"])
def break_lines(doc: Doc) -> Doc:
    """Start a sentence after every line end: a headline, a bullet (`- підписання …`), a paragraph never share one."""
    for token in doc[1:]:
        previous = doc[token.i - 1]
        if previous.is_space and "\n" in previous.text:
            token.is_sent_start = True
        elif token.is_space and "\n" in token.text:
            token.is_sent_start = False
    return doc
