"""The tags in which a page describes itself: Highwire's citation_*, Dublin Core, OpenGraph, plain HTML."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bot.intake.plain_text import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 400  # tags that are looked at
_LONGEST = 8_000  # characters of one
_MARKUP = re.compile(r"</?(?:i|em|b|strong|sup|sub|span|br|p|jats:\w+)\b[^<>]{0,100}>", re.IGNORECASE)
_HEADING = 4  # characters of what is more than a label
_TAIL = re.compile(r" ?[|·•»_]| [-–—] ")
_SCHEMES = ("http://", "https://")


class Tags:
    """By name in lower case, whether the page calls it a name, a property or an itemprop; in the page's order."""

    def __init__(self, tree: "HtmlElement", url: str) -> None:
        self._base = url
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._links: dict[str, str] = {}
        self.language = one_line((tree.get("lang") or tree.get("xml:lang") or "")[:40])
        for element in _first(tree.iter("meta")):
            content = plain(element.get("content") or "")
            named = element.get("name") or element.get("property") or element.get("itemprop") or ""
            if content and named:
                self._texts[named.strip().lower()].append(content)
        for element in _first(tree.iter("link")):
            for relation in (element.get("rel") or "").lower().split():
                self._links.setdefault(relation, element.get("href") or "")

    def all(self, *names: str) -> list[str]:
        """All texts of the first of these names that the page has."""
        return next((self._texts[name] for name in names if name in self._texts), [])

    def one(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")

    def has(self, name: str) -> bool:
        return name in self._texts

    def link(self, relation: str) -> str:
        return self.absolute(self._links.get(relation, ""))

    def absolute(self, address: str) -> str:
        """Empty for what is no address of the web."""
        try:
            there = urljoin(self._base, address.strip()) if address.strip() else ""
        except ValueError:
            return ""
        return there if there.startswith(_SCHEMES) else ""


def plain(text: str) -> str:
    """Titles and abstracts of papers come with tags for their italics."""
    return one_line(_MARKUP.sub("", text[:_LONGEST]))


def _first(elements: Iterable["HtmlElement"]) -> Iterator["HtmlElement"]:
    for count, element in enumerate(elements):
        if count == _MOST:
            return
        yield element


def headings(tree: "HtmlElement") -> list[str]:
    """Of the first rank."""
    return [text for heading in _first(tree.iter("h1")) if (text := _text(heading))]


def headline(tree: "HtmlElement") -> str:
    """What the page's title says, else its only heading of the first rank."""
    title = next(tree.iter("title"), None)
    if title is not None and (text := _text(title)):
        return text
    found = headings(tree)
    return found[0] if len(found) == 1 else ""


def as_headed(title: str, found: Iterable[str]) -> str:
    """The heading that the title begins with, where only a sign and something more follows: a site, an author."""
    for heading in found:
        if len(heading) >= _HEADING and title.startswith(heading) and _TAIL.match(title, len(heading)):
            return heading
    return title


def _text(element: "HtmlElement") -> str:
    return plain("".join(element.itertext()))


TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
CITED_DATES = ("citation_publication_date", "citation_date", "citation_online_date", "dc.date.issued", "dcterms.issued")
DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date", "dcterms.date",
    "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish_date", "publish-date",
    "date",
)  # fmt: skip
ABSTRACTS = (
    "citation_abstract", "dcterms.abstract", "dc.description", "dcterms.description", "og:description", "description",
    "twitter:description",
)  # fmt: skip
VENUES = ("citation_conference_title", "citation_journal_title", "citation_inbook_title", "citation_conference")
IDENTIFIERS = ("citation_doi", "dc.identifier.doi", "dc.identifier", "prism.doi", "bepress_citation_doi")

_LIST = re.compile(r"\s*[;；、|]\s*|\s+(?:and|&)\s+")


def authors(tags: Tags, names_of: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """As the page's most careful tag has them; ``names_of`` makes names of one that may hold several."""
    listed = tags.all("citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author")
    if listed:
        return tuple(map(turned, listed))
    if together := tags.one("citation_authors"):
        return tuple(turned(name) for name in _LIST.split(together))
    written = tags.all("author", "article:author", "og:article:author", "parsely-author", "byl", "sailthru.author")
    return tuple(name for text in written for name in names_of(text))


def several(text: str) -> list[str]:
    """``Ada Bell, Carl Dee and Eva Fay``; commas part names only where each part is a whole one."""
    text = re.sub(r"^(?:by|作者[:：]?)\s+", "", text, flags=re.IGNORECASE)
    parts = [part.strip(" ,") for part in _LIST.split(text)]
    names: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in re.split(r"[,，]", part)]
        whole = all(" " in piece or not piece.isascii() for piece in pieces)
        names += pieces if whole else [turned(part)]
    return list(filter(None, names))


def turned(name: str) -> str:
    """``Bell, Ada`` as people say it."""
    family, comma, given = name.partition(",")
    if not comma or "," in given or not given.strip():
        return name.strip()
    if not given.strip().isascii() and not family.strip().isascii():
        return family.strip() + given.strip()
    return f"{given.strip()} {family.strip()}"
