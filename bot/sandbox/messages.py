"""A stored message: what was accepted, and how it looks to people."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.entities import Entity, Formatted
from bot.sandbox.files import Photo
from bot.sandbox.keyboards import Keyboard
from bot.sandbox.rich import RichMessage


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The link preview of a message; ``url`` None where no link has one."""

    url: str | None
    large: bool = False
    small: bool = False
    above: bool = False

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"url": self.url}
        found |= {"prefer_large_media": True} if self.large else {}
        found |= {"prefer_small_media": True} if self.small else {}
        return found | ({"show_above_text": True} if self.above else {})


@dataclass(kw_only=True)
class Message:
    """One message of a chat; edits change it in place. It has a text, a photo with a caption, or is ``rich``.

    ``author`` is a user id, None for a channel's nameless other admins. ``forward_origin`` is the Bot API's object,
    kept because it outlives the original. ``via_bot`` marks what a person sent from inline results; with buttons it
    has an ``inline_id`` by which the bot may edit it.
    """

    id: int
    chat_id: int
    date: datetime
    author: int | None
    by_bot: bool
    body: Formatted = field(default_factory=Formatted)
    photo: Photo | None = None
    rich: RichMessage | None = None
    keyboard: Keyboard = ()
    preview: Preview | None = None
    preview_disabled: bool = False
    reply_to: int | None = None
    thread: int | None = None
    silent: bool = False
    protected: bool = False
    caption_above: bool = False
    spoiler: bool = False
    edited_at: datetime | None = None
    forward_origin: dict[str, Any] | None = None
    service: dict[str, Any] | None = None
    force_reply: bool = False
    via_bot: bool = False
    inline_id: str | None = None

    @property
    def text(self) -> str:
        """The text without markup; empty for a picture and for a rich message."""
        return "" if self.photo else self.body.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        return () if self.photo else self.body.entities

    @property
    def caption(self) -> str:
        return self.body.text if self.photo else ""

    @property
    def caption_entities(self) -> tuple[Entity, ...]:
        return self.body.entities if self.photo else ()

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Every button, row by row, as the Bot API writes it."""
        return [button for row in self.keyboard for button in row]
