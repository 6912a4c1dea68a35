"""A text in Markdown as pieces: plain text, and links with their labels."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Any

from bot.intake.awesome_lines import LINE, has_too_many_marks
from bot.intake.awesome_mending import mended

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"'`，。；、！？：（）【】《》「」“”|\[\]{}]+")
_SHORTCODE = re.compile(r"(?<![^\s\]\)])(?<!\w):[a-z][a-z0-9_+-]{1,40}:(?!\w)")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff]"
)
_MARKUP = re.compile(r"[\[\]*_<>~`!&\\【]|://|  \n")
_WITHOUT_MARKS = str.maketrans(dict.fromkeys("[]*_<>~`!&\\【:"))
_STRUCK = {"s", "del", "strike"}
_STRONG = {"strong", "b"}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text, or a link; of an image, its alternative text."""

    text: str = ""
    url: str = ""
    image: bool = False
    strong: bool = False
    struck: bool = False


Line = tuple[Piece, ...]


class InlineReader:
    """Reads texts; the reference links of their page are looked up in ``references``."""

    def __init__(self, references: dict[str, Any]) -> None:
        from markdown_it import MarkdownIt

        self._markdown = MarkdownIt("commonmark").enable("strikethrough")
        # An address stays as it is written: not percent-encoded, and judged by us.
        self._markdown.normalizeLink = str  # type: ignore[method-assign, assignment]
        self._references = references

    def lines(self, text: str) -> list[Line]:
        """The lines as they are shown, without empty ones."""
        if len(text) > LINE or has_too_many_marks(text):
            text = text[:LINE].translate(_WITHOUT_MARKS)  # lines that made one endless paragraph: no record
        if not _MARKUP.search(text):
            return [(Piece(text=line),) for line in visible(text).split("\n") if plain(line)]
        tokens = self._markdown.parseInline(mended(visible(text)), self._references)
        pieces = _Pieces()
        for token in tokens[0].children or ():
            pieces.take(token)
        return [line for line in map(_joined, pieces.lines) if any(piece.image or plain(piece.text) for piece in line)]

    def plain(self, text: str) -> str:
        """All on one line, without markup, images and shortcodes."""
        return plain(" ".join(piece.text for line in self.lines(text) for piece in line if not piece.image))


class _Pieces:
    """The pieces made so far, and what is open at the moment."""

    def __init__(self) -> None:
        self.lines: list[list[Piece]] = [[]]
        self._now = Piece()
        self._raised = 0  # inside <sup>, which holds footnote marks

    def take(self, token: "Token") -> None:
        match token.type:
            case "text" | "code_inline" | "text_special":
                self._add(token.content, linked=token.type == "text")
            case "softbreak" | "hardbreak":
                self.lines.append([])
            case "image":
                self.lines[-1].append(replace(self._now, text=token.content, image=True))
            case "link_open":
                self._now = replace(self._now, url=str(token.attrs.get("href", "")))
            case "link_close":
                self._now = replace(self._now, url="")
            case "strong_open" | "strong_close":
                self._now = replace(self._now, strong=token.nesting > 0)
            case "s_open" | "s_close":
                self._now = replace(self._now, struck=token.nesting > 0)
            case "html_inline":
                self._take_html(token.content)

    def _take_html(self, tag: str) -> None:
        found = _TAG.match(tag)
        if found is None:
            return
        name, begins = found["name"].lower(), not found["end"]
        if name == "a":
            href = _HREF.search(tag) if begins else None
            self._now = replace(self._now, url=unescape(href[1] or href[2] or href[3] or "") if href else "")
        elif name == "img":
            alt = _ALT.search(tag)
            self.lines[-1].append(replace(self._now, text=unescape(alt[1] or alt[2] or "") if alt else "", image=True))
        elif name in ("br", "p", "li", "div"):
            self.lines.append([])
        elif name == "sup":
            self._raised = int(begins)
        elif name in _STRUCK:
            self._now = replace(self._now, struck=begins)
        elif name in _STRONG:
            self._now = replace(self._now, strong=begins)

    def _add(self, text: str, *, linked: bool) -> None:
        if self._raised:
            return
        if self._now.url or not linked:
            self.lines[-1].append(replace(self._now, text=text))
        else:
            self.lines[-1] += _with_bare_links(text, self._now)


def _with_bare_links(text: str, like: Piece) -> Iterator[Piece]:
    at = 0
    for found in _BARE.finditer(text):
        url = _trimmed(found[0])
        yield replace(like, text=text[at : found.start()])
        yield replace(like, text=url, url=url)
        at = found.start() + len(url)
    yield replace(like, text=text[at:])


def _trimmed(url: str) -> str:
    """Without what ends the sentence, and without a bracket that was opened before the address."""
    closing = url.count(")") - url.count("(")
    while url and (url[-1] in ".,;:!?*~_" or (url[-1] == ")" and closing > 0)):
        closing -= url[-1] == ")"
        url = url[:-1]
    return url


def _joined(pieces: list[Piece]) -> Line:
    """Neighbours of one look and one address become one piece."""
    joined: list[tuple[Piece, list[str]]] = []
    for piece in pieces:
        if not piece.text and not piece.image:
            continue
        if joined and not piece.image and _alike(joined[-1][0], piece):
            joined[-1][1].append(piece.text)
        else:
            joined.append((piece, [piece.text]))
    return tuple(replace(piece, text="".join(texts)) for piece, texts in joined)


def _alike(one: Piece, other: Piece) -> bool:
    if one.image or one.url != other.url:
        return False
    return bool(one.url) or (one.strong, one.struck) == (other.strong, other.struck)


def visible(text: str) -> str:
    """Without control characters, and what else nobody sees."""
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    """On one line with single spaces; without emoji shortcodes, and without emoji at either end."""
    text = " ".join((_SHORTCODE.sub(" ", text) if ":" in text else text).split())
    start, end = 0, len(text)
    while start < end and _decorates(text[start]):
        start += 1
    while start < end and _decorates(text[end - 1]):
        end -= 1
    return text[start:end]


def _decorates(character: str) -> bool:
    return character == " " or (character > "\u00ff" and unicodedata.category(character) in ("So", "Mn", "Sk", "Cf"))
