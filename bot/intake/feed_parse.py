"""feedparser, kept from fetching anything and from what would take it hours: it sees text only, and bounded text."""

import io
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from xml.sax import SAXParseException
from xml.sax.expatreader import create_parser
from xml.sax.handler import feature_external_ges, feature_namespaces
from xml.sax.xmlreader import InputSource

from bot.intake.feed_text import as_xml, decoded

_LOOSE = 1_000_000  # characters: what is no XML is read by a parser that may look at each of them many times
_TOPICS = 100  # of one entry; each is compared with those before it
_NAMESPACES = 50  # of the feed; likewise
_PIECES = 20  # of an element that is not prose …
_PIECE = 1_000  # … and characters in each
_ELEMENTS = 50_000  # of the feed: some thousands of entries
_DEPTH = 200
_PROSE = {"title", "description", "summary", "content", "subtitle", "info", "rights"}


@dataclass(kw_only=True)
class Parsed:
    """What feedparser has found, until anything went wrong if anything did."""

    feed: dict[str, Any] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # where each entry begins; empty where that is not known
    version: str = ""  # rss20, atom10 …; empty for what is no feed
    trouble: str = ""  # why there may be more: a sentence's predicate


class _TooMuchError(Exception):
    """No feed of people's is like that: a sentence's predicate."""


def parsed(content: bytes) -> Parsed:
    """Any bytes. XML is read strictly; what is not quite XML, unless it is long, as far as it looks like a feed."""
    text = as_xml(decoded(content))
    strict = _strictly(text)
    if strict.trouble and len(text) <= _LOOSE:
        loose = _loosely(text)
        if len(loose.entries) >= len(strict.entries):
            return loose
    return strict


def _strictly(text: str) -> Parsed:
    from feedparser.api import StrictFeedParser

    parser, lines, trouble = StrictFeedParser("", None, "utf-8"), list[int](), ""
    reader = create_parser()  # noqa: S315 - without a DOCTYPE there are no entities, and nothing outside is named
    _bound(parser)
    for name in ("_start_item", "_start_entry"):
        _before(parser, name, lambda: lines.append(reader.getLineNumber()))
    reader.setFeature(feature_namespaces, True)
    reader.setFeature(feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = InputSource()
    source.setEncoding("utf-8")
    source.setByteStream(io.BytesIO(text.encode()))
    try:
        reader.parse(source)
    except _TooMuchError as error:
        trouble = str(error)
    except SAXParseException as error:
        trouble = f"is not well-formed XML from line {error.getLineNumber()} on"
    except Exception as error:  # feedparser's own, on input nobody has thought of
        trouble = f"cannot be read to its end ({type(error).__name__})"
    return _parsed(parser, lines, trouble)


def _loosely(text: str) -> Parsed:
    from feedparser.api import LooseFeedParser

    parser, trouble = LooseFeedParser("", None, "utf-8", {}), ""
    _bound(parser)
    try:
        parser.feed(text)
    except _TooMuchError as error:
        trouble = str(error)
    except Exception as error:  # likewise
        trouble = f"cannot be read to its end ({type(error).__name__})"
    return _parsed(parser, [], trouble)


def _parsed(parser: Any, lines: list[int], trouble: str) -> Parsed:
    return Parsed(feed=parser.feeddata, entries=parser.entries, lines=lines, version=parser.version, trouble=trouble)


def _before(parser: Any, name: str, do: Any) -> None:
    method = getattr(parser, name)

    def also(attributes: Any) -> None:
        do()
        method(attributes)

    setattr(parser, name, also)


def _bound(parser: Any) -> None:
    """Replaces those of its steps that look at everything before them once more for everything new.

    Markup stays markup: ``html_text`` makes text of it, and no page shows it.
    """
    parser.resolve_relative_uris = parser.sanitize_html = False
    element_begins, data, character = parser.unknown_starttag, parser.handle_data, parser.handle_charref
    topic, namespace = parser._add_tag, parser.track_namespace
    elements = count(1)

    def unknown_starttag(tag: str, attributes: Any) -> None:
        if next(elements) > _ELEMENTS:
            raise _TooMuchError(f"has more than {_ELEMENTS} elements, of which the first were read")
        if parser.depth > _DEPTH:
            raise _TooMuchError(f"has more than {_DEPTH} elements within each other")
        element_begins(tag, attributes)

    def handle_data(text: str, escape: int = 1) -> None:
        if parser.elementstack:
            element, _, pieces = parser.elementstack[-1]
            if element not in _PROSE:
                if len(pieces) >= _PIECES:
                    return
                text = text[:_PIECE]
            elif text.isspace() and pieces and pieces[-1].isspace():
                return
        data(text, escape)

    def add_tag(term: Any, scheme: Any, label: Any) -> None:
        if len(parser._get_context().get("tags", ())) < _TOPICS:
            topic(term, scheme, label)

    def track_namespace(prefix: Any, uri: Any) -> None:
        if len(parser.namespaces_in_use) < _NAMESPACES:
            namespace(prefix, uri)

    def handle_charref(ref: str) -> None:
        with suppress(ValueError, OverflowError):  # of no character there is
            character(ref)

    def sync_author_detail(key: str = "author") -> None:
        """Without the search for an e-mail address."""
        context = parser._get_context()
        authors, author = context.get("authors"), context.get("author")
        if key == "author" and isinstance(authors, list) and authors and author:
            authors[-1].setdefault("name", author)

    parser.unknown_starttag, parser.handle_data, parser.handle_charref = unknown_starttag, handle_data, handle_charref
    parser._add_tag, parser.track_namespace, parser._sync_author_detail = add_tag, track_namespace, sync_author_detail
