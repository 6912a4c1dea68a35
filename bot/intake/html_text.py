"""HTML as plain text, whatever state it is in; each character is looked at a few times only."""

import re
from collections.abc import Iterator
from html import unescape

from bot.domain.inert import even_lines

# A tag ends at the next `<` at the latest: so an unclosed one, or many, cost no more than their length.
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*+)((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+|[^<>]*+)>")
_MARKUP = re.compile(r"<(?:!--|!|\?|/?[A-Za-z])")
_UNSEEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "figcaption", "form", "button"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul",
}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre", "table"}
_SPACE = re.compile(r"[^\S\n]+")


def text_of(markup: str) -> str:
    """What a reader would see: paragraphs apart, one line for each, and nothing of scripts and forms."""
    seen: list[str] = []
    unseen = ""
    for tag, text in _parts(markup):
        if not tag:
            if not unseen and not (text.isspace() and seen and seen[-1].endswith("\n")):
                seen.append(" ".join(unescape(text).split("\n")))
        elif unseen:
            unseen = "" if tag == f"/{unseen}" else unseen
        elif tag in _UNSEEN:
            unseen = tag
        elif (name := tag.removeprefix("/")) in _PARAGRAPHS:
            seen.append("\n\n")
        elif name in _BLOCKS and (name == "br" or not (seen and seen[-1].endswith("\n"))):
            seen.append("\n")
    lines = _SPACE.sub(" ", "".join(seen)).split("\n")
    return even_lines("\n".join(line.strip() for line in lines)).strip()


def _parts(markup: str) -> Iterator[tuple[str, str]]:
    """Tags in lower case, ``/p`` at the end of one, and the texts between them, with an empty tag."""
    at, last = 0, markup.rfind(">")
    while found := _MARKUP.search(markup, at):
        if found.start() > at:
            yield "", markup[at : found.start()]
        if found[0] == "<!--":
            end = markup.find("-->", found.end())
            at = end + 3 if end >= 0 else len(markup)
        elif tag := _TAG.match(markup, found.start()):
            at = tag.end()
            if not (tag[3].endswith("/") and tag[2].lower() in _UNSEEN):  # closed already
                yield tag[1] + tag[2].lower(), ""
        else:
            end = markup.find(">", found.end()) if found[0] in ("<!", "<?") and found.end() <= last else -1
            if end >= 0:
                at = end + 1
            else:  # a sign that begins no tag
                yield "", markup[found.start() : found.end()]
                at = found.end()
    yield "", markup[at:]
