"""RSS and Atom files through feedparser: items to drafts with title, date and address."""

import calendar
import io
import re

import feedparser

from pipeline.errors import ReleaseError
from pipeline.ingest.draft import Draft, damaged
from pipeline.ingest.moments import read_moment

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF|channel)[\s>]")
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T|\0<\0!\0E\0N\0T", re.IGNORECASE)
_MAX_ITEMS = 100_000


def read_feed(data: bytes) -> list[Draft]:
    """Items of a feed in their order. Raises ReleaseError ``damaged``, ``entities``, ``format`` or ``empty``.

    An item gives its full content when the feed has it, else its summary.
    """
    if not data.strip():
        raise ReleaseError("empty", "the file is empty")
    if _ENTITY.search(data):
        raise ReleaseError("entities", "its XML declares entities: left out")
    if not _FEED.search(data[:100_000].replace(b"\x00", b"")):
        raise ReleaseError("format", "XML that is no RSS or Atom feed: left out")
    try:
        feed = feedparser.parse(io.BytesIO(data))
    except Exception as error:  # damaged XML makes the library raise anything
        raise damaged("feed", error) from error
    if not feed.entries:
        raise ReleaseError("damaged" if feed.bozo else "empty", "no item was found in the feed")
    publisher = str(feed.feed.get("title") or "") or None
    return [_read_item(item, publisher) for item in feed.entries[:_MAX_ITEMS]]


def _read_item(item: feedparser.FeedParserDict, publisher: str | None) -> Draft:
    contents = [str(part.get("value") or "") for part in item.get("content") or ()]
    texts = [*contents, str(item.get("summary") or "")]
    return Draft(
        text=max(texts, key=len),
        title=str(item.get("title") or "") or None,
        published_at=_item_date(item),
        publisher=publisher,
        url=str(item.get("link") or "") or None,
    )


def _item_date(item: feedparser.FeedParserDict) -> str | None:
    """The moment of publication as the feed writes it, else as the library reads it (UTC)."""
    if moment := read_moment(item.get("published")):
        return moment
    parsed = item.get("published_parsed")
    try:
        return read_moment(calendar.timegm(parsed)) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None
