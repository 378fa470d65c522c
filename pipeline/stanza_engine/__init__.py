"""The Stanza engine: Stanza's networks tag, parse, lemmatise and find entities on spaCy's own tokens."""

from pipeline.stanza_engine.component import StanzaEngine, build_stanza

__all__ = ["StanzaEngine", "build_stanza"]
