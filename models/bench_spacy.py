"""An untrained spaCy pipeline of the shape of ``uk_core_news_sm`` 3.8, for speed alone.

Sizes are those of its published configuration; tags and relations are as many as in ``uk_press_sm``, whose treebank is
the same.
"""

import spacy
from spacy.language import Language

from pipeline.nlp import models_dir

_WIDTH = 96


def _tok2vec() -> dict[str, object]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": _WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": _WIDTH,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _listener() -> dict[str, object]:
    return {"@architectures": "spacy.Tok2VecListener.v1", "width": _WIDTH, "upstream": "*"}


def _transitions(kind: str, tok2vec: dict[str, object]) -> dict[str, object]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec,
    }


def build_spacy() -> Language:
    """The pipeline, ready to run; what it says means nothing."""
    trained = spacy.load(models_dir() / "uk_press_sm", exclude=["lemmatizer", "ner"])
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": _listener()}
    nlp = spacy.blank("uk")
    nlp.add_pipe("tok2vec", config={"model": _tok2vec()})
    nlp.add_pipe("morphologizer", config={"model": tagger})
    nlp.add_pipe("parser", config={"model": _transitions("parser", _listener())})
    nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("lemmatizer", config={"mode": "pymorphy3"})
    nlp.add_pipe("ner", config={"model": _transitions("ner", _tok2vec())})
    for name in ("morphologizer", "parser"):
        for label in trained.get_pipe(name).labels:  # type: ignore[attr-defined]
            nlp.get_pipe(name).add_label(label)  # type: ignore[attr-defined]
    for label in ("LOC", "ORG", "PER"):
        nlp.get_pipe("ner").add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp
