"""Names in the nominative: people, roles, organisations, places. Strings in, strings out; nothing here knows a Doc."""

from pipeline.names.keys import fold, lemma_key, same_person
from pipeline.names.latin import romanize
from pipeline.names.people import PersonName, nominative_people, nominative_person, person_cases
from pipeline.names.phrases import nominative_organization, nominative_phrase, nominative_place, nominative_role

__all__ = [
    "PersonName",
    "fold",
    "lemma_key",
    "nominative_organization",
    "nominative_people",
    "nominative_person",
    "nominative_phrase",
    "nominative_place",
    "nominative_role",
    "person_cases",
    "romanize",
    "same_person",
]
