"""Rich messages: read, measured, and how the Bot API answers with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox import rules
from bot.sandbox.parameters import Parameters
from bot.sandbox.rich_html import Block, parse_rich_html
from bot.sandbox.rich_text import words
from bot.sandbox.rules import bad_request


@dataclass(frozen=True, kw_only=True)
class RichMessage:
    """A message that is made of blocks, each as the Bot API writes a RichBlock; it has no text and no caption."""

    blocks: tuple[Block, ...]
    rtl: bool = False

    @property
    def text(self) -> str:
        """What there is to read, a line for each text."""
        return "\n".join(_texts(self.blocks))

    def as_json(self) -> dict[str, Any]:
        return {"blocks": list(self.blocks)} | ({"is_rtl": True} if self.rtl else {})


def read_rich(given: Parameters) -> RichMessage:
    """The ``rich_message`` of a call. Raises ApiError for broken markup, nothing in it or too much of it."""
    wish = given.object("rich_message")
    if wish is None:
        raise bad_request("rich message must be non-empty")
    if not isinstance(wish, dict):
        raise bad_request("object expected as rich message")
    if wish.get("markdown"):
        raise bad_request("the sandbox takes rich messages as html, not as markdown")
    html = str(wish.get("html") or "")
    if not html:
        raise bad_request("rich message must be non-empty")
    message = RichMessage(
        blocks=parse_rich_html(html, detect=not wish.get("skip_entity_detection")),
        rtl=bool(wish.get("is_rtl")),
    )
    if not any(_texts(message.blocks)):
        raise bad_request("RICH_MESSAGE_EMPTY")
    if sum(map(len, _texts(message.blocks))) > rules.RICH_TEXT_LIMIT:
        raise bad_request("RICH_MESSAGE_TEXT_TOO_LONG")
    if _count(message.blocks) > rules.RICH_BLOCKS:
        raise bad_request("RICH_MESSAGE_BLOCKS_TOO_MANY")
    return message


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text of the blocks, from top to bottom; labels of list items are Telegram's, not the sender's."""
    for block in blocks:
        yield from (words(block[name]) for name in ("summary", "text") if name in block)
        yield from _texts(_inner(block))
        if "credit" in block:
            yield words(block["credit"])


def _inner(block: Block) -> list[Block]:
    """Blocks within a block; an item of a list is one as well, for the limits count it."""
    return [*block.get("items", ()), *block.get("blocks", ())]


def _count(blocks: Iterable[Block]) -> int:
    return sum(1 + _count(_inner(block)) for block in blocks)
