"""Records of a finished run, found again by what the extraction saw: only new or changed releases are extracted."""

from functools import lru_cache
from pathlib import Path

from pipeline.export import read_models
from pipeline.run.parts import Part, iter_parts
from pipeline.run.shards import ISSUES_OF_PART, KEYS_OF_PART, RECORDS_OF_PART, release_key
from pipeline.schema import Issue, PressRelease, Record


class KnownRecords:
    """An index of the parts that the same program made before: keys in memory, the records on disk."""

    def __init__(self, root: Path, program: str) -> None:
        self._places: dict[int, tuple[int, int]] = {}
        self._parts: list[Part] = []
        same_program = (part for part in iter_parts(root) if part.facts.get("program") == program)
        for number, part in enumerate(same_program):
            self._parts.append(part)
            for line, key in enumerate((part.folder / KEYS_OF_PART).read_text().split()):
                self._places[int(key, 16)] = (number, line)
        self._records_of = lru_cache(maxsize=4)(self._read_part)

    def find(self, release: PressRelease) -> Record | None:
        """The record of the release with its present sources; None when it is new, changed or failed before."""
        place = self._places.get(int(release_key(release), 16))
        record = self._records_of(place[0])[place[1]] if place else None
        if record is None:
            return None
        return record.model_copy(update={"source": release.source, "also_at": release.also_at})

    def _read_part(self, number: int) -> list[Record | None]:
        folder = self._parts[number].folder
        failed = {issue.source for issue in read_models(folder / ISSUES_OF_PART, Issue)}
        records = read_models(folder / RECORDS_OF_PART, Record)
        return [None if record.source in failed else record for record in records]
