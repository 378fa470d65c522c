"""CSV cells: every value as text that a spreadsheet takes for text, and back to the very same value.

- empty cell: null; an empty text is one apostrophe;
- a text that a spreadsheet would run as a formula (``=``, ``+``, ``-``, ``@``, tab, line end first) gets one apostrophe
  in front, and so does such a text that has apostrophes in front already: taking one off gives the text back;
- lists and maps are JSON; booleans ``true`` and ``false``; dates ISO 8601.

The first characters are those of OWASP's page on CSV injection, with their full-width twins.
"""

import datetime
import json
import re
from typing import Any

from pipeline.export.columns import Kind

_GUARDED = re.compile(r"'*(?:[=+\-@\t\r\n＝＋－＠]|$)")


def write_cell(value: Any, kind: Kind) -> str:
    """One value as the text of a CSV cell."""
    if value is None:
        return ""
    match kind:
        case "text":
            return value if value[:1].isalnum() else guard(value)
        case "boolean":
            return "true" if value else "false"
        case "date":
            return str(value.isoformat())
        case "texts" | "integers" | "map":
            return json.dumps(value, ensure_ascii=False)
        case "integer":
            return str(value)


def read_cell(cell: str, kind: Kind) -> Any:
    """The value that ``write_cell`` wrote; None for an empty cell."""
    if cell == "":
        return None
    match kind:
        case "text":
            return unguard(cell)
        case "boolean":
            return cell == "true"
        case "date":
            return datetime.date.fromisoformat(cell)
        case "texts" | "integers" | "map":
            return json.loads(cell)
        case "integer":
            return int(cell)


def guard(text: str) -> str:
    """The text made harmless for a spreadsheet.

    >>> guard("=HYPERLINK(...)"), guard("- підписання Меморандуму"), guard("Київ")
    ("'=HYPERLINK(...)", "'- підписання Меморандуму", 'Київ')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(cell: str) -> str:
    """The text that ``guard`` was given."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell[1:]) else cell
