"""The encoder engine: one joint model that tags, parses, lemmatises and finds entities on spaCy's own tokens."""

from pipeline.encoder.component import Encoder, build_encoder

__all__ = ["Encoder", "build_encoder"]
