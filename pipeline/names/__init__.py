"""Names in the nominative: people, roles, organisations, places. Strings in, strings out; nothing here knows a Doc."""

from pipeline.names.people import PersonName, nominative_person

__all__ = ["PersonName", "nominative_person"]
