"""A saved web page to its story: trafilatura finds the text, the head of the page gives title, date and site.

Of dates only those are taken that the page states as its publication; a date guessed from the story would be that of
the event.
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Draft, with_title
from pipeline.ingest.moments import read_moment

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@property='og:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='publish_date' or @name='date']/@content",
    "//meta[@name='DC.date.issued' or @name='dc.date']/@content",
    "//article//time/@datetime",
    "//header//time/@datetime",
    "//main//time/@datetime",
)
_ITEM = re.compile(r"(?:[-–—•*]|\d{1,2}[.)]) ")
_SITE_TAIL = re.compile(r"\s+(?:[|»·•]|::|—|–|-)\s+[^|»·•]{2,80}$")


def declared_charset(data: bytes) -> str | None:
    """The code page that the head of an HTML file declares, or None."""
    match = _CHARSET.search(data[:_HEAD_BYTES])
    return match[1].decode("ascii", errors="ignore") if match else None


def read_page(html: str) -> Draft:
    """The story of an HTML page. Raises ``ReleaseError`` ``empty`` when no story is found in it."""
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ReleaseError("empty", "no story was found in the web page")
    title = _first(tree, "(//article//h1)[1]//text()", "(//h1)[1]//text()")
    found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    metadata = found if isinstance(found, dict) else found.as_dict() if found else {}
    body = _separate_paragraphs(str(metadata.get("text") or ""))
    if not body:
        raise ReleaseError("empty", "no story was found in the web page")
    title = _headline(title, metadata.get("title"))
    return Draft(
        text=with_title(title, body),
        title=title,
        published_at=find_page_date(tree),
        publisher=_site_name(metadata.get("sitename")),
        url=metadata.get("url"),
    )


def _site_name(name: str | None) -> str | None:
    """The name of the site; None for a bare address such as ``mon.example``."""
    return None if name is None or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name) else name


def _separate_paragraphs(body: str) -> str:
    """An empty line between paragraphs, none between the items of a list: each line of the story is a paragraph."""
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        pieces += ["\n" if _ITEM.match(before) and _ITEM.match(line) else "\n\n", line]
    return "".join(pieces)


def _headline(heading: str | None, metadata_title: str | None) -> str | None:
    """The heading of the page; the title of its head, without the name of the site, when there is none."""
    if heading and len(heading) > 10:
        return heading
    return _SITE_TAIL.sub("", metadata_title) if metadata_title else None


def find_page_date(tree: HtmlElement) -> str | None:
    """Publication moment that the page states in its metadata: ISO date, or date-time with the Kyiv offset."""
    for value in _stated_dates(tree):
        if moment := read_moment(value):
            return moment
    return None


def _stated_dates(tree: HtmlElement) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        yield from _json_dates(script)
    for path in _PUBLISHED:
        yield from tree.xpath(path)


def _json_dates(script: str) -> Iterator[str]:
    """``datePublished`` anywhere in a JSON-LD block; nothing when the block is broken."""
    try:
        waiting: list[Any] = [json.loads(script)]
    except (ValueError, RecursionError):
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node.get("datePublished"), str):
                yield node["datePublished"]
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _first(tree: HtmlElement, *paths: str) -> str | None:
    for path in paths:
        if text := " ".join(" ".join(tree.xpath(path)).split()):
            return text
    return None
