"""Word processor files: docx through python-docx, odt through odfdo; paragraphs, lists and tables in their order.

Titles and days in the properties of such files say who saved what template when: neither is taken.
"""

import io
import zipfile
from collections.abc import Iterator

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Draft, damaged
from pipeline.ingest.limits import DOCUMENT_BYTES, MEBIBYTE, is_bomb, too_large

_OLE = b"\xd0\xcf\x11\xe0"
_PART_BYTES = 32 * MEBIBYTE


def read_docx(data: bytes) -> Draft:
    """Text of a docx file. Raises ReleaseError ``damaged``, ``encrypted``, ``bomb``, ``entities`` or ``empty``."""
    _check_parts(data, "docx")
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_docx_blocks(document))
    except Exception as error:  # the library raises what its parts raise
        raise damaged("docx", error) from error
    return _draft(text)


def _docx_blocks(document: object) -> Iterator[str]:
    """Paragraphs of the body and rows of its tables; items of a list one a line."""
    from docx.table import Table

    items: list[str] = []
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        is_item = not isinstance(block, Table) and _is_item(block)
        if items and not is_item:
            yield "\n".join(items)
            items = []
        if isinstance(block, Table):
            yield "\n".join(_cells([cell.text for cell in row.cells]) for row in block.rows)
        elif is_item:
            items.append(f"- {block.text}")
        elif block.text.strip():
            yield block.text
    if items:
        yield "\n".join(items)


def _is_item(paragraph: object) -> bool:
    properties = paragraph._p.pPr  # type: ignore[attr-defined]
    style = paragraph.style.name if paragraph.style is not None else ""  # type: ignore[attr-defined]
    return (properties is not None and properties.numPr is not None) or (style or "").startswith("List")


def _cells(texts: list[str]) -> str:
    """A row of a table: merged cells are given once for each column they cover."""
    return " | ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def read_odt(data: bytes) -> Draft:
    """Text of an odt file. Raises ReleaseError ``damaged``, ``encrypted``, ``bomb``, ``entities`` or ``empty``."""
    _check_parts(data, "odt")
    import odfdo

    try:
        body = odfdo.Document(io.BytesIO(data)).body
        blocks = [str(element.text_recursive).strip() for element in body.get_elements("//text:h|//text:p")]
    except Exception as error:  # the library raises what its parts raise
        raise damaged("odt", error) from error
    return _draft("\n\n".join(filter(None, blocks)))


def _draft(text: str) -> Draft:
    if not text.strip():
        raise ReleaseError("empty", "the file has no text")
    return Draft(text)


def _check_parts(data: bytes, kind: str) -> None:
    """Refuse files that are no zip, are encrypted, expand without measure or whose XML declares entities."""
    if data.startswith(_OLE):
        raise ReleaseError("encrypted", f"protected by a password, or no {kind} file: left out")
    if not data.strip(b"\x00 \r\n\t"):
        raise ReleaseError("empty", "the file is empty")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if is_bomb(sum(part.file_size for part in parts), len(data)):
                raise ReleaseError("bomb", "expands out of all proportion: left out")
            if sum(part.file_size for part in parts) > 4 * DOCUMENT_BYTES:
                raise too_large(DOCUMENT_BYTES)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(archive, part)
    except ReleaseError:
        raise
    except DefusedXmlException as error:
        raise ReleaseError("entities", "its XML declares entities: left out") from error
    except Exception as error:  # a zip that is cut or changed raises anything
        raise damaged(kind, error) from error


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise ReleaseError("encrypted", "protected by a password: left out")
    if part.file_size > _PART_BYTES:
        raise too_large(_PART_BYTES)
    content = archive.read(part)
    if part.filename.endswith("manifest.xml") and b"encryption-data" in content:
        raise ReleaseError("encrypted", "protected by a password: left out")
    # Entities stand behind `<!`: in UTF-8 parts without one there is nothing to look for.
    if b"<!" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\x00":
        defusedxml.ElementTree.fromstring(content, forbid_entities=True)
