"""Records stage: what the mentions and relations of a Doc say, as a Record."""

from pipeline.records.building import bare_record, build_record
from pipeline.records.extraction import extract

__all__ = ["bare_record", "build_record", "extract"]
