"""HTML → Facts: the page's own tags first, trafilatura's findings where they say nothing.

What runs here may take long, or a lot of memory, on a page that was made for that: see ``page_child``.
"""

import codecs
import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.intake.dates import date_in
from bot.intake.page_facts import Facts
from bot.intake.page_linked import Linked
from bot.intake.page_tags import (
    ABSTRACTS,
    CITED_DATES,
    DATES,
    IDENTIFIERS,
    TITLES,
    VENUES,
    Tags,
    as_headed,
    authors,
    headings,
    headline,
    plain,
    several,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Of Python, but no encodings of documents; and those that pages name and mean a wider one.
_NO_ENCODINGS = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7", "mbcs", "oem"}
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECLARED = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})|encoding=[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4_096  # bytes in which a page must say its encoding
_GUESSED = 300_000  # characters of a page that trafilatura looks at
_HEADING = re.compile(r"#\s+(\S.{0,300})")
_WECHAT_DATE = re.compile(r"\b(?:createTime|publish_time|oriCreateTime)\s{0,3}=\s{0,3}['\"](\d{4}-\d\d-\d\d)")


def facts_of(body: bytes, *, url: str, type: str, charset: str) -> Facts:
    """Never raises for what a page holds."""
    text = decoded(body, charset)
    if type in ("text/plain", "text/markdown"):
        first = text.lstrip("\ufeff \t\r\n")[:_HEAD].partition("\n")[0].strip()
        heading = _HEADING.fullmatch(first)
        return Facts(title=plain(heading[1]) if heading else "")
    tree = _tree(text)
    return _gathered(tree, url, text) if tree is not None else Facts()


def decoded(body: bytes, charset: str) -> str:
    """As the server says, as the page says, as UTF-8, and else as trafilatura's detection guesses."""
    for mark, name in _MARKS.items():
        if body.startswith(mark):
            return body.decode(name, "replace")
    declared = _DECLARED.search(body[:_HEAD])
    said = (declared[1] or declared[2]).decode("ascii", "replace") if declared else ""
    for name in (charset, said, "utf-8"):
        with suppress(LookupError, UnicodeError, ValueError):
            if name:
                return _decoded(body, name)
    from trafilatura.utils import detect_encoding

    # Not its decode_file, which would also unpack what looks compressed.
    for name in detect_encoding(body[: 1 << 16]):
        with suppress(LookupError, UnicodeError):
            return body.decode(name)
    return body.decode("utf-8", "replace")


def _decoded(body: bytes, name: str) -> str:
    """Raises LookupError and UnicodeError. The last character may have been cut."""
    b"".decode(name)  # base64 and its like are codecs of Python too, and none of texts
    known = codecs.lookup(name).name
    if known.replace("-", "_") in _NO_ENCODINGS:
        raise LookupError(name)
    return codecs.getincrementaldecoder(_WIDER.get(known, known))("strict").decode(body)


def _tree(text: str) -> "HtmlElement | None":
    from trafilatura.utils import load_html

    with suppress(Exception):  # of lxml, on what no parser takes
        return load_html(text)
    return None


def _gathered(tree: "HtmlElement", url: str, text: str) -> Facts:
    tags, linked = Tags(tree, url), Linked(tree)
    title, people = _title(tags, linked, tree), authors(tags, several) or linked.authors
    day = _first_day(tags) or linked.published or tags.one(*DATES) or _day_of_wechat(text, url)
    found = {} if title and day and (people or linked.organizations) else _trafilatura(tree, url, text)
    return Facts(
        title=title or found.get("title", ""),
        site=tags.one("og:site_name", "application-name") or linked.site,
        authors=people or (() if linked.organizations else _found_authors(found)),
        organizations=linked.organizations,
        published=day or found.get("date", ""),
        language=linked.language or tags.language or tags.one("og:locale", "content-language"),
        canonical=tags.link("canonical"),
        doi=tags.one(*IDENTIFIERS),
        arxiv=tags.one("citation_arxiv_id"),
        venue=tags.one(*VENUES),
        pdf=tags.absolute(tags.one("citation_pdf_url")),
        abstract=tags.one(*ABSTRACTS[:3]) or linked.abstract or tags.one(*ABSTRACTS[3:]),
        scholarly=tags.has("citation_title") or linked.scholarly,
        owned_by=_owner(tree),
    )


def _first_day(tags: Tags) -> str:
    """Of a paper's dates the earliest: arXiv calls the day of the latest version its date online."""
    written = [text for name in CITED_DATES for text in tags.all(name)]
    known = {text: date for text in written if (date := date_in(text))}
    # A whole date says more than its year alone.
    return min(known, key=lambda text: (known[text].year, known[text].month or 13, known[text].day or 32), default="")


def _title(tags: Tags, linked: Linked, tree: "HtmlElement") -> str:
    if cited := tags.one("citation_title"):
        return cited
    return as_headed(linked.title or tags.one(*TITLES) or headline(tree), headings(tree))


def _trafilatura(tree: "HtmlElement", url: str, text: str) -> dict[str, str]:
    """Its guesses from the page's text, of a long one from the beginning: it looks at everything many times.

    A date is taken where the page marks one, not from any number in it.
    """
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    with suppress(Exception):  # whatever an odd page makes it stumble over
        looked_at = tree if len(text) <= _GUESSED else _tree(text[:_GUESSED])
        found: dict[str, Any] = extract_metadata(looked_at, default_url=url, extensive=False).as_dict()
        return {name: plain(said) for name, said in found.items() if isinstance(said, str)}
    return {}


def _found_authors(found: dict[str, str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in found.get("author", "").split(";") if name.strip())


def _day_of_wechat(text: str, url: str) -> str:
    """WeChat writes it into a script."""
    written = _WECHAT_DATE.search(text) if "mp.weixin.qq.com/" in url else None
    return written[1] if written else ""


def _owner(tree: "HtmlElement") -> str:
    """GitHub marks the link to whom a repository belongs to."""
    for link, _ in zip(tree.iter("a"), range(3_000), strict=False):
        if "author" in (link.get("rel") or "").split():
            return plain(link.get("data-hovercard-type") or "")
    return ""
