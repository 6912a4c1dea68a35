"""The HTML of a rich message → its blocks, https://core.telegram.org/bots/api#rich-message-formatting-options

Telegram reads it on its own servers, whose refusals of broken markup nobody has published: here they are worded as
those of parse_mode HTML, and what is out of place is refused rather than guessed at. Of the documented tags the
sandbox takes those of texts; tables, media, maps, formulas and links within the message it refuses as such.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.sandbox import rules
from bot.sandbox.markup import NAMED, Scanner, Start, checked_characters, refused
from bot.sandbox.rich_text import INLINE, Element, Node, RichText, rich_text
from bot.sandbox.rules import bad_request

Block = dict[str, Any]

_HEADINGS = {f"h{size}": size for size in range(1, 7)}
_VOID = frozenset(("br", "hr"))
_BLOCKS = frozenset((*_HEADINGS, "p", "footer", "pre", "blockquote", "aside", "details", "summary", "cite", "ul", "ol",
                     "li", "hr"))  # fmt: skip
_VOID_ELSEWHERE = frozenset(("img", "input", "tg-map"))
_ELSEWHERE = frozenset((*_VOID_ELSEWHERE, "audio", "caption", "figcaption", "figure", "span", "table", "td",
                        "tg-collage", "tg-emoji", "tg-math", "tg-math-block", "tg-reference", "tg-slideshow",
                        "tg-time", "th", "tr", "video"))  # fmt: skip
_NAMED = NAMED | {
    b"apos": "'", b"nbsp": "\u00a0", b"hellip": "…", b"mdash": "—", b"ndash": "–",
    b"lsquo": "‘", b"rsquo": "’", b"ldquo": "“", b"rdquo": "”",
}  # fmt: skip


def parse_rich_html(html: str, *, detect: bool) -> tuple[Block, ...]:
    """The blocks of a rich message; ``detect`` finds hashtags, mentions and links in them. Raises ApiError."""
    return tuple(_Reader(detect=detect).blocks(_tree(html)))


def _tree(html: str) -> list[Node]:
    root = Element(start=Start(tag=""))
    stack = [root]
    scanner = Scanner(
        raw=html.encode("utf-8", "replace"),
        tags=INLINE | _BLOCKS | _VOID | _ELSEWHERE,
        void=_VOID | _VOID_ELSEWHERE,
        named=_NAMED,
    )
    words: list[str] = []
    for part in scanner.parts():
        if isinstance(part, str):
            words.append(part)
            continue
        _put(words, stack[-1])
        if isinstance(part, Start):
            if part.tag in _ELSEWHERE:
                raise bad_request(f"the sandbox takes no <{part.tag}> in a rich message")
            element = Element(start=part)
            stack[-1].children.append(element)
            if part.tag not in _VOID:
                stack.append(element)
                if len(stack) > rules.RICH_DEPTH + 1:
                    raise bad_request("RICH_MESSAGE_DEPTH_INVALID")
        else:
            stack.pop()
    _put(words, root)
    return root.children


def _put(words: list[str], into: Element) -> None:
    """What was read since the last tag, as one string: references come one by one."""
    if words:
        into.children.append(checked_characters("".join(words)))
        words.clear()


class _Reader:
    def __init__(self, *, detect: bool) -> None:
        self._detect = detect

    def blocks(self, nodes: Iterable[Node]) -> list[Block]:
        """The blocks in their order; words that stand between them are paragraphs."""
        found: list[Block] = []
        loose: list[Node] = []
        for node in nodes:
            if isinstance(node, str) or node.tag in INLINE or node.tag == "br":
                loose.append(node)
                continue
            found += self._texts("paragraph", loose)
            loose = []
            found += self._block(node)
        return found + self._texts("paragraph", loose)

    def _block(self, element: Element) -> list[Block]:
        if element.tag in _HEADINGS:
            return self._texts("heading", element.children, size=_HEADINGS[element.tag])
        if element.tag in ("p", "footer"):
            return self._texts("paragraph" if element.tag == "p" else "footer", element.children)
        if element.tag == "hr":
            return [{"type": "divider"}]
        if element.tag == "pre":
            return self._preformatted(element)
        if element.tag in ("ul", "ol"):
            return self._list(element)
        if element.tag == "details":
            return self._details(element)
        if element.tag == "blockquote":
            rest, credit = self._credited(element)
            blocks = self.blocks(rest)
            return [{"type": "blockquote", "blocks": blocks} | credit] if blocks else []
        if element.tag == "aside":
            rest, credit = self._credited(element)
            return self._texts("pullquote", rest, **credit)
        raise _misplaced(element)

    def _texts(self, kind: str, nodes: Sequence[Node], **more: Any) -> list[Block]:
        """A block with nothing but text; none at all where there is nothing to read."""
        text = self._text(nodes)
        return [{"type": kind, "text": text, **more}] if text else []

    def _text(self, nodes: Sequence[Node]) -> RichText:
        _check_inline(nodes)
        return rich_text(nodes, detect=self._detect)

    def _credited(self, element: Element) -> tuple[list[Node], dict[str, RichText]]:
        """What is quoted, and whose it is: a <cite>, which comes last."""
        last = next((node for node in reversed(element.children) if not _blank(node)), "")
        if isinstance(last, str) or last.tag != "cite":
            return element.children, {}
        children = element.children[: element.children.index(last)]
        credit = self._text(last.children)
        return children, {"credit": credit} if credit else {}

    def _details(self, element: Element) -> list[Block]:
        first, *rest = [node for node in element.children if not _blank(node)] or [""]
        if isinstance(first, str) or first.tag != "summary":
            raise refused(f'Tag "details" must begin with "summary" at byte offset {element.start.begin}')
        found = {"type": "details", "summary": self._text(first.children), "blocks": self.blocks(rest)}
        return [found | ({"is_open": True} if element.start.has("open") else {})]

    def _list(self, element: Element) -> list[Block]:
        number = _number(element.start.argument("start"), 1)
        items: list[dict[str, Any]] = []
        for node in element.children:
            if _blank(node):
                continue
            if isinstance(node, str) or node.tag != "li":
                raise refused(f'Tag "{element.tag}" has only items in it, at byte offset {element.start.begin}')
            if element.tag == "ul":
                items.append({"label": "•", "blocks": self.blocks(node.children)})
                continue
            number = _number(node.start.argument("value"), number)
            label = {"label": f"{number}.", "value": number, "type": "1"}
            items.append(label | {"blocks": self.blocks(node.children)})
            number += 1
        return [{"type": "list", "items": items}] if items else []

    def _preformatted(self, element: Element) -> list[Block]:
        children, language = element.children, ""
        if len(children) == 1 and isinstance(children[0], Element) and children[0].tag == "code":
            language = children[0].start.argument("class", "language-")
            children = children[0].children
        if any(isinstance(node, Element) for node in children):
            raise refused(f'Tag "pre" has only text in it, at byte offset {element.start.begin}')
        text = "".join(node for node in children if isinstance(node, str)).strip("\n")
        if not text.strip():
            return []
        return [{"type": "pre", "text": text} | ({"language": language} if language else {})]


def _check_inline(nodes: Iterable[Node]) -> None:
    for node in nodes:
        if isinstance(node, Element):
            if node.tag not in INLINE and node.tag != "br":
                raise _misplaced(node)
            _check_inline(node.children)


def _misplaced(element: Element) -> Exception:
    return refused(f'Tag "{element.tag}" is out of place at byte offset {element.start.begin}')


def _blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip(" \t\r\n")


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
