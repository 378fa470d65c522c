"""Publication moments of metadata: ISO 8601, mail and feed dates, Ukrainian stamps, values of tables."""

import datetime
import re
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from pipeline.dates import parse_header_date

KYIV = ZoneInfo("Europe/Kyiv")
# The Web is from 1991: an earlier or a far day in metadata is a default of some program (1970-01-01, 0001-01-01).
_FIRST_YEAR, _LAST_YEAR = 1991, 2100
_LONGEST = 60
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_moment(value: object) -> str | None:
    """ISO date, or date-time with the Kyiv offset, of a value of metadata; None when it says no plausible day.

    Takes text (`2024-03-12T10:00:00Z`, `Tue, 12 Mar 2024 10:00:00 +0200`, `12 березня 2024 року`), dates, date-times
    and Unix seconds. A moment of another zone is brought to Kyiv time, midnight counts as no clock time.
    """
    try:
        return _moment(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _moment(value: object) -> str | None:
    if isinstance(value, datetime.datetime):
        return _of_datetime(value)
    if isinstance(value, datetime.date):
        return value.isoformat() if _FIRST_YEAR <= value.year <= _LAST_YEAR else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_datetime(datetime.datetime.fromtimestamp(value, tz=datetime.UTC))
    return _of_text(value.strip()[:_LONGEST]) if isinstance(value, str) else None


def _of_datetime(moment: datetime.datetime) -> str | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    moment = moment.replace(tzinfo=KYIV) if moment.tzinfo is None else moment.astimezone(KYIV)
    if not moment.hour and not moment.minute:
        return moment.date().isoformat()
    return moment.replace(microsecond=0).isoformat()


def _of_text(text: str) -> str | None:
    if _ISO_DATE.fullmatch(text):
        return _moment(datetime.date.fromisoformat(text))
    for read in (datetime.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _of_datetime(read(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    found = parse_header_date(text)
    return found.value if found and _FIRST_YEAR <= int(found.value[:4]) <= _LAST_YEAR else None
